"""Which model agrees best with past practice: all learn what was known on a day, all are judged on
what people completed after it, and the winner learns again on everything.

Agreement is never benefit: it breaks ties, serves where nothing is known of needs, and tells the
planner what colleagues do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from recommender.evaluation import metrics
from recommender.evaluation.intervals import Interval, of_difference, of_mean
from recommender.evaluation.split import TimeSplit
from recommender.features.arrays import Dataset
from recommender.progress import Progress
from recommender.scorers.by_need import learn_by_need
from recommender.scorers.contract import Scorer
from recommender.scorers.ease import learn_ease
from recommender.scorers.hybrid import learn_hybrid
from recommender.scorers.item_knn import learn_item_knn
from recommender.scorers.learn_blend import learn_blend
from recommender.scorers.markov import learn_markov
from recommender.scorers.popular import learn_popular

LIST_LENGTH: Final = 10
_JUDGED: Final = 5000
"""People the contest is judged on; more moves the third digit."""


@dataclass(frozen=True)
class Judged:
    """How one model did on the people who completed something new after the day."""

    ndcg: Interval
    hit_rate: Interval
    coverage: float
    """Share of the catalogue that is on somebody's list."""
    overlap: float
    """Mean share of two people's lists that is the same."""
    behind: Interval | None = None
    """NDCG of the winner less this one's, paired by person; None for the winner."""


def learners(*, seed: int) -> Mapping[str, Callable[[Dataset], Scorer]]:
    """All competing models, from the simplest on."""
    return {
        "popular": learn_popular,
        "by_need": learn_by_need,
        "item_knn": learn_item_knn,
        "ease_history": partial(learn_ease, features=False),
        "ease": learn_ease,
        "markov": learn_markov,
        "blend": learn_blend,
        "hybrid": lambda dataset: learn_hybrid(dataset, seed=seed),
    }


def contest(split: TimeSplit, *, seed: int, progress: Progress) -> dict[str, Judged]:
    """Learn every model on ``split.earlier`` and judge its lists of ten on what came later.

    Empty where fewer than two people completed something new: there is nothing to compare.
    """
    if len(split.persons) < 2:
        return {}
    rng = np.random.default_rng(seed)
    chosen = np.arange(len(split.persons))
    if len(chosen) > _JUDGED:
        chosen = np.sort(rng.choice(chosen, _JUDGED, replace=False))
    people = split.earlier.people.take(split.persons[chosen])
    relevant, barred = split.relevant[chosen], split.completed[chosen]
    competing = learners(seed=seed)
    results: dict[str, Judged] = {}
    ndcg: dict[str, metrics.Float] = {}
    for done, (name, learn) in enumerate(competing.items(), start=1):
        lists = metrics.ranked(learn(split.earlier).score(people), k=LIST_LENGTH, barred=barred)
        ndcg[name] = metrics.ndcg(lists, relevant)
        results[name] = Judged(
            ndcg=of_mean(ndcg[name], rng=np.random.default_rng(seed)),
            hit_rate=of_mean(metrics.hit_rate(lists, relevant), rng=np.random.default_rng(seed)),
            coverage=metrics.coverage(lists, courses=len(split.earlier.catalogue)),
            overlap=metrics.overlap(lists, courses=len(split.earlier.catalogue)),
        )
        progress("Membandingkan model kesesuaian", done, len(competing))
    best = winner(results)
    return {
        name: one
        if name == best
        else replace(one, behind=of_difference(ndcg[best], ndcg[name], rng=np.random.default_rng(seed)))
        for name, one in results.items()
    }


def winner(results: Mapping[str, Judged]) -> str:
    """The model with the highest NDCG; of equals the simplest."""
    return max(results, key=lambda name: (results[name].ndcg.mean, -list(results).index(name)))

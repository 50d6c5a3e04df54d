"""The lists of every ranker for one trained version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds.levels import likely
from benchmarks.worlds.lived import Lived
from recommender.bundle.contents import Bundle
from recommender.features.arrays import F32, I32, Dataset, People
from recommender.ranking.recommend import Options, rank
from recommender.scorers.by_need import learn_by_need
from recommender.scorers.ease import learn_ease
from recommender.scorers.growth import NODE_WEIGHTS
from recommender.scorers.hybrid import learn_hybrid
from recommender.scorers.popular import learn_popular
from recommender.synthetic.truth import Truth, best_of


def scores_of(lived: Lived, *, seed: int) -> dict[str, F32]:
    """(n, C) score of every simple ranker; only the order of one person's courses means something."""
    dataset, people = lived.dataset, lived.bundle.people
    by_need = learn_by_need(dataset)
    shape = len(people), len(dataset.catalogue)
    return {
        "random": np.random.default_rng(seed).random(shape, dtype=np.float32),
        "popular": learn_popular(dataset).score(people),
        "LightFM": learn_hybrid(dataset, seed=seed).score(people),
        "EASE": learn_ease(dataset).score(people),
        "by_need, last rating": by_need.score(replace(people, level=_last_ratings(dataset))),
        "by_need, filtered levels": by_need.score(people),
    }


def rankings(lived: Lived, scores: Mapping[str, F32], *, length: int) -> Iterator[tuple[str, I32]]:
    """Name and (n, length) list of every ranker; -1 past the end of a list.

    ``ours, greedy`` is what recommend_all writes; ``ceiling`` knows every hidden parameter but not the
    levels, which it takes as estimated.
    """
    bundle, truth = lived.bundle, lived.judge.truth
    people = bundle.people
    for name, score in scores.items():
        yield name, best_of(np.where(truth.available, score, -np.inf), length)
    plain = Options(n=length, dial=0.0)
    yield "ours, independent", _ours(bundle, replace(plain, greedy=False))
    yield "ours, greedy, dial 0", _ours(bundle, plain)
    yield "ours, greedy", _ours(bundle, Options(n=length))
    here = bundle.competencies.ids.rows(truth.competency_ids)  # the version has its own order
    levels = truth.levels[:, np.argsort(here)]
    known = replace(people, level=levels, level_sd=np.full_like(levels, 0.01))
    yield "ours, true levels", _ours(replace(bundle, people=known), plain)
    aligned = replace(people, level=people.level[:, here], level_sd=people.level_sd[:, here])
    yield "ceiling, independent: true law, our levels", _ceiling_alone(truth, aligned, length=length)
    yield "ceiling: true law, our levels", _ceiling(truth, aligned, length=length)


def _ours(bundle: Bundle, options: Options) -> I32:
    return rank(bundle, bundle.people, as_of=bundle.as_of, options=options).lists.course


def _ceiling_alone(truth: Truth, people: People, *, length: int) -> I32:
    """The courses best alone by the true law, averaged over what is not known of the levels."""
    tiles = [
        np.where(
            truth.available[rows],
            _expected(truth, rows, likely(people.level[rows], people.level_sd[rows])),
            -np.inf,
        )
        for rows in truth.tiles()
    ]
    return best_of(np.concatenate(tiles), length)


def _ceiling(truth: Truth, people: People, *, length: int) -> I32:
    """The same, each pick scored after the ones before."""
    lists = np.full((len(people), length), -1, np.int32)
    for rows in truth.tiles():
        levels = likely(people.level[rows], people.level_sd[rows])
        left = truth.available[rows].copy()
        for place in range(length):
            pick = best_of(np.where(left, _expected(truth, rows, levels), -np.inf), 1)[:, 0]
            lists[rows, place] = pick
            for level in levels:
                truth.teach(rows, level, pick)
            left[np.arange(len(pick)), pick] = False
    return lists


def _expected(truth: Truth, rows: slice, levels: list[F32]) -> F32:
    """(rows, C) mean benefit over equally likely levels."""
    return np.asarray(
        sum(
            float(weight) * truth.closed(rows, level)
            for weight, level in zip(NODE_WEIGHTS, levels, strict=True)
        )
    )


def _last_ratings(dataset: Dataset) -> F32:
    """(n, K) newest rating as it stands; who was never rated is taken to meet the standard."""
    evidence = dataset.evidence
    level: NDArray[np.float32] = dataset.positions.required[dataset.people.position].copy()
    level[evidence.assessed_person, evidence.assessed_competency] = evidence.assessed_level
    return level

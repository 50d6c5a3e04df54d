"""The evaluation card of a version: what it is worth beside every baseline, where, and for whom.

One day splits the snapshot: a second version is learnt on what was known then, its lists and those of
every baseline are picked for that day, and what came later judges them. Everything in the card is
plain data; :mod:`card_page` shows it to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.refusals import require_snapshot
from recommender.domain.days import to_date
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.errors import BadInput
from recommender.evaluation import fairness, groups, metrics
from recommender.evaluation.growth_check import check_growth
from recommender.evaluation.intervals import of_mean
from recommender.evaluation.pairs import pairs_of
from recommender.evaluation.split import cut_date, split_by_time
from recommender.evaluation.worth import method_lists, worth
from recommender.features.arrays import Dataset
from recommender.features.build import build_dataset
from recommender.progress import Progress, silent
from recommender.ranking import eligibility
from recommender.ranking.recommend import Options, rank
from recommender.tables.snapshot import Snapshot
from recommender.training import agreement
from recommender.training.completion_check import CompletionCheck, check_completion
from recommender.training.fit import SEED, Learnt, learn

LENGTH: Final = 10
_PEOPLE: Final = 2000
"""People that benefit is judged on."""
_EXPLAINED: Final = 4000
"""People that differences between groups are explained on."""
ALARM_OVERLAP: Final = 0.8
"""Two people's lists being this equal on average means that everyone gets the same list."""


@dataclass(frozen=True)
class Card:
    """Plain figures; see :func:`make_card`."""

    version: str
    as_of: str
    snapshot: str
    people: int
    courses: int
    switched_off: tuple[str, ...]
    cut: str | None
    """Day of the split; None where the history is too short for one."""
    benefit: dict[str, Any]
    """Mean joint benefit of ten by method, with intervals."""
    agreement: dict[str, Any]
    completion: CompletionCheck | None
    growth: dict[str, Any] | None
    lists: dict[str, Any]
    """Coverage and overlap of the served lists, and whether they alarm."""
    slices: list[dict[str, Any]]
    """Mean benefit of today's lists by group, with intervals; small groups suppressed."""
    slices_by_method: list[dict[str, Any]]
    """Mean benefit of each method's lists of the day of the split, in the same groups."""
    fairness: list[dict[str, Any]]
    """Pairs of groups held side by side, see :mod:`recommender.evaluation.fairness`."""
    quality: list[dict[str, Any]]
    """Courses by quality, with the number of observations and an 80% interval."""
    feedback: dict[str, Any]
    """Digest and counts of the feedback the version was trained with; empty for none."""
    impact: dict[str, Any]
    """What a point is worth, see :mod:`recommender.impact.stored_value`; empty without a study."""


def make_card(
    snapshot: Snapshot,
    bundle: Bundle,
    *,
    version: str,
    impact: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> Card:
    """Evaluate ``bundle``, which was trained on ``snapshot``.

    ``impact`` is what a stored study says of the value of a point; it is shown beside and decides nothing.

    Raises
    ------
    BadInput
        SNAPSHOT_FOREIGN: the version was trained on another snapshot.
    """
    require_snapshot(snapshot.digest, learnt_from=bundle.snapshot_digest, version=version)
    dataset = build_dataset(snapshot)
    past = _past(snapshot, dataset, bundle, progress)
    served = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=LENGTH)).lists
    value = served.benefit.sum(axis=1).astype(np.float64)
    overlap = metrics.overlap(served.course, courses=len(bundle.catalogue))
    return Card(
        version=version,
        as_of=bundle.as_of.isoformat(),
        snapshot=snapshot.digest,
        people=len(bundle.people),
        courses=len(bundle.catalogue),
        switched_off=bundle.switched_off,
        lists={
            "coverage": metrics.coverage(served.course, courses=len(bundle.catalogue)),
            "overlap": overlap,
            "alarm": overlap > ALARM_OVERLAP,
        },
        slices=[asdict(one) for one in _slices(bundle, value)],
        fairness=[
            asdict(one)
            for one in fairness.compare(
                bundle,
                served,
                pairs_of(bundle, snapshot),
                sample=_sample(len(bundle.people), size=_EXPLAINED),
                seed=SEED,
            )
        ],
        quality=_quality(bundle),
        feedback=dict(bundle.metrics.get("feedback", {})),
        impact=dict(impact or {}),
        **past,
    )


def _past(snapshot: Snapshot, dataset: Dataset, bundle: Bundle, progress: Progress) -> dict[str, Any]:
    """What the split says; empty figures where the history is too short to be split."""
    try:
        day = cut_date(dataset.evidence)
    except BadInput:
        return {
            "cut": None, "benefit": {}, "agreement": {}, "completion": None, "growth": None,
            "slices_by_method": [],
        }  # fmt: skip
    earlier = build_dataset(snapshot, as_of=day)
    split = split_by_time(earlier, later=dataset)
    contest = agreement.contest(split, seed=SEED, progress=progress) if len(split.persons) else {}
    learnt = learn(earlier, digest=snapshot.digest, chosen="popular", progress=progress)
    growth = check_growth(learnt.gain, later=dataset, cut=earlier.evidence.as_of)
    return {
        "cut": to_date(earlier.evidence.as_of).isoformat(),
        **_benefit(earlier, learnt, bundle),
        "agreement": {name: asdict(judged_) for name, judged_ in contest.items()},
        "completion": check_completion(earlier, later=dataset),
        "growth": None if growth is None else asdict(growth),
    }


def _benefit(earlier: Dataset, learnt: Learnt, bundle: Bundle) -> dict[str, Any]:
    rows = _sample(len(earlier.people))
    people = learnt.bundle.people.take(rows)
    rules = eligibility.compile_rules(
        earlier.catalogue, positions=earlier.positions, units=earlier.units, switched_off=earlier.switched_off
    )
    day = learnt.bundle.as_of
    allowed = eligibility.eligible(rules, people=people, as_of=day).eligible
    scores = {name: make(earlier).score(people) for name, make in agreement.learners(seed=SEED).items()}
    lists = method_lists(learnt.bundle, people, scores, allowed=allowed, length=LENGTH, seed=SEED)
    values = worth(bundle, bundle.people.take(rows), lists)
    slices = groups.slices_of(bundle.people.take(rows), positions=bundle.positions, units=bundle.units)
    return {
        "benefit": {
            name: asdict(of_mean(value, rng=np.random.default_rng(SEED))) for name, value in values.items()
        },
        "slices_by_method": groups.means(slices, values),
    }


def _sample(n: int, *, size: int = _PEOPLE) -> NDArray[np.int64]:
    if n <= size:
        return np.arange(n)
    return np.sort(np.random.default_rng(SEED).choice(n, size, replace=False))


def _slices(bundle: Bundle, value: NDArray[np.float64]) -> list[groups.GroupFigure]:
    slices = groups.slices_of(bundle.people, positions=bundle.positions, units=bundle.units)
    return groups.figures(slices, value, seed=SEED)


def _quality(bundle: Bundle) -> list[dict[str, Any]]:
    """Courses that serve a competency, best first; equal ones by id."""
    gain = bundle.gain
    order = np.lexsort((np.arange(gain.courses), -gain.quality))
    serving = np.isin(order, gain.pair_course)
    return [
        {
            "course_id": bundle.catalogue.courses[course],
            "title": bundle.catalogue.texts[course].title,
            "quality": float(gain.quality[course]),
            "low": max(0.0, float(gain.quality[course] - FOUR_OF_FIVE * gain.quality_sd[course])),
            "high": float(gain.quality[course] + FOUR_OF_FIVE * gain.quality_sd[course]),
            "observations": int(gain.quality_count[course]),
        }
        for course in order[serving]
    ]

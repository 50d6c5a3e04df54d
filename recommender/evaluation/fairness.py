"""Whether two groups are served alike, and where a difference comes from.

Of each pair of groups, ratios of means with bootstrap intervals by person: the benefit of the list; the
share of people with at least one course that clearly helps; and exposure, the share of the places of a
list that costly, classroom and leadership courses take.

A ratio of benefit is the exact product of four ratios, each of one step ::

    benefit = need · (reach / need) · (open / reach) · (benefit / open)

need
    weighted levels missing to the standard of the post: who needs more.
reach
    what the ten best courses would close if every course were open to everybody and all finished: what
    the catalogue offers, as far as the model knows.
open
    the same with the rules of eligibility and the courses already taken.
benefit
    the same with the chance to finish, which falls with distance and workload.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.domain import codes
from recommender.evaluation import groups
from recommender.evaluation.intervals import Interval
from recommender.evaluation.pairs import Pair
from recommender.features.arrays import F32, Bool, People
from recommender.features.identifiers import UNKNOWN
from recommender.ranking.greedy import pick_lists
from recommender.ranking.recommend import judge

Float = NDArray[np.float64]

ALIKE: Final = (0.95, 1.05)
"""Ratios of benefit outside are explained."""
CLEAR_HELP: Final = 0.25
"""Part of the benefit of a typical best course from which on a course clearly helps."""
COSTLY: Final = 0.75
"""Courses above this quantile of the catalogue's cost are costly."""
_LEADERSHIP: Final = 1
STEPS: Final = ("need", "reach", "open", "benefit")


@dataclass(frozen=True)
class Compared:
    """One pair of groups; None wherever a group has fewer than five people or there is nothing to compare."""

    key: str
    name: str
    benefit: Interval | None
    """Ratio of the mean joint benefit of the lists."""
    helped: Interval | None
    """Ratio of the shares of people with a course that clearly helps."""
    exposure: Mapping[str, Interval | None]
    """Ratio of the mean share of list places, by kind of course: costly, classical, leadership."""
    steps: Mapping[str, float] | None
    """Factors of the benefit's ratio by step, on the people of the decomposition; None where alike."""
    assessed: tuple[float, float] | None
    """Mean share (0-1) of the standards' weight that was ever assessed, in both groups; with ``steps``."""


def compare(
    bundle: Bundle, lists: Lists, pairs: Iterable[Pair], *, sample: NDArray[np.int64], seed: int
) -> list[Compared]:
    """Hold the groups of each pair side by side.

    Parameters
    ----------
    lists
        The lists of all n people of ``bundle``.
    sample
        (m,) rows of the people that differences are explained on.
    """
    benefit = lists.benefit.sum(axis=1).astype(np.float64)
    helped = (lists.benefit.max(axis=1, initial=0) >= CLEAR_HELP * bundle.benefit_unit).astype(np.float64)
    exposed = exposure(bundle, lists)
    steps: dict[str, Float] | None = None
    found = []
    for pair in pairs:
        ratio = _ratio(benefit, pair, seed)
        unlike = ratio is not None and not ALIKE[0] <= ratio.mean <= ALIKE[1]
        if unlike and steps is None:
            steps = step_values(bundle, bundle.people.take(sample), benefit[sample], lists.course.shape[1])
        why = _explained(steps, pair, sample) if unlike and steps is not None else (None, None)
        found.append(
            Compared(
                pair.key, pair.name, ratio, _ratio(helped, pair, seed),
                {name: _ratio(value, pair, seed) for name, value in exposed.items()}, *why,
            )
        )  # fmt: skip
    return found


def exposure(bundle: Bundle, lists: Lists) -> dict[str, Float]:
    """Kind of course -> (n,) share of each person's list places that it takes; 0 for an empty list."""
    catalogue = bundle.catalogue
    kinds: dict[str, Bool] = {
        "costly": catalogue.cost > np.quantile(catalogue.cost, COSTLY),
        "classical": catalogue.form == codes.FORMS.index("KLASIKAL"),
        "leadership": catalogue.dev_kind == _LEADERSHIP,
    }
    listed = lists.course >= 0
    places = np.maximum(listed.sum(axis=1), 1)
    return {name: (kind[lists.course] & listed).sum(axis=1) / places for name, kind in kinds.items()}


def step_values(bundle: Bundle, people: People, benefit: Float, length: int) -> dict[str, Float]:
    """Step -> (m,) value of each person, and ``assessed``; ``benefit`` is the last step's."""
    everything = np.ones((len(people), len(bundle.catalogue)), bool)
    sure = np.ones(everything.shape, np.float32)
    allowed = judge(bundle, people, as_of=bundle.as_of).eligible
    required, weight = _standards(bundle, people)
    return {
        "need": (weight * np.maximum(required - people.level, 0)).sum(axis=1).astype(np.float64),
        "reach": _joint(bundle, people, sure, everything, length),
        "open": _joint(bundle, people, sure, allowed, length),
        "benefit": benefit,
        "assessed": (weight * (people.level_method != UNKNOWN)).sum(axis=1).astype(np.float64),
    }


def _explained(
    steps: Mapping[str, Float], pair: Pair, sample: NDArray[np.int64]
) -> tuple[dict[str, float] | None, tuple[float, float] | None]:
    first, second = pair.first[sample], pair.second[sample]
    if min(int(first.sum()), int(second.sum())) < groups.SMALLEST:
        return None, None
    ratios, before = {}, 1.0
    for name in STEPS:
        if min(steps[name][first].mean(), steps[name][second].mean()) <= 0:
            return None, None
        ratio = float(steps[name][first].mean() / steps[name][second].mean())
        ratios[name], before = ratio / before, ratio
    known = steps["assessed"]
    return ratios, (float(known[first].mean()), float(known[second].mean()))


def _ratio(value: Float, pair: Pair, seed: int) -> Interval | None:
    return groups.ratio(value, first=pair.first, second=pair.second, seed=seed)


def _joint(bundle: Bundle, people: People, p_complete: F32, allowed: Bool, length: int) -> Float:
    lists = pick_lists(
        bundle.gain, people, p_complete=p_complete, allowed=allowed,
        bonus=np.zeros(allowed.shape, np.float32), benefit_factor=1.0, length=length,
    )  # fmt: skip
    joint: Float = lists.benefit.sum(axis=1).astype(np.float64)
    return joint


def _standards(bundle: Bundle, people: People) -> tuple[F32, F32]:
    """(m, K) required levels and weights of each person's post; 0 without a post."""
    post = np.maximum(people.position, 0)
    held = (people.position >= 0)[:, None]
    positions = bundle.positions
    return positions.required[post] * held, positions.weight[post] * held

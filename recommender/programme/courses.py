"""Courses beside each other: those that do the same, and those that nobody needs.

Two courses overlap when they teach the same competencies between the same levels (within half a level),
at least ``SAME_PEOPLE`` of those either would serve would be served by both, and what these gain
differs by at most ``SAME_GAIN``. A course is not needed when nobody who may attend it has a need at its
level, or when one cheaper course is open to ``ALL`` of those it would serve and does at least as much.
Leadership programmes are owed by rule and courses without competencies cannot be judged: they are never
called not needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Bool
from recommender.needs.entitlement import Courses, courses_of_programme
from recommender.programme.province import Province
from recommender.programme.unserved import Chunk

SAME_PEOPLE: Final = 0.8
SAME_GAIN: Final = 0.2
ALL: Final = 0.95
_SAME_LEVEL: Final = 0.5

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Overlap:
    """Two courses that do nearly the same; rows, the cheaper one first."""

    first: int
    second: int
    people: int
    """Served by either."""
    shared: int
    """Served by both."""
    gain_first: float
    """Required-level points closed, mean over the shared people."""
    gain_second: float


@dataclass(frozen=True)
class NotNeeded:
    """A course nobody needs, with the numbers that say so; people counted."""

    course: int
    with_gap: int
    """Have a gap in what it teaches."""
    at_level: int
    """Of those, at its level."""
    people: int
    """Of those, may attend."""
    benefit: float
    """Required-level points they would gain together."""
    better: int
    """Row of the cheaper course that does as much; -1 where there is nobody to serve."""


class Tally:
    """Adds chunks of people up; D pairs of courses that share a competency are compared."""

    def __init__(self, province: Province) -> None:
        self.province = province
        courses = len(province.catalogue)
        self.with_gap, self.at_level, self.people = (np.zeros(courses, np.int64) for _ in range(3))
        self.benefit = np.zeros(courses)
        self.first, self.second = _sharing(province)
        pairs = len(self.first)
        self.either, self.shared, self.as_good = (np.zeros(pairs, np.int64) for _ in range(3))
        self.gain_first, self.gain_second = np.zeros(pairs), np.zeros(pairs)

    def add(self, chunk: Chunk) -> None:
        """One chunk."""
        served = chunk.benefit > 0
        self.with_gap += np.count_nonzero(chunk.with_gap, axis=0)
        self.at_level += np.count_nonzero(chunk.at_level, axis=0)
        self.people += np.count_nonzero(served, axis=0)
        self.benefit += chunk.benefit.sum(axis=0, dtype=np.float64)
        for place, (a, b) in enumerate(zip(self.first, self.second, strict=True)):
            mine, other = chunk.benefit[:, a], chunk.benefit[:, b]
            both = served[:, a] & served[:, b]
            self.either[place] += np.count_nonzero(served[:, a] | served[:, b])
            self.shared[place] += np.count_nonzero(both)
            self.as_good[place] += np.count_nonzero(both & (mine >= other))
            self.gain_first[place] += mine[both].sum(dtype=np.float64)
            self.gain_second[place] += other[both].sum(dtype=np.float64)

    def overlaps(self) -> tuple[Overlap, ...]:
        """Most shared people first."""
        share = self.shared >= SAME_PEOPLE * np.maximum(self.either, 1)
        high = np.maximum(self.gain_first, self.gain_second)
        gain = np.abs(self.gain_first - self.gain_second) <= SAME_GAIN * high
        alike = np.array(
            [_same_levels(self.province, a, b) for a, b in zip(self.first, self.second, strict=True)], bool
        )
        found = np.flatnonzero(share & gain & alike & (self.shared > 0))
        found = found[np.lexsort((found, -self.shared[found]))]
        return tuple(
            Overlap(
                int(self.first[at]), int(self.second[at]), int(self.either[at]), int(self.shared[at]),
                float(self.gain_first[at] / self.shared[at]), float(self.gain_second[at] / self.shared[at]),
            )
            for at in found
        )  # fmt: skip

    def not_needed(self) -> tuple[NotNeeded, ...]:
        """Those without anybody to serve first, then by id."""
        catalogue = self.province.catalogue
        judged = self.province.offered & ~_owed(self.province)
        judged[np.setdiff1d(np.arange(len(catalogue)), catalogue.pair_course)] = False
        cost = catalogue.cost
        does = (self.as_good >= ALL * self.people[self.second]) & (self.people[self.second] > 0)
        does &= cost[self.first] < cost[self.second]
        better: dict[int, int] = {}
        for at in np.flatnonzero(does)[np.argsort(cost[self.first[does]], kind="stable")]:
            better.setdefault(int(self.second[at]), int(self.first[at]))
        rows = [row for row in np.flatnonzero(judged).tolist() if not self.people[row] or row in better]
        return tuple(
            NotNeeded(
                row, int(self.with_gap[row]), int(self.at_level[row]), int(self.people[row]),
                float(self.benefit[row]), better.get(row, -1),
            )
            for row in sorted(rows, key=lambda row: (self.people[row] > 0, row))
        )  # fmt: skip


def _sharing(province: Province) -> tuple[I64, I64]:
    """Offered courses that share a competency, (D,) each, the cheaper (then first) one first."""
    catalogue = province.catalogue
    teaches = np.zeros((len(catalogue), len(province.competencies)), np.int32)
    teaches[catalogue.pair_course, catalogue.pair_competency] = 1
    teaches[~province.offered] = 0
    first, second = np.nonzero(np.triu(teaches @ teaches.T, k=1))
    dearer = catalogue.cost[first] > catalogue.cost[second]
    return np.where(dearer, second, first), np.where(dearer, first, second)


def _same_levels(province: Province, first: int, second: int) -> bool:
    catalogue = province.catalogue
    one, other = (np.flatnonzero(catalogue.pair_course == row) for row in (first, second))
    if not np.array_equal(catalogue.pair_competency[one], catalogue.pair_competency[other]):
        return False
    apart = [
        np.abs(levels[one] - levels[other]).max() for levels in (catalogue.level_from, catalogue.level_to)
    ]
    return bool(max(apart) <= _SAME_LEVEL)


def _owed(province: Province) -> Bool:
    """(C,) leadership programmes of the rule book."""
    catalogue = province.catalogue
    listed = Courses([text.title for text in catalogue.texts], catalogue.dev_kind, catalogue.jp)
    owed = np.zeros(len(catalogue), bool)
    for rule in province.book.of("LEADERSHIP"):
        owed |= courses_of_programme(rule, listed)
    return owed

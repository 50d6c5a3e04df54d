"""The truth of a world, for tests and benchmarks only: what each list would really be worth.

Expected effect of a course on one person and competency: ``(p + .15 (1 - p)) g(C)`` with p the
person's true probability of finishing and g the world's law of growth. Benefit = Σ weight · levels
closed over the position's standards; a list is applied in its order, each course to the levels that
the ones before have left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from recommender.synthetic.growth import UNFINISHED_SHARE, Lesson
from recommender.synthetic.world import Growth

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
_ROWS: Final = 2_000


@dataclass(frozen=True)
class Truth:
    """n people, C courses, K competencies, M course-competency pairs sorted by course.

    Attributes
    ----------
    asn_ids, course_ids, competency_ids
        (n,), (C,), (K,) names of the rows, in the order of the tables.
    levels, required, share
        (n, K) true levels on the last day, required levels (0 = none) and weights adding up to 1.
    finishing
        (n, C) probability of completing.
    available
        (n, C) admitted by the simulator's reading of the rules and not passed before.
    cost
        (C,) rupiah a place.
    """

    asn_ids: NDArray[np.str_]
    course_ids: NDArray[np.str_]
    competency_ids: NDArray[np.str_]
    levels: F32
    required: F32
    share: F32
    finishing: F32
    available: NDArray[np.bool_]
    cost: NDArray[np.float64]
    pair_course: I32
    pair_competency: I32
    quality: F32
    slope: F32
    step: F32
    level_from: F32
    level_to: F32
    strength: F32
    law: Growth

    @property
    def lesson(self) -> Lesson:
        """The growth of all pairs."""
        return Lesson(
            self.law, self.quality, self.slope, self.step, self.level_from, self.level_to, self.strength
        )

    def benefit(self) -> F32:
        """(n, C) true expected benefit of each course alone, also of those not available."""
        found = np.empty(self.finishing.shape, np.float32)
        for rows in self.tiles():
            found[rows] = self.closed(rows, self.levels[rows])
        return found

    def top(self, k: int) -> I32:
        """(n, k) the oracle's courses, best alone first; -1 where fewer are available."""
        return best_of(np.where(self.available, self.benefit(), -np.inf), k)

    def greedy(self, k: int) -> I32:
        """(n, k) the oracle's list, each pick scored after the ones before."""
        found = np.full((len(self.levels), k), -1, np.int32)
        for rows in self.tiles():
            level, open_to = self.levels[rows].copy(), self.available[rows].copy()
            for place in range(k):
                score = np.where(open_to, self.closed(rows, level), -np.inf)
                pick = best_of(score, 1)[:, 0]
                found[rows, place] = pick
                self.teach(rows, level, pick)
                open_to[np.arange(len(pick)), pick] &= pick < 0
        return found

    def list_benefit(self, lists: I32) -> F32:
        """(n,) joint true benefit of one list of courses each; -1 entries are empty places."""
        found = np.empty(len(lists), np.float32)
        for rows in self.tiles():
            level = self.levels[rows].copy()
            before = self._met(rows, level)
            for place in range(lists.shape[1]):
                self.teach(rows, level, lists[rows, place])
            found[rows] = self._met(rows, level) - before
        return found

    def sum_benefit(self, lists: I32) -> F32:
        """(n,) sum of what each listed course is worth alone."""
        single = np.take_along_axis(self.benefit(), np.maximum(lists, 0), axis=1)
        return np.asarray(np.where(lists >= 0, single, 0).sum(axis=1), np.float32)

    def tiles(self) -> Iterator[slice]:
        """Blocks of people small enough for one intermediate array."""
        for start in range(0, len(self.levels), _ROWS):
            yield slice(start, start + _ROWS)

    def _certain(self, rows: slice) -> F32:
        p = self.finishing[rows]
        return np.asarray(p + UNFINISHED_SHARE * (1.0 - p), np.float32)

    def _met(self, rows: slice, level: F32) -> F32:
        return np.asarray((self.share[rows] * np.minimum(level, self.required[rows])).sum(axis=1), np.float32)

    def closed(self, rows: slice, level: F32) -> F32:
        """(rows, C) expected benefit of each course to people whose levels are ``level`` (rows, K)."""
        at, pair = level[:, self.pair_competency], self.pair_competency
        after = at + self.lesson.gain(at) * self._certain(rows)[:, self.pair_course]
        required = self.required[rows][:, pair]
        closed = (np.minimum(after, required) - np.minimum(at, required)) * self.share[rows][:, pair]
        first = np.searchsorted(self.pair_course, np.arange(len(self.course_ids)))
        return np.asarray(np.add.reduceat(closed, first, axis=1), np.float32)

    def teach(self, rows: slice, level: F32, course: I32) -> None:
        """Raise ``level`` in place by one course for each person."""
        taken = self.pair_course[None, :] == course[:, None]
        who, pair = np.nonzero(taken)
        column = self.pair_competency[pair]
        certain = self._certain(rows)[who, self.pair_course[pair]]
        at = level[who, column]
        level[who, column] = at + self.lesson.take(pair).gain(at) * certain

    def write(self, folder: Path) -> None:
        """Arrays as ``.npy`` and the law as JSON; ``folder`` must be there."""
        for one in fields(self):
            if one.name != "law":
                np.save(folder / f"{one.name}.npy", getattr(self, one.name), allow_pickle=False)
        (folder / "truth.json").write_bytes(orjson.dumps({"law": self.law, "label": "DATA SINTETIS"}))


def read_truth(folder: Path) -> Truth:
    """What :meth:`Truth.write` wrote, memory-mapped."""
    arrays = {
        one.name: np.load(folder / f"{one.name}.npy", mmap_mode="r", allow_pickle=False)
        for one in fields(Truth)
        if one.name != "law"
    }
    law = cast(Growth, orjson.loads((folder / "truth.json").read_bytes())["law"])
    return Truth(**arrays, law=law)


def best_of(score: F32, k: int) -> I32:
    """(n, k) columns of the k best, ties by column; -1 for scores of -inf."""
    order = np.argsort(-score, axis=1, kind="stable")[:, :k].astype(np.int32)
    return np.where(np.isneginf(np.take_along_axis(score, order, axis=1)), np.int32(-1), order)

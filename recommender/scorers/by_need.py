"""Gap matching: the deterministic floor that every learnt ranking must beat.

For person p with levels C_k in a position that asks R_k with weight w_k, and a course that leads
from a_k to b_k with strength s_k ::

    score = Σ_k w_k · s_k · ready(C_k − a_k) · clip(min(R_k, b_k) − C_k, 0, 2)
    ready(x) = clip(1 + x / 2, 0, 1)

A course moves nobody by more than two levels, and who stands two levels below its entry follows
nothing of it. Both are stated assumptions, not learnt; the gain scorer learns its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, Dataset, People
from recommender.features.identifiers import UNKNOWN

_MOST: Final = np.float32(2.0)
_TILE: Final = 1024


@dataclass(frozen=True)
class ByNeedScorer:
    """Standards of the positions and what the courses teach; nothing is learnt."""

    name: ClassVar[str] = "by_need"

    required: F32
    """(J + 1, K); the last row, all 0, is for people of unknown position."""
    weight: F32
    """(J + 1, K)"""
    first_pair: NDArray[np.int64]
    """(C + 1,) pairs of course c are ``[first_pair[c]:first_pair[c + 1]]``."""
    competency: I32
    """(M,)"""
    level_from: F32
    level_to: F32
    strength: F32

    def score(self, people: People) -> F32:
        """(n, C) float32 weighted levels that the course would close."""
        scores = np.zeros((len(people), len(self.first_pair) - 1), np.float32)
        taught = np.flatnonzero(np.diff(self.first_pair))
        for start in range(0, len(people) if len(taught) else 0, _TILE):
            tile = slice(start, start + _TILE)
            closed = self._closed(people.position[tile], people.level[tile])
            scores[tile, taught] = np.add.reduceat(closed, self.first_pair[taught], axis=1)
        return scores

    def _closed(self, position: I32, level: F32) -> F32:
        """(n, M) weighted levels closed by each pair."""
        known = np.where(position == UNKNOWN, len(self.required) - 1, position)
        at = level[:, self.competency]
        ready = np.clip(1 + (at - self.level_from) / _MOST, 0, 1)
        aim = np.minimum(self.required[known][:, self.competency], self.level_to)
        worth = self.weight[known][:, self.competency] * self.strength
        closed: F32 = worth * ready * np.clip(aim - at, 0, _MOST)
        return closed

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(**{one.name: arrays[one.name] for one in fields(cls)})


def learn_by_need(dataset: Dataset) -> ByNeedScorer:
    """Take standards and courses as the agency wrote them."""
    catalogue, nothing = dataset.catalogue, np.zeros((1, len(dataset.competencies)), np.float32)
    return ByNeedScorer(
        required=np.vstack([dataset.positions.required, nothing]),
        weight=np.vstack([dataset.positions.weight, nothing]),
        first_pair=np.searchsorted(catalogue.pair_course, np.arange(len(catalogue) + 1)).astype(np.int64),
        competency=catalogue.pair_competency,
        level_from=catalogue.level_from,
        level_to=catalogue.level_to,
        strength=catalogue.strength,
    )

"""Latent factors as plain arrays: what is left of LightFM once it has learnt.

The factors of a person are the sum of the rows of their features, and of their own row where the
person was there at training; a person nobody has seen is scored by the features alone ::

    score(c) = (Σ_f feature[f] + own) · course[c] + bias[c]

Biases of persons shift a whole list and are left out. numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.scorers.row_sums import add_row_sums

_TILE: Final = 64


@dataclass(frozen=True)
class HybridScorer:
    """Factors of features, known persons and courses; d factors."""

    name: ClassVar[str] = "hybrid"

    feature: F32
    """(F, d)"""
    known: Vocabulary
    """Ids of the N persons with a row of their own."""
    own: F32
    """(N, d)"""
    course: F32
    """(C, d) sum over the features of the course."""
    bias: F32
    """(C,)"""

    def score(self, people: People) -> F32:
        """(n, C) float32 by the formula of the module."""
        return _times(self.factors(people), self.course) + self.bias

    def factors(self, people: People) -> F32:
        """(n, d) factors of each person."""
        row = self.known.rows(people.asn_id)
        factors = np.where((row == UNKNOWN)[:, None], np.float32(0), self.own[row])
        add_row_sums(factors, self.feature, indptr=people.feature_indptr, rows=people.feature)
        return factors

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {
            "feature": self.feature,
            "known": self.known.ids,
            "own": self.own,
            "course": self.course,
            "bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(
            feature=arrays["feature"],
            known=Vocabulary(arrays["known"]),
            own=arrays["own"],
            course=arrays["course"],
            bias=arrays["bias"],
        )


def _times(people: F32, courses: F32) -> F32:
    """``people @ courses.T`` in tiles of one fixed height.

    A matrix product rounds differently for other heights; padding makes a person's scores the same
    alone and in any batch.
    """
    n = len(people)
    padded = np.zeros((-(-n // _TILE) * _TILE, people.shape[1]), np.float32)
    padded[:n] = people
    columns = np.ascontiguousarray(courses.T)
    tiles = [padded[start : start + _TILE] @ columns for start in range(0, len(padded), _TILE)]
    return np.concatenate(tiles)[:n] if tiles else np.zeros((0, len(courses)), np.float32)

"""Scorers that add up one row of weights per completed course and per feature of the person.

The score of course c for a person who completed i_0 (newest), i_1, … and has the features f is ::

    score(c) = prior(c) + Σ_s decay^s · item[i_s, c] + Σ_f feature[f, c]

EASE, item-kNN and the Markov scorer differ only in how the weights are learnt. numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People
from recommender.scorers.interactions import taken
from recommender.scorers.row_sums import add_row_sums

TIE_BREAK: Final = 1e-3
"""Weight of popularity in ``prior``: it decides between courses the weights say nothing about."""


@dataclass(frozen=True)
class HistoryScorer:
    """Weights of all courses; see the module for the formula."""

    name: ClassVar[str] = "history"

    item: F32
    """(C, C) weight of the completed course (row) for each course (column)."""
    feature: F32
    """(F, C) weight of the person's feature (row); F = 0 for scorers of histories alone."""
    prior: F32
    """(C,) score of somebody about whom nothing is known."""
    decay: float
    """Weight of a course relative to the one completed after it, 0-1; 1 = order does not matter."""

    def score(self, people: People) -> F32:
        """(n, C) float32 by the formula of the module."""
        scores = np.tile(self.prior, (len(people), 1))
        history = taken(people)
        scale = np.float32(self.decay) ** history.steps_back().astype(np.float32)
        add_row_sums(scores, self.item, indptr=history.indptr, rows=history.course, scale=scale)
        if len(self.feature):
            add_row_sums(scores, self.feature, indptr=people.feature_indptr, rows=people.feature)
        return scores

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {
            "item": self.item,
            "feature": self.feature,
            "prior": self.prior,
            "decay": np.array([self.decay], np.float64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(
            item=arrays["item"],
            feature=arrays["feature"],
            prior=arrays["prior"],
            decay=float(arrays["decay"][0]),
        )


class EaseScorer(HistoryScorer):
    """Learnt by :func:`recommender.scorers.ease.learn_ease`."""

    name: ClassVar[str] = "ease"


class ItemKnnScorer(HistoryScorer):
    """Learnt by :func:`recommender.scorers.item_knn.learn_item_knn`."""

    name: ClassVar[str] = "item_knn"


class MarkovScorer(HistoryScorer):
    """Learnt by :func:`recommender.scorers.markov.learn_markov`."""

    name: ClassVar[str] = "markov"


def tie_break(popularity: F32) -> F32:
    """(C,) the ``prior`` of all scorers of this family: popularity (C,) at the weight ``TIE_BREAK``."""
    return popularity * np.float32(TIE_BREAK)

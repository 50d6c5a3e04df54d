"""What people of the same position class completed lately.

Symbols: n(g, c) completions of course c by class g, each weighted by its age; p(c) the share of c
among all; m the shrinkage. ``score = (n(g, c) + m·p(c)) / (n(g, ·) + m)``: a class with few
completions follows everybody (empirical Bayes with a Dirichlet prior of strength m).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.features.arrays import F32, I8, I32, Dataset, People
from recommender.features.identifiers import UNKNOWN
from recommender.scorers.interactions import recent_popularity, taken


@dataclass(frozen=True)
class PopularScorer:
    """Recent popularity within the position class."""

    name: ClassVar[str] = "popular"

    share: F32
    """(classes + 1, C); the last row is for people of unknown class."""
    position_class: I8
    """(J,) class of each position."""

    def score(self, people: People) -> F32:
        """(n, C) float32 share of the recent completions of the person's class."""
        return self.share[_classes(people.position, self.position_class)]

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {"share": self.share, "position_class": self.position_class}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(share=arrays["share"], position_class=arrays["position_class"])


def learn_popular(
    dataset: Dataset, *, half_life_years: float = 2.0, shrinkage: float = 50.0
) -> PopularScorer:
    """Count completions by class; ``shrinkage`` is in completions, infinite = one list for all."""
    classes, width = len(codes.POSITION_CLASSES) + 1, len(dataset.catalogue)
    history = taken(dataset.people)
    group = _classes(dataset.people.position, dataset.positions.position_class)[history.person()]
    weight = recent_popularity(dataset, half_life_years=half_life_years)
    count = np.bincount(group * width + history.course, weight, minlength=classes * width)
    count = count.reshape(classes, width)
    overall = count.sum(axis=0) / max(count.sum(), 1e-12)
    if np.isinf(shrinkage):
        share = np.tile(overall, (classes, 1))
    else:
        share = (count + shrinkage * overall) / (count.sum(axis=1, keepdims=True) + max(shrinkage, 1e-12))
    share[-1] = overall
    return PopularScorer(share=share.astype(np.float32), position_class=dataset.positions.position_class)


def _classes(position: I32, position_class: I8) -> NDArray[np.int64]:
    """(n,) row of ``share``; the last one where position or class is unknown."""
    known = np.append(position_class, np.int8(UNKNOWN))[position].astype(np.int64)
    return np.where(known == UNKNOWN, len(codes.POSITION_CLASSES), known)

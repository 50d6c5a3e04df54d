"""EASE and the Markov chain together: what similar people completed, and what usually comes next.

Each person's scores are put on one scale (mean 0, standard deviation 1 over the catalogue) before
they are mixed, ``(1 − share)·z(EASE) + share·z(Markov)``, so that neither model's units decide.
Learnt by :func:`recommender.scorers.learn_blend.learn_blend`; numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People
from recommender.scorers.history import EaseScorer, MarkovScorer


@dataclass(frozen=True)
class BlendScorer:
    """Two scorers and the share of the second."""

    name: ClassVar[str] = "blend"

    ease: EaseScorer
    markov: MarkovScorer
    share: float
    """0 = EASE alone, 1 = the Markov chain alone."""

    def score(self, people: People) -> F32:
        """(n, C) float32 weighted mean of the two standardised scores."""
        share = np.float32(self.share)
        return (1 - share) * standardised(self.ease.score(people)) + share * standardised(
            self.markov.score(people)
        )

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays; those of a part are prefixed by its name and a dot."""
        parts = {
            f"{part.name}.{key}": one
            for part in (self.ease, self.markov)
            for key, one in part.arrays().items()
        }
        return {**parts, "share": np.array([self.share], np.float64)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""

        def part(name: str) -> dict[str, NDArray[Any]]:
            return {
                key.removeprefix(f"{name}."): one for key, one in arrays.items() if key.startswith(f"{name}.")
            }

        return cls(
            ease=EaseScorer.from_arrays(part("ease")),
            markov=MarkovScorer.from_arrays(part("markov")),
            share=float(arrays["share"][0]),
        )


def standardised(scores: F32) -> F32:
    """Each row less its mean, over its standard deviation; rows without spread become 0."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True))
    result: F32 = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-12)
    return result

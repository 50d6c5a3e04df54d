"""P(complete): the probability that a person finishes a course, from what is known before it starts.

A logistic model that is bilinear in person and course inputs, so that it serves as one matrix:
logit[p, c] = Σ_f person[p, f]·weight[f, c]. It drives help (an online variant, another date), never
exclusion. Learnt in :mod:`recommender.scorers.learn_completion`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People

PARTIAL: Final = 0.15
"""Part of the gain that a person takes home who does not finish (EVIDENCE: expected gain)."""


@dataclass(frozen=True)
class CompletionScorer:
    """A fitted completion model."""

    name: ClassVar[str] = "completion"

    weight: F32
    """(F, C): the logit of course c is ``inputs @ weight[:, c]``."""
    unit_rate: F32
    """(U,) shrunk completion rate of each unit, an input for people without history."""

    def score(self, people: People) -> F32:
        """(n, C) probabilities strictly between 0 and 1.

        Summed input by input: a matrix product rounds one person otherwise than a batch.
        """
        logit = np.zeros((len(people), self.weight.shape[1]), np.float32)
        for inputs, weight in zip(people.completion.T, self.weight, strict=True):
            logit += inputs[:, None] * weight
        probability: F32 = (1 / (1 + np.exp(-np.clip(logit, -8, 8)))).astype(np.float32)
        return probability

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {"weight": self.weight, "unit_rate": self.unit_rate}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(weight=arrays["weight"], unit_rate=arrays["unit_rate"])


def realised(p_complete: F32) -> F32:
    """Expected part of the full gain: p + (1 - p)·PARTIAL."""
    return p_complete + (1 - p_complete) * np.float32(PARTIAL)

"""What lists are really worth, as a share of what the oracle's lists are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.truth import I32, Truth

TOP = 5


@dataclass(frozen=True)
class Share:
    """Of the oracle's benefit: of the first five one by one, and of the whole list together."""

    top: float
    joint: float


@dataclass(frozen=True)
class Judge:
    """A truth restricted to what the service's rules allow, with the oracle's worth."""

    truth: Truth
    best_top: float
    best_joint: float

    @classmethod
    def of(cls, truth: Truth, allowed: NDArray[np.bool_], *, length: int) -> Judge:
        """Let the oracle make its lists."""
        bounded = replace(truth, available=allowed)
        return cls(
            truth=bounded,
            best_top=float(bounded.sum_benefit(bounded.top(TOP)).sum()),
            best_joint=float(bounded.list_benefit(bounded.greedy(length)).sum()),
        )

    def share(self, lists: I32) -> Share:
        """Share of the oracle of one list each (n, length); in a null world there is nothing to share."""
        if self.best_top <= 0:
            return Share(np.nan, np.nan)
        top = self.truth.sum_benefit(lists[:, :TOP]).sum() / self.best_top
        return Share(float(top), float(self.truth.list_benefit(lists).sum() / self.best_joint))

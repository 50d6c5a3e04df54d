"""A number with its uncertainty: what every estimator answers with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Z95: Final = 1.959964
"""97.5 % point of the standard normal distribution."""


@dataclass(frozen=True)
class Estimate:
    """An effect in the units of the outcome.

    Attributes
    ----------
    effect, se
        Point estimate and standard error.
    n, treated
        Rows that went in, and how many of them were treated.
    """

    effect: float
    se: float
    n: int
    treated: int

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return self.effect - Z95 * self.se

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.effect + Z95 * self.se

    @property
    def z(self) -> float:
        """Effect in standard errors; 0 where the standard error is 0."""
        return self.effect / self.se if self.se > 0 else 0.0

    @property
    def p(self) -> float:
        """Two-sided p-value of "no effect" under the normal distribution."""
        return math.erfc(abs(self.z) / math.sqrt(2))

    def as_dict(self) -> dict[str, Any]:
        """All figures, for the report."""
        return {
            "effect": self.effect, "se": self.se, "low": self.low, "high": self.high, "p": self.p,
            "n": self.n, "treated": self.treated,
        }  # fmt: skip


def clustered_se(influence: F64, cluster: NDArray[np.integer] | None) -> float:
    """Standard error of a mean from its influence values, (n,), which have mean 0.

    Without clusters sqrt(Σ ψ²)/n; with ``cluster`` (n,), codes from 0, the values of one cluster are
    added up before they are squared, times G/(G-1) for G clusters.
    """
    n = len(influence)
    if cluster is None:
        return float(np.sqrt((influence**2).sum()) / n)
    total = np.bincount(np.unique(cluster, return_inverse=True)[1], weights=influence)
    groups = len(total)
    return float(np.sqrt((total**2).sum() * groups / max(groups - 1, 1)) / n)

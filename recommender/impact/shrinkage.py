"""Effects of single courses, drawn towards their family as far as their own data are thin.

θ_i ~ N(μ, τ²) within a family, estimate y_i ~ N(θ_i, s_i²). μ is the mean weighted by 1/(s_i² + τ²), τ²
solves Σ (y_i - μ)²/(s_i² + τ²) = m - 1, or is 0 (Paule & Mandel 1982). Answer: the posterior mean
(τ² y_i + s_i² μ)/(τ² + s_i²) with variance τ² s_i²/(τ² + s_i²) plus what μ itself is unsure of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.impact.estimate import F64, Estimate


def shrink(estimates: Sequence[Estimate]) -> list[Estimate]:
    """The estimates of one family, shrunk; one alone stays as it is."""
    if len(estimates) < 2:
        return list(estimates)
    effect, variance = (
        np.array([one.effect for one in estimates]),
        np.array([one.se for one in estimates]) ** 2,
    )
    between = _between(effect, variance)
    weight = 1 / (variance + between)
    centre = float(weight @ effect / weight.sum())
    own = between / (between + variance)
    shrunk = own * effect + (1 - own) * centre
    spread = np.sqrt(own * variance + (1 - own) ** 2 / weight.sum())
    return [
        Estimate(float(mean), float(se), one.n, one.treated)
        for mean, se, one in zip(shrunk, spread, estimates, strict=True)
    ]


def _between(effect: F64, variance: F64) -> float:
    """τ² by bisection: the excess falls as τ² grows."""

    def excess(between: float) -> float:
        weight = 1 / (variance + between)
        centre = weight @ effect / weight.sum()
        return float(weight @ (effect - centre) ** 2 - (len(effect) - 1))

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.ptp(effect) ** 2) + 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high

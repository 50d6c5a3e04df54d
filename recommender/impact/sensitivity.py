"""How strong something unrecorded would have to be to explain an effect away.

Robustness value (Cinelli & Hazlett 2020), with f = |t|/√df: the share of what is left to explain of
both treatment and outcome that a hidden confounder needs to bring the effect to 0,
RV = (√(f⁴ + 4f²) - f²)/2. Benchmark: the effect that would remain beside a confounder exactly as strong
as a named covariate (their bounds with k = 1). E-value (VanderWeele & Ding 2017): the risk ratio that
it needs with both; a standardised difference d is read as the risk ratio exp(.91 d).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from recommender.impact.estimate import F64, Bool, Estimate
from recommender.impact.ols import fit_ols
from recommender.impact.verdict import SURE


@dataclass(frozen=True)
class Sensitivity:
    """How much an effect can take.

    Attributes
    ----------
    robustness_value, robustness_value_95
        To bring the effect, or the nearer end of its interval, to 0; 0-1.
    e_value, e_value_95
        The same as risk ratios, at least 1.
    beside_benchmark
        The effect that would remain beside a hidden confounder as strong as the benchmark.
    explained
        Whether beside such a confounder less than ``SURE`` standard errors are left of the effect.
    """

    robustness_value: float
    robustness_value_95: float
    e_value: float
    e_value_95: float
    beside_benchmark: Estimate
    explained: bool


def sensitivity(estimate: Estimate, *, y: F64, d: Bool, x: F64, benchmark: int) -> Sensitivity:
    """Judge ``estimate``; column ``benchmark`` of ``x`` (n, p) is the strong known covariate.

    Partial R² are taken from least squares of ``y`` (n,) on ``d`` (n,) and ``x``.
    """
    freedom = max(len(y) - x.shape[1] - 2, 1)
    f = abs(estimate.z) / math.sqrt(freedom)
    f_95 = max(f - 1.96 / math.sqrt(freedom), 0.0)
    nearer = 0.0 if estimate.low <= 0 <= estimate.high else min(abs(estimate.low), abs(estimate.high))
    spread = float(y.std()) or 1.0
    remaining = _beside(estimate, y, d, x, benchmark, freedom)
    return Sensitivity(
        robustness_value=_robustness(f),
        robustness_value_95=_robustness(f_95),
        e_value=_e_value(estimate.effect / spread),
        e_value_95=_e_value(nearer / spread),
        beside_benchmark=remaining,
        explained=remaining.z * math.copysign(1.0, estimate.effect) < SURE,
    )


def _robustness(f: float) -> float:
    return (math.sqrt(f**4 + 4 * f**2) - f**2) / 2


def _e_value(standardised: float) -> float:
    ratio = math.exp(0.91 * abs(standardised))
    return ratio + math.sqrt(ratio * (ratio - 1))


def _partial_r2(outcome: F64, rest: F64, column: int) -> float:
    """Share of the outcome left by the other columns that one column explains: t²/(t² + df)."""
    fit = fit_ols(outcome, x=rest, errors="classical")
    t2 = float((fit.coefficient[column] / fit.se[column]) ** 2) if fit.se[column] > 0 else 0.0
    return t2 / (t2 + fit.freedom)


def _beside(estimate: Estimate, y: F64, d: Bool, x: F64, benchmark: int, freedom: int) -> Estimate:
    """The estimate and its error with the benchmark's bounds taken off (their equations 14 to 16)."""
    ones = np.ones(len(y))
    r2_d = min(_partial_r2(d.astype(np.float64), np.column_stack([x, ones]), benchmark), 0.5)
    r2_y = _partial_r2(y, np.column_stack([x, ones, d]), benchmark)
    of_treatment = min(r2_d / (1 - r2_d), 0.99)
    shared = min(r2_d**2 / ((1 - r2_d) * (1 - r2_d)), 0.99)
    of_outcome = (1 + math.sqrt(shared)) ** 2 / (1 - shared) * r2_y / (1 - min(r2_y, 0.99))
    of_outcome = min(of_outcome, 0.99)
    bias = estimate.se * math.sqrt(freedom * of_outcome * of_treatment / (1 - of_treatment))
    se = estimate.se * math.sqrt((1 - of_outcome) / (1 - of_treatment))
    left = abs(estimate.effect) - bias
    return Estimate(math.copysign(1.0, estimate.effect) * left, se, estimate.n, estimate.treated)

"""The effect where seats were drawn by lot: the one design that no hidden reason can spoil.

A stratum is one drawing: those drawn and those who stood to be drawn. Within a stratum the draw is
independent of everything, so differences of means are effects. Two answers:

* difference: Σ_s n_s (mean drawn - mean not drawn) / Σ_s n_s, n_s the number drawn in stratum s;
* ANCOVA: least squares on the draw and last year's outcome, stratum means taken out, which says the
  same with less noise (Fisher 1932; Lin 2013 for why the adjustment cannot hurt in large samples).

The p-value asks how often a new drawing in each stratum gives a difference as large (Fisher 1935).
Everybody drawn counts, also who did not come: the effect of the offer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.estimate import F64, Bool, Estimate
from recommender.impact.ols import fit_ols, within

_CELLS: Final = 2_000_000
"""Random numbers of one block of drawings, so that memory stays bounded."""


@dataclass(frozen=True)
class Lottery:
    """Both estimates, the randomisation p-value of the difference, and the same difference last year."""

    difference: Estimate
    ancova: Estimate
    balance: Estimate
    """Difference in the baseline: 0 but for luck where the draw was fair and the pool is right."""
    p: float
    strata: int


def lottery(
    y: F64,
    *,
    drawn: Bool,
    stratum: NDArray[np.integer],
    baseline: F64,
    random: np.random.Generator,
    cluster: NDArray[np.integer] | None = None,
    redraws: int = 999,
) -> Lottery | None:
    """Estimate from (n,) outcomes, draws, strata and last year's outcomes; None without any stratum
    that holds both drawn and not drawn.

    ``redraws`` new drawings give p-values no smaller than 1 / (redraws + 1).
    """
    codes = np.unique(stratum, return_inverse=True)[1]
    won, size = np.bincount(codes, weights=drawn), np.bincount(codes)
    kept = ((won > 0) & (won < size))[codes]
    if not kept.any():
        return None
    y, drawn, baseline = y[kept], drawn[kept], baseline[kept]
    codes = np.unique(codes[kept], return_inverse=True)[1]
    cluster = None if cluster is None else cluster[kept]
    ancova = _ancova(y, drawn, codes, baseline, cluster)
    difference, se = _difference(y, drawn, codes)
    beaten = int((np.abs(_redrawn(y, drawn, codes, redraws, random)) >= abs(difference) * (1 - 1e-12)).sum())
    return Lottery(
        difference=Estimate(difference, se, len(y), int(drawn.sum())),
        ancova=ancova,
        balance=Estimate(*_difference(baseline, drawn, codes), len(y), int(drawn.sum())),
        p=(beaten + 1) / (redraws + 1),
        strata=int(codes.max()) + 1,
    )


def _difference(y: F64, drawn: Bool, codes: NDArray[np.int64]) -> tuple[float, float]:
    """Difference weighted by the number drawn, and its standard error (Neyman 1923)."""
    parts = []
    for side in (drawn, ~drawn):
        count = np.bincount(codes, weights=side)
        mean = np.bincount(codes, weights=side * y) / count
        spread = np.bincount(codes, weights=side * (y - mean[codes]) ** 2) / np.maximum(count - 1, 1) / count
        parts.append((mean, spread))
    share = np.bincount(codes, weights=drawn) / drawn.sum()
    (mean1, spread1), (mean0, spread0) = parts
    return float(share @ (mean1 - mean0)), float(np.sqrt(share**2 @ (spread1 + spread0)))


def _redrawn(y: F64, drawn: Bool, codes: NDArray[np.int64], redraws: int, random: np.random.Generator) -> F64:
    """(redraws,) differences after new drawings of as many in each stratum."""
    found = np.zeros(redraws)
    for code, won in enumerate(np.bincount(codes, weights=drawn).astype(int).tolist()):
        value = y[codes == code]
        size = max(1, _CELLS // len(value))
        for start in range(0, redraws, size):
            block = found[start : start + size]
            key = random.random((len(block), len(value)), dtype=np.float32)
            total = value[key.argpartition(won - 1, axis=1)[:, :won]].sum(axis=1)
            block += won * (total / won - (value.sum() - total) / (len(value) - won))
    found /= drawn.sum()
    return found


def _ancova(
    y: F64, drawn: Bool, codes: NDArray[np.int64], baseline: F64, cluster: NDArray[np.integer] | None
) -> Estimate:
    x = within(np.column_stack([drawn.astype(np.float64), baseline]), group=codes)
    fit = fit_ols(within(y, group=codes), x=x, cluster=cluster, absorbed=int(codes.max()) + 1)
    return Estimate(float(fit.coefficient[0]), float(fit.se[0]), len(y), int(drawn.sum()))

"""The effect on units that took up training in different years: group-time effects.

Group g = units whose first year of treatment is g. For each year t >= g, against the units not yet
treated by t (the never treated among them)::

    ATT(g, t) = mean_g(Y_t - Y_{g-1}) - mean_controls(Y_t - Y_{g-1})

The overall effect weights the (g, t) by the number of units in g. It needs only that both would have
moved alike without treatment; the lead checks that they did: ATT(g, g-1) counted from g-2.
Source: Callaway & Sant'Anna (2021), without covariates; unlike a two-way fixed-effects regression it
never takes a treated unit for a control. Standard errors add up each unit's influence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.estimate import F64, Bool, Estimate

NEVER: Final = -1
"""Column that stands for "not treated in the years observed"."""
LEAST_UNITS: Final = 5
"""Treated and control units that a cell needs."""


@dataclass(frozen=True)
class Staggered:
    """The overall effect after take-up, and the same before it, which should be 0."""

    effect: Estimate
    lead: Estimate | None
    cells: int


def staggered(outcome: F64, *, first: NDArray[np.integer]) -> Staggered | None:
    """Estimate from (U, T) outcomes, NaN where missing, and (U,) first treated column or ``NEVER``.

    None where no cell has ``LEAST_UNITS`` on both sides.
    """
    years = range(outcome.shape[1])
    groups = [int(g) for g in np.unique(first) if g > 0]
    after = [_cell(outcome, first, g, t, g - 1) for g in groups for t in years if t >= g]
    before = [_cell(outcome, first, g, g - 1, g - 2) for g in groups if g >= 2]
    effect, lead = _overall(after), _overall(before)
    if effect is None:
        return None
    return Staggered(effect, lead, sum(cell is not None for cell in after))


_Cell = tuple[float, F64, Bool, Bool]


def _cell(outcome: F64, first: NDArray[np.integer], g: int, t: int, base: int) -> _Cell | None:
    """ATT of one cell, (U,) influence of each unit (adding up to 0), who is treated, who is control."""
    change = outcome[:, t] - outcome[:, base]
    seen = ~np.isnan(change)
    treated = seen & (first == g)
    control = seen & ((first == NEVER) | (first > max(t, g)))
    if min(treated.sum(), control.sum()) < LEAST_UNITS:
        return None
    influence = np.zeros(len(first))
    mean = {}
    for side, sign in ((True, 1.0), (False, -1.0)):
        who = treated if side else control
        mean[side] = float(change[who].mean())
        spread = np.sqrt(who.sum() / (who.sum() - 1))  # few units: as an unbiased variance does
        influence[who] += sign * spread * (change[who] - mean[side]) / who.sum()
    return mean[True] - mean[False], influence, treated, control


def _overall(cells: list[_Cell | None]) -> Estimate | None:
    there = [cell for cell in cells if cell is not None]
    if not there:
        return None
    weight = np.array([cell[2].sum() for cell in there], np.float64)
    weight /= weight.sum()
    effect = float(sum(w * cell[0] for w, cell in zip(weight, there, strict=True)))
    influence = np.sum([w * cell[1] for w, cell in zip(weight, there, strict=True)], axis=0)
    treated = np.any([cell[2] for cell in there], axis=0)
    either = treated | np.any([cell[3] for cell in there], axis=0)
    return Estimate(effect, float(np.sqrt((influence**2).sum())), int(either.sum()), int(treated.sum()))

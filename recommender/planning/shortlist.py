"""First prices where people have more candidates than a menu holds: everybody takes their best few.

Dates, losses and the other rules of sets are left out, and a sample of the people stands for all.
These prices only decide which candidates come onto the menus; what is left out is counted in the
bound (:func:`recommender.planning.prices.outside_bound`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from recommender.planning.menu import best_candidates
from recommender.planning.prices import Stop, minimise, never, price_scale
from recommender.planning.problem import F64, I64
from recommender.planning.rows import Rows

_SAMPLE: Final = 3_000
"""People."""
_TEMPERATURES: Final = (0.1, 0.03)


class _Relaxed:
    """Σ of each person's best ``most`` candidates after prices, plus prices · caps, softened."""

    def __init__(self, value: F64, person: I64, rows: Rows, most: int) -> None:
        self.value, self.rows, self.most = value, rows, most
        self.candidate = best_candidates(person, value, width=len(value))
        self.size = len(rows)
        self.hopeless = False

    def evaluate(self, rate: F64, tau: float) -> tuple[float, F64]:
        """The sum and its gradient."""
        reward = self.value - self.rows.price(rate)
        offered = np.where(self.candidate >= 0, reward[self.candidate], -np.inf)
        most = min(self.most, offered.shape[1])
        place = np.argpartition(-offered, most - 1, axis=1)[:, :most]
        best = np.maximum(np.take_along_axis(offered, place, axis=1), -1e6) / tau
        worth = tau * float(np.logaddexp(0, best).sum())
        share = np.exp(best - np.logaddexp(0, best))
        taken = np.take_along_axis(self.candidate, place, axis=1)
        x = np.bincount(taken[taken >= 0], weights=share[taken >= 0], minlength=len(reward)).astype(
            np.float64
        )
        return worth + float(rate @ self.rows.cap), self.rows.cap - self.rows.use(x)


def first_prices(value: F64, person: I64, rows: Rows, *, most: int, seed: int, stop: Stop = never) -> F64:
    """(R,) prices; ``value`` (P,) is -inf for candidates that may not be used."""
    everyone = np.unique(person)
    share = min(1.0, _SAMPLE / max(len(everyone), 1))
    asked = np.random.default_rng(seed).choice(everyone, max(1, round(share * len(everyone))), replace=False)
    column = np.flatnonzero(np.isin(person, asked) & np.isfinite(value))
    part = replace(rows.of_candidates(column), cap=rows.cap * share)
    dual = _Relaxed(value[column], person[column], part, most)
    return minimise(dual, scale=price_scale(part), temperatures=_TEMPERATURES, evaluations=30, stop=stop)

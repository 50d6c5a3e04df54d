"""Prices of what people share, and the proof they give.

With prices λ >= 0 on the shared rows A x <= b the best plan splits into people, and

    q(λ) = λ·b + Σ_people max_set profit(set; value - Aᵀλ)

is an upper bound on every plan that keeps the rules (Lagrangian duality; Geoffrion 1974). q is convex
with kinks; it is minimised by L-BFGS-B on q with each maximum softened to τ·log Σ exp(profit/τ),
τ falling to nearly nothing. Each evaluation yields the hard q as well, and the lowest is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from scipy.optimize import minimize

from recommender.planning.menu import F32, Menu
from recommender.planning.problem import F64, I64, Bool
from recommender.planning.rows import Rows

TEMPERATURES: Final = (0.1, 0.03, 0.01, 0.003)
"""Softness τ of each round, as a part of a typical value."""
EVALUATIONS: Final = 45
"""Of each round."""
_NEGLIGIBLE: Final = 12.0
"""Sets this many τ below zero do not count: exp(-12) = 6e-6."""

Stop = Callable[[], bool]


def never() -> bool:
    """Nobody cancels."""
    return False


class Softened(Protocol):
    """A convex function of prices with a soft version."""

    @property
    def size(self) -> int:
        """Number of prices."""

    @property
    def value(self) -> F64:
        """(P,) values, to know what is large."""

    @property
    def hopeless(self) -> bool:
        """The prices have proven that there is no plan at all."""

    def evaluate(self, rate: F64, tau: float) -> tuple[float, F64]:
        """Value softened by ``tau`` and gradient."""


@dataclass
class Dual:
    """q(λ) of menus under rows; remembers the lowest value seen.

    ``covered`` (m, L) marks sets that bring a person to the required JP; the last price is then that of
    ``-covered people <= -target``.
    """

    value: F64
    rows: Rows
    menu: Menu
    outside: F64 | None = None
    """(P,) mask as 0 / -inf: candidates that may not be used now."""
    covered: F32 | None = None
    target: float = 0.0
    best: float = np.inf
    rate: F64 = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self.rate = np.zeros(self.size)

    @property
    def size(self) -> int:
        """Number of prices."""
        return len(self.rows) + (self.covered is not None)

    @property
    def hopeless(self) -> bool:
        """A bound below 0, which every plan is worth, proves that no plan keeps the rules."""
        return self.best < -1e-6

    @property
    def cap(self) -> F64:
        """(R,) right-hand sides."""
        return self.rows.cap if self.covered is None else np.append(self.rows.cap, -self.target)

    def reward(self, rate: F64) -> F64:
        """(P,) value after prices."""
        left = self.value - self.rows.price(rate[: len(self.rows)])
        return left if self.outside is None else left + self.outside

    def profit(self, reward: F64, rate: F64, rows: I64) -> F32:
        """(k, L) profits of the people ``rows``."""
        profit = self.menu.profit(reward, rows)
        if self.covered is not None:
            profit = profit + np.float32(rate[-1]) * self.covered[rows]
        return profit

    def evaluate(self, rate: F64, tau: float) -> tuple[float, F64]:
        """Softened q and its gradient; records the hard q."""
        reward = self.reward(rate)
        first = np.where(self.menu.candidate >= 0, reward[self.menu.candidate], -np.inf).max(
            axis=1, initial=-np.inf
        )
        must = ~np.isfinite(self.menu.loss[:, 0])
        busy = np.flatnonzero((first > -_NEGLIGIBLE * tau) | must | (self.covered is not None))
        profit = self.profit(reward, rate, busy)
        top = profit.max(axis=1)
        hard = float(top.sum(dtype=np.float64)) + float(rate @ self.cap)
        share = np.exp((profit - top[:, None]) / np.float32(tau))
        mass = share.sum(axis=1)
        soft = hard + tau * float(np.log(mass).sum(dtype=np.float64))
        share /= mass[:, None]
        x = self._demand(busy, share)
        gradient = self.cap.copy()
        gradient[: len(self.rows)] -= self.rows.use(x)
        if self.covered is not None:
            gradient[-1] += float((share * self.covered[busy]).sum())
        if hard < self.best:
            self.best, self.rate = hard, rate.copy()
        return soft, gradient

    def _demand(self, people: I64, share: F32) -> F64:
        """(P,) expected use of each candidate when sets are taken with probabilities ``share`` (k, L)."""
        taken = share @ self.menu.members.astype(np.float32)
        candidate = self.menu.candidate[people]
        real = candidate >= 0
        x = np.bincount(candidate[real], weights=taken[real], minlength=len(self.value))
        return x.astype(np.float64)


def minimise(
    dual: Softened, *, scale: F64, start: F64 | None = None, temperatures: tuple[float, ...] = TEMPERATURES,
    evaluations: int = EVALUATIONS, stop: Stop = never, tick: Callable[[], None] = lambda: None,
) -> F64:  # fmt: skip
    """(R,) prices with a low value of ``dual``; those reached so far if ``stop`` says so.

    Parameters
    ----------
    scale
        (R,) size of one step of each price (:func:`price_scale`).
    start
        (R,) prices to start from.
    """
    typical = typical_worth(dual.value)
    at = (np.zeros(dual.size) if start is None else start) / scale

    def soft(z: F64, tau: float) -> tuple[float, F64]:
        tick()
        value, gradient = dual.evaluate(z * scale, tau)
        return value, gradient * scale

    def check(intermediate_result: object) -> None:
        if stop() or dual.hopeless:
            raise StopIteration

    if not dual.size:
        dual.evaluate(at, typical)
        return at
    for part in temperatures:
        found = minimize(
            soft, at, args=(part * typical,), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(at),
            callback=check, options={"maxfun": evaluations, "maxiter": evaluations, "maxcor": 20},
        )  # fmt: skip
        at = found.x
        if stop() or dual.hopeless:
            break
    return at * scale


def typical_worth(value: F64) -> float:
    """What a good candidate is worth; temperatures are parts of it."""
    worth = value[value > 0]
    return float(np.quantile(worth, 0.9)) if len(worth) else 1.0


def price_scale(rows: Rows, extra: int = 0) -> F64:
    """(R + extra,) scale of each price: 1/(unit · √cap), so that all prices move about alike.

    A unit is the mean absolute coefficient (1 for seats, the mean cost for money).
    """
    count = np.maximum(np.diff(rows.matrix.indptr), 1)
    unit = np.asarray(abs(rows.matrix).sum(axis=1)).ravel() / count
    unit = np.where(unit > 0, unit, 1.0)
    size = np.clip(np.abs(rows.cap) / unit, 1.0, None)
    size = np.where(rows.cap == 0, np.maximum(count, 1.0) * 0.1, size)
    return np.append(1.0 / (unit * np.sqrt(size)), np.ones(extra) / 30.0)


def outside_bound(dual: Dual, people: I64, shown: Bool, *, reward: F64 | None = None) -> float:
    """What candidates outside the menus (not ``shown``) could add to the bound at the best prices.

    A set with a candidate outside is worth at most the best outside plus the ``most - 1`` best of all and
    the price of one more person with enough JP, since losses only take away; where that exceeds the
    menu's best, the difference is added.
    """
    priced = dual.reward(dual.rate) if reward is None else reward
    reward, bonus = np.maximum(priced, 0), 0.0 if dual.covered is None else float(dual.rate[-1])
    n = int(people.max(initial=-1)) + 1
    best_hidden = np.full(n, -np.inf)
    np.maximum.at(best_hidden, people, np.where(shown, -np.inf, priced))
    busy = np.flatnonzero(best_hidden + bonus > 0)
    if not len(busy):
        return 0.0
    top = np.zeros((n, dual.menu.most - 1))
    rest = np.where(dual.menu.candidate >= 0, reward[dual.menu.candidate], 0)
    person = people[dual.menu.candidate[:, 0]]
    width = min(rest.shape[1], dual.menu.most - 1)
    if width:
        top[person, :width] = -np.partition(-rest, width - 1, axis=1)[:, :width]
    # the others may be outside too, and are then worth no more than the best outside
    ceiling = best_hidden + np.maximum(top, best_hidden[:, None]).sum(axis=1) + bonus
    reached = np.zeros(n)
    every = np.arange(len(person))
    reached[person] = dual.profit(priced, dual.rate, every).max(axis=1)
    return float(np.maximum(ceiling[busy] - reached[busy], 0).sum())

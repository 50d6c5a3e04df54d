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
from scipy.optimize import Bounds, minimize

from recommender.domain.jp import REQUIRED_JP
from recommender.planning.menu import Menu
from recommender.planning.problem import F64, Bool, Problem, best_of_people
from recommender.planning.rows import Rows

TEMPERATURES: Final = (0.1, 0.03, 0.01, 0.003)
"""Softness τ of each round, as a part of a typical value."""
EVALUATIONS: Final = 45
"""Of each round."""
_NEGLIGIBLE: Final = 12.0
"""Sets this many τ below a person's best do not count: exp(-12) = 6e-6."""
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

    ``covered`` (K,) marks sets that bring a person to the required JP; the last price is then that of
    ``-covered people <= -target``.
    """

    value: F64
    rows: Rows
    menu: Menu
    outside: F64 | None = None
    """(P,) mask as 0 / -inf: candidates that may not be used now."""
    covered: F64 | None = None
    target: float = 0.0
    best: float = np.inf
    rate: F64 = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self.rate = np.append(self.rate, np.zeros(max(0, self.size - len(self.rate))))

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

    def profit(self, reward: F64, rate: F64) -> F64:
        """(K,) profits of all sets."""
        profit = self.menu.profit(reward)
        return profit if self.covered is None else profit + rate[-1] * self.covered

    def evaluate(self, rate: F64, tau: float) -> tuple[float, F64]:
        """Softened q and its gradient; records the hard q."""
        profit = self.profit(self.reward(rate), rate)
        top = self.menu.best(profit)
        hard = float(top.sum()) + float(rate @ self.cap)
        profit -= np.repeat(top, np.diff(self.menu.first))
        near = np.flatnonzero(profit > -_NEGLIGIBLE * tau)
        share, owner = np.exp(profit[near] / tau), self.menu.owner[near]
        mass = np.bincount(owner, weights=share, minlength=len(top))
        soft = hard + tau * float(np.log(mass).sum())
        share /= mass[owner]
        gradient = self.cap.copy()
        gradient[: len(self.rows)] -= self.rows.use(self.menu.use(near, share, candidates=len(self.value)))
        if self.covered is not None:
            gradient[-1] += float(share @ self.covered[near])
        if hard < self.best:
            self.best, self.rate = hard, rate.copy()
        return soft, gradient


def minimise(
    dual: Softened, *, scale: F64, start: F64 | None = None, temperatures: tuple[float, ...] = TEMPERATURES,
    evaluations: int = EVALUATIONS, low: F64 | float = 0.0, high: F64 | float = np.inf, stop: Stop = never,
) -> F64:  # fmt: skip
    """(R,) prices with a low value of ``dual``; those reached so far if ``stop`` says so.

    Parameters
    ----------
    scale
        (R,) size of one step of each price (:func:`price_scale`).
    start
        (R,) prices to start from.
    low, high
        (R,) lowest and highest prices that may be tried.
    """
    typical = typical_worth(dual.value)
    at = (np.zeros(dual.size) if start is None else start) / scale

    def soft(z: F64, tau: float) -> tuple[float, F64]:
        value, gradient = dual.evaluate(z * scale, tau)
        return value, gradient * scale

    def check(intermediate_result: object) -> None:
        if stop() or dual.hopeless:
            raise StopIteration

    limits = Bounds(low / scale, high / scale)
    if not dual.size:
        dual.evaluate(at, typical)
        return at
    for part in temperatures:
        found = minimize(
            soft, at, args=(part * typical,), jac=True, method="L-BFGS-B", bounds=limits,
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


def price_steps(rows: Rows, worth: float) -> tuple[F64, F64]:
    """(R,) how far each price may fall and rise until a usual candidate is worth more by ``worth``.

    A candidate gains where the price falls of what it pays, and where the price rises of what pays it: a
    floor pays those who count for it, a share of everything those who do not.
    """
    own = _unit(rows) * np.sign(rows.matrix.sum(axis=1)) + rows.spread
    with np.errstate(divide="ignore"):
        down = worth / np.maximum(np.maximum(own, rows.spread), 0)
        up = worth / np.maximum(np.maximum(-own, -rows.spread), 0)
    return down, up


def price_scale(rows: Rows, extra: int = 0) -> F64:
    """(R + extra,) scale of each price: 1/(unit · √cap), so that all prices move about alike.

    A unit is the mean absolute coefficient (1 for seats, the mean cost for money). A share v of everything
    moves as v (1 - v) of all places would.
    """
    unit, share = _unit(rows), np.abs(rows.spread)
    seats = float(rows.cap[[rule == "SEATS" for rule in rows.rule]].sum())
    size = np.where(share > 0, share * (1 - share) * seats, np.abs(rows.cap) / unit)
    return np.append(1.0 / (unit * np.sqrt(np.maximum(size, 1.0))), np.ones(extra) / 30.0)


def _unit(rows: Rows) -> F64:
    """(R,) mean absolute coefficient of each row; 1 where it has none."""
    unit = np.asarray(abs(rows.matrix).sum(axis=1)).ravel() / np.maximum(np.diff(rows.matrix.indptr), 1)
    unit[unit == 0] = 1.0
    return np.asarray(unit, np.float64)


@dataclass(frozen=True)
class Hidden:
    """What is on no menu though it may be given."""

    problem: Problem
    """That was asked: all candidates."""
    where: Bool
    """(P,) candidates on no menu."""
    leading: Bool
    """(P,) candidates without which the rest of a set may not be allowed (mandatory ones)."""


def outside_bound(dual: Dual, hidden: Hidden, *, reward: F64 | None = None) -> float:
    """What candidates outside the menus could add to the bound at the best prices.

    Losses only take away, and what is left of an allowed set is allowed. A set with k candidates outside is
    therefore worth at most k times the best of them, the best set on the menu with room for k more and the
    price of one more person with enough JP; beside a ``leading`` one all others may count that gain. Where
    that exceeds the menu's best, the difference is added. Prices and values are those of the whole problem.
    """
    problem, menu = hidden.problem, dual.menu
    priced = dual.reward(dual.rate) if reward is None else reward
    bonus = 0.0 if dual.covered is None else float(dual.rate[-1])
    # who is on no menu has the empty set, and is no longer counted in the target where it covers
    nothing: F64 = np.where(problem.staff.jp_before >= REQUIRED_JP, bonus, 0.0)
    profit, filled = dual.profit(priced, dual.rate), (menu.member >= 0).sum(axis=0)

    def reached(room: int) -> F64:
        worth = nothing.copy()
        worth[menu.person] = menu.best(np.where(filled <= room, profit, -np.inf))
        return worth

    outside = best_of_people(problem, np.where(hidden.where, priced, -np.inf))
    leading = best_of_people(problem, np.where(hidden.where & hidden.leading, priced, -np.inf))
    best = np.maximum(best_of_people(problem, priced), 0)
    ceiling = leading + (menu.most - 1) * best
    for some in range(1, menu.most + 1):
        ceiling = np.maximum(ceiling, some * outside + reached(menu.most - some))
    return float(np.maximum(ceiling + bonus - reached(menu.most), 0).sum())

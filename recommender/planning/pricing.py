"""Prices for a whole problem: menus at the prices so far, better prices on those menus, and so on.

Between one menu and the next a price may move only so far that hardly anybody off the menus would gain:
else a session that is on nobody's menu would seem to cost nothing. A price that a candidate pays is held
from below, one that pays candidates (floors, shares of everything) from above as closely. Menus are drawn
again as long as prices lower the bound. What is left out and gains at the prices found all the same is
counted in the bound, once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recommender.planning.classes import class_bound, demand
from recommender.planning.prices import (
    Dual,
    Stop,
    minimise,
    outside_bound,
    price_scale,
    price_steps,
    typical_worth,
)
from recommender.planning.problem import F64, I64
from recommender.planning.task import Asked, Task, infeasible

_POOL: Final = 0.5
"""How far below 0 a candidate may lie, when passes of one kind begin, and still be looked at in them; in
parts of what a good candidate is worth."""
_STEPS: Final = 0.7
"""Part of a pass's margin by which prices may move in it."""
_DEPTH: Final = 4.0
"""How many margins a set may lie below the person's best and still be looked at in a pass, and how many
times as far as it may fall a price may rise: then what it drives people to is on the menus."""
_LEEWAY: Final = 0.05
"""Margin of the menus that places are granted from."""
_COMPANIONS: Final = 3
"""Candidates looked at for each place that a class needs, whatever their reward, where it may not fill."""
_GAIN: Final = 3e-4
"""Part of the bound that menus must win to be drawn again at the same margin, at most so often:"""
_AGAIN: Final = 12


@dataclass(frozen=True)
class _Pass:
    """Menus made at the prices found so far, and the search for better ones."""

    margin: float
    """How far below 0 a candidate after prices may lie and still be on a menu, as ``_POOL``."""
    width: int
    """Most candidates a person, where two courses are the most."""
    temperatures: tuple[float, ...]
    evaluations: int


_PASSES: Final = (
    _Pass(0.1, 12, (0.03, 0.01), 15),
    _Pass(0.07, 16, (0.01,), 30),
    _Pass(0.05, 20, (0.01, 0.003), 25),
    _Pass(0.03, 32, (0.003, 0.001), 30),
)


def priced(asked: Asked, start: F64, *, small: bool, stop: Stop) -> tuple[Task, Dual, float]:
    """The menus that places are granted from, their prices and the bound.

    ``start`` (R,) are the first prices; where the problem is ``small``, all candidates are on the menus.

    Raises
    ------
    GateRefused
        ``PLAN_INFEASIBLE``
    """
    if small:
        task = asked.at(start)
        dual = task.dual()
        minimise(dual, scale=_scale(dual), stop=stop)
    else:
        typical = typical_worth(asked.problem.value)
        rate = start
        for one in _PASSES:
            rate = _searched(_pool(asked, rate, typical), rate, one, typical=typical, stop=stop)
        short = _short(_pool(asked, rate, typical), rate, margin=_PASSES[-1].margin * typical)
        task = asked.at(rate, margin=_LEEWAY * typical, wanted=_COMPANIONS * short)
        dual = task.dual(rate)
        dual.evaluate(dual.rate, typical)
    everyone, hidden = task.everyone(asked, dual)
    bound = dual.best + outside_bound(everyone, hidden)
    if bound < -1e-6:
        raise infeasible()
    return task, dual, min(bound, class_bound(everyone, hidden, minimum=task.minimum))


def _pool(asked: Asked, rate: F64, typical: float) -> Asked:
    """What is looked at while prices stay near ``rate``."""
    return asked.only(asked.rewards(rate) > -_POOL * typical)


def _searched(pool: Asked, rate: F64, one: _Pass, *, typical: float, stop: Stop) -> F64:
    """Prices found in passes of one kind, each with menus made at the prices before.

    What prices are worth shows on the menus made at them, so a pass is judged by the next.
    """
    best, kept = np.inf, rate
    for _ in range(_AGAIN):
        dual, before = _passed(pool, rate, one, typical=typical, stop=stop)
        won = best - before
        if won <= 0:
            return kept
        best, kept, rate = before, rate, dual.rate
        small = won < _GAIN * abs(before)
        if dual.hopeless or stop() or small or np.array_equal(rate, kept):  # the same would come again
            break
    return rate


def _passed(pool: Asked, rate: F64, one: _Pass, *, typical: float, stop: Stop) -> tuple[Dual, float]:
    """One pass: the dual with its best prices, and the bound that it started from."""
    margin = one.margin * typical
    dual = _near(pool.at(rate, margin=margin, width=one.width).dual(rate), _DEPTH * margin)
    start = dual.rate
    dual.evaluate(start, typical)
    before = dual.best
    free = np.full(dual.size - len(dual.rows), np.inf)  # whoever lacks JP has the menu for any price
    down, up = (np.append(step, free) for step in price_steps(dual.rows, _STEPS * margin))
    minimise(
        dual, scale=_scale(dual), start=start,
        low=np.maximum(start - down, 0), high=start + np.minimum(up, _DEPTH * down),
        temperatures=one.temperatures, evaluations=one.evaluations, stop=stop,
    )  # fmt: skip
    return dual, before


def _short(pool: Asked, rate: F64, *, margin: float) -> I64:
    """(S,) minimum of the classes that do not fill at the prices; 0 of all others."""
    task = pool.at(rate, margin=margin)
    return np.where(demand(task.problem, task.dual(rate)) < task.minimum, task.minimum, 0)


def _near(dual: Dual, depth: float) -> Dual:
    """The dual without sets that are more than ``depth`` worse at its prices than their person's best."""
    keep = dual.menu.near_best(dual.profit(dual.reward(dual.rate), dual.rate), depth)
    covered = None if dual.covered is None else dual.covered[keep]
    return replace(dual, menu=dual.menu.of_sets(keep), covered=covered)


def _scale(dual: Dual) -> F64:
    return price_scale(dual.rows, dual.size - len(dual.rows))

"""Places at prices; classes that do not fill are closed or helped in turns until all are held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from recommender.planning.assign import Assignment
from recommender.planning.classes import class_values, margins
from recommender.planning.menu import NEVER
from recommender.planning.prices import Dual, Stop, minimise, price_scale
from recommender.planning.problem import F64, I64, Bool, Problem
from recommender.planning.rows import Rows, grouped, stack
from recommender.planning.shares import anchored, trim
from recommender.planning.task import Task

TURNS: Final = 8
_CLOSE: Final = 4e-3
"""Gap below which turns that would each win a tenth of it are not worth their time."""
_PARTS: Final = (1.0, 0.9, 0.8, 0.6, 0.3, 0.0)
"""Of the prices, while places are granted."""
_IDLE: Final = 3
"""Turns in a row without a better plan that end the search."""


def fill(
    task: Task, dual: Dual, *, bound: float, stop: Stop, tell: Callable[[int], None]
) -> Assignment | None:
    """The best of plans in which every class is held or empty; None if none keeps what is demanded.

    A plan close to the ``bound`` ends the search: what is left to find is less than the bound can tell.
    ``tell`` hears the number of each turn.
    """
    problem, best, idle = task.problem, None, 0
    barred, locked = np.zeros(len(problem), bool), np.zeros(len(task.minimum), bool)
    locked[problem.session[problem.locked]] = True
    helped = locked & (task.minimum > 0)
    for turn in range(TURNS):
        tell(turn)
        rows = stack([task.rows, _floors(task, helped)], candidates=len(problem))
        now = dual if turn == 0 and not helped.any() else _repriced(task, rows, dual, barred, stop)
        found = _granted(task, rows, barred, now.rate)
        short = _short(task, found)
        done = _without(task, found, short & ~locked, rows.price(now.rate[: len(rows)]))
        idle += 1
        if _holds(task, done) and (best is None or done.worth() > best.worth()):
            best, idle = done, 0
        if not short.any() or stop() or idle == _IDLE:
            break
        if best is not None and best.worth() >= (1 - _CLOSE) * bound:
            break
        closed = _closed(problem, now, short & ~locked, task.minimum, helped)
        helped = (helped | short) & ~closed
        barred = barred | closed[problem.session]
        dual = now
    return best


def _count(task: Task, found: Assignment) -> I64:
    """(S,) participants of each session."""
    return np.bincount(task.problem.session[found.chosen], minlength=len(task.minimum))


def _short(task: Task, found: Assignment) -> Bool:
    """(S,) classes with some participants, but too few."""
    count = _count(task, found)
    short: Bool = (count > 0) & (count < task.minimum)
    return short


def _closed(problem: Problem, dual: Dual, short: Bool, minimum: I64, helped: Bool) -> Bool:
    """Classes that were helped in vain, and the worse half of those that cost more than they bring."""
    fresh = short & ~helped
    values = class_values(problem, margins(problem, dual, fresh), sessions=fresh, minimum=minimum)
    bad = fresh & (values <= 0)
    if bad.any():
        bad &= values <= np.median(values[bad])
    return bad | (short & helped)


def _floors(task: Task, helped: Bool) -> Rows:
    """Rows that hold the classes ``helped`` at their minimum."""
    problem = task.problem
    number = np.where(helped, np.cumsum(helped) - 1, -1)
    return grouped(
        "MIN_CLASS", group=number[problem.session], weight=-np.ones(len(problem)),
        cap=-task.minimum[helped].astype(float), subjects=list(problem.sessions.session_id[helped]),
    )  # fmt: skip


def _repriced(task: Task, rows: Rows, dual: Dual, barred: Bool, stop: Stop) -> Dual:
    """The dual of rows with floors, its prices found from the ones before."""
    extra = dual.size - len(dual.rows)
    outside = np.where(barred, -np.inf, 0.0)
    again = Dual(task.problem.value, rows, task.menu, outside, task.covered, task.target)
    start = again.rate
    start[: len(task.rows)] = dual.rate[: len(task.rows)]
    if extra:
        start[-1] = dual.rate[-1]
    minimise(
        again, scale=price_scale(rows, extra), start=start, temperatures=(0.02, 0.005), evaluations=25,
        stop=stop,
    )  # fmt: skip
    return again


def _granted(task: Task, rows: Rows, barred: Bool, rate: F64) -> Assignment:
    """Places granted at prices, then what is left without prices."""
    value, price = task.problem.value, rows.price(rate[: len(rows)])
    bonus = None if task.covered is None else rate[-1] * task.covered
    wanted = task.menu.pick_best(task.menu.profit(np.where(barred, NEVER, value - price + task.duty)))
    total = float(len(task.menu.chosen(wanted)))
    found = Assignment.empty(value, task.menu, anchored(rows, total), barred=barred, bonus=bonus)
    found.require(task.problem.locked)
    return _settled(task, found, rows, price)


def _settled(task: Task, found: Assignment, rows: Rows, price: F64) -> Assignment:
    """What is free is given; what shares of everything then find too much is taken back, in turns.

    Gains are counted after the ``price`` (P,) of each candidate and then after less and less of it, so that
    what is left goes to those who gain most by it, and nothing useful stays empty.
    """
    value, keep = task.problem.value + task.duty, task.problem.locked
    for part in _PARTS:
        found.improve(value - part * price)
    for _ in range(3 if rows.spread.any() else 0):
        trim(found, rows, reward=value, locked=keep)
        found.rows = anchored(rows, float(len(found.chosen)))
        found.refresh()
        found.improve(value)
    trim(found, rows, reward=value, locked=keep)
    found.rows = rows
    found.refresh()
    return found


def _without(task: Task, found: Assignment, short: Bool, price: F64) -> Assignment:
    """The plan without the classes that are too small, their people given what else is free."""
    barred = found.barred
    while short.any():
        barred = barred | short[task.problem.session]
        found = replace(found, pick=found.pick.copy())
        found.drop(found.chosen[barred[found.chosen]])
        held = _count(task, found) > 0
        found.barred = barred | ~(held | (task.minimum == 0))[task.problem.session]
        rows = stack([task.rows, _floors(task, held & (task.minimum > 0))], candidates=len(task.problem))
        found.rows, found.by_candidate = anchored(rows, float(len(found.chosen))), rows.transposed()
        found.refresh()
        found = _settled(task, found, rows, price)
        short = _short(task, found)
    return found


def _holds(task: Task, found: Assignment) -> bool:
    """Every demand is met: rows, minimum of locked classes, locks, coverage."""
    problem = task.problem
    fits = task.rows.use(found.x()) <= task.rows.cap + 1e-6 * np.maximum(1, np.abs(task.rows.cap))
    covered = task.covered is None or float(task.covered[found.pick].sum()) >= task.target
    given = np.isin(problem.locked, found.chosen).all()
    return bool(
        fits.all()
        and not _short(task, found).any()
        and covered
        and given
        and np.isfinite(task.menu.loss[found.pick]).all()
    )

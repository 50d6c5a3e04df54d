"""The plan: prices, then grants; classes that do not fill are closed; small plans to the optimum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.domain.jp import REQUIRED_JP
from recommender.errors import GateRefused
from recommender.planning.assign import Assignment
from recommender.planning.classes import class_bound, class_values, margins
from recommender.planning.exact import MOST_COLUMNS, Exact, solve_exact
from recommender.planning.menu import F32, WIDTH, Menu, make_menu
from recommender.planning.prices import Dual, Stop, minimise, never, outside_bound, price_scale, typical_worth
from recommender.planning.problem import F64, I64, Bool, Plan, Problem, restricted
from recommender.planning.rows import Rows, grouped, stack
from recommender.planning.rules import Settings, allowed_candidates, shared_rows
from recommender.planning.shares import anchored, trim
from recommender.planning.shortlist import first_prices
from recommender.progress import Progress, silent

_LOCKED: Final = 1e9
_MANDATORY: Final = 1e6
"""Rewards that bring candidates onto the menu whatever they are worth; they count there alone."""
_TURNS: Final = 8
_CLOSE: Final = 4e-3
"""Gap below which turns that would each win a tenth of it are not worth their time."""
_NOISES: Final = (0.3, 0.1, 0.0)
"""Noise of the menus made one after the other, in parts of what a good candidate is worth."""
_STEPS: Final = 3 + _TURNS
_STEP: Final = "Menyusun rencana"


@dataclass(frozen=True)
class _Task:
    """A problem under settings, made ready: of the candidates that stand on a menu."""

    problem: Problem
    number: I64
    """(P,) rows of the candidates in the problem that was asked."""
    rows: Rows
    menu: Menu
    minimum: I64
    covered: F32 | None
    target: float


def solve(
    problem: Problem, *, settings: Settings, seed: int = 0, progress: Progress = silent, stop: Stop = never
) -> Plan:
    """The best plan found, with a proven bound.

    ``stop`` is asked often; once it says True the best plan so far is returned, marked incomplete.

    Raises
    ------
    GateRefused
        ``PLAN_INFEASIBLE``: no plan was found that keeps what is demanded (locks, JP coverage).
    """
    with threadpool_limits(
        limits=1, user_api="blas"
    ):  # many small products: threads only wait for each other
        return _solve(problem, settings=settings, seed=seed, progress=progress, stop=stop)


def _solve(problem: Problem, *, settings: Settings, seed: int, progress: Progress, stop: Stop) -> Plan:
    rows = shared_rows(problem, settings)
    if len(problem) == 0:
        return Plan(np.array([], np.int64), 0.0, 0.0, np.zeros(len(rows)))
    allowed = _usable(problem, settings)
    value = np.where(allowed, problem.value, -np.inf)
    most = int(settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
    start = np.zeros(len(rows))
    if np.diff(problem.indptr).max(initial=0) > WIDTH[most]:
        start = first_prices(value, problem.person, rows, most=most, seed=seed, stop=stop)
    progress(_STEP, 1, _STEPS)
    task, dual, bound = _priced(problem, settings, rows, allowed, start, seed=seed, stop=stop)
    progress(_STEP, 2, _STEPS)
    found = _fill(task, dual, enough=(1 - _CLOSE) * bound, progress=progress, stop=stop)
    plan = _plan(task, found, bound, dual.rate)
    if task.menu.loss.size <= MOST_COLUMNS and not stop():
        plan = _exact(task, plan, whole=len(task.problem) == np.count_nonzero(allowed))
    progress(_STEP, _STEPS, _STEPS)
    if plan is None:
        raise infeasible()
    return replace(plan, chosen=task.number[plan.chosen], complete=not stop())


def infeasible() -> GateRefused:
    """No plan keeps all that is demanded."""
    return GateRefused(
        "PLAN_INFEASIBLE", "Tidak ada rencana yang memenuhi semua yang diminta.",
        fix="Lihat aturan yang bertentangan, lalu longgarkan salah satunya.",
    )  # fmt: skip


def _priced(
    problem: Problem, settings: Settings, rows: Rows, allowed: Bool, start: F64, *, seed: int, stop: Stop
) -> tuple[_Task, Dual, float]:
    """Menus with their prices and the bound; menus are made anew where they leave something out.

    Where prices are about right, the sessions of a course are worth nearly the same to everybody, and
    the same small errors of prices on all menus put some sessions on none and others on every one. The
    first menus are therefore drawn at random among what is nearly as good (Gumbel noise, in the end none).

    Prices are looked for over the candidates of the menus alone, which may be a tenth of all; what the
    others could add is counted once, at the prices found.
    """
    random, typical = np.random.default_rng(seed), typical_worth(problem.value)
    bound = np.inf
    for noise in _NOISES:
        reward = np.where(allowed, problem.value - rows.price(start[: len(rows)]), -np.inf)
        if settings.value("MANDATORY_FIRST"):
            reward[allowed & problem.mandatory] += _MANDATORY
        reward[problem.locked[allowed[problem.locked]]] = _LOCKED
        reward += noise * typical * random.gumbel(size=len(problem))
        menu = make_menu(problem, reward, settings=settings)
        if not np.isfinite(menu.loss).any(axis=1).all() or not allowed[problem.locked].all():
            raise infeasible()
        task = _task(problem, rows, menu, settings)
        dual = Dual(task.problem.value, task.rows, task.menu, covered=task.covered, target=task.target)
        minimise(
            dual, scale=price_scale(rows, dual.size - len(rows)), start=_padded(start, dual.size), stop=stop
        )
        everyone = replace(dual, value=problem.value, rows=rows, menu=menu)
        everyone.rate = start = dual.rate
        shown = ~allowed
        shown[task.number] = True
        hidden = outside_bound(everyone, problem.person, shown)
        if dual.best + hidden < -1e-6:
            raise infeasible()
        bound = min(bound, dual.best + hidden)
        if shown.all() or stop():
            break
    return task, dual, min(bound, class_bound(problem, everyone, shown=shown, minimum=task.minimum))


def _usable(problem: Problem, settings: Settings) -> Bool:
    """(P,) candidates that the session rules leave, of classes that have enough of them to be held."""
    allowed = allowed_candidates(problem, settings)
    if settings.value("MIN_CLASS") is None:
        return allowed
    count = np.bincount(problem.session[allowed], minlength=len(problem.sessions))
    enough: Bool = allowed & (count >= problem.sessions.minimum)[problem.session]
    return enough


def _task(problem: Problem, rows: Rows, menu: Menu, settings: Settings) -> _Task:
    """The problem of the menus' candidates."""
    minimum = problem.sessions.minimum * (settings.value("MIN_CLASS") is not None)
    covered, target = _coverage(problem, menu, settings)
    kept = np.zeros(len(problem), bool)
    kept[menu.candidate[menu.candidate >= 0]] = True
    number = np.flatnonzero(kept)
    place = np.cumsum(kept) - 1
    menu = replace(menu, candidate=np.where(menu.candidate >= 0, place[menu.candidate], -1))
    return _Task(
        restricted(problem, kept), number, rows.of_candidates(number), menu, minimum, covered, target
    )


def _coverage(problem: Problem, menu: Menu, settings: Settings) -> tuple[F32 | None, float]:
    """(m, L) sets that bring a person to the required JP, and how many people they must be."""
    share = settings.value("MIN_20JP_COVERAGE")
    if share is None:
        return None, 0.0
    staff, listed = problem.staff, problem.person[menu.candidate[:, 0]]
    covered = menu.total(problem.sessions.jp[problem.session]) + staff.jp_before[listed, None] >= REQUIRED_JP
    there = staff.planned & (staff.jp_before >= REQUIRED_JP)
    target = np.ceil(share * staff.planned.sum() - 1e-9) - np.delete(there, listed).sum()
    return covered.astype(np.float32), float(target)


def _padded(rate: F64, size: int) -> F64:
    return np.append(rate, np.zeros(max(0, size - len(rate))))


def _fill(task: _Task, dual: Dual, *, enough: float, progress: Progress, stop: Stop) -> Assignment | None:
    """Grant, close classes that are not worth holding and help those that are, until all are held.

    A plan worth ``enough`` ends the search: what is left to find is less than the bound can tell.
    """
    problem, best = task.problem, None
    barred, locked = np.zeros(len(problem), bool), np.zeros(len(task.minimum), bool)
    locked[problem.session[problem.locked]] = True
    helped = locked & (task.minimum > 0)
    for turn in range(_TURNS):
        progress(_STEP, 3 + turn, _STEPS)
        rows = stack([task.rows, _floors(problem, task.minimum, helped)], candidates=len(problem))
        now = dual if turn == 0 and not helped.any() else _repriced(task, rows, dual, barred, stop)
        found = _granted(task, rows, barred, now.rate)
        count = np.bincount(problem.session[found.chosen], minlength=len(task.minimum))
        short = (count > 0) & (count < task.minimum)
        done = _without(task, found, short & ~locked, barred)
        if _holds(task, done) and (best is None or done.worth() > best.worth()):
            best = done
        if not short.any() or stop() or (best is not None and best.worth() >= enough):
            break
        closed = _closed(problem, now, short & ~locked, task.minimum, helped)
        helped = (helped | short) & ~closed
        barred = barred | closed[problem.session]
        dual = now
    return best


def _closed(problem: Problem, dual: Dual, short: Bool, minimum: I64, helped: Bool) -> Bool:
    """Classes that were helped in vain, and the worse half of those that cost more than they bring."""
    fresh = short & ~helped
    values = class_values(problem, margins(problem, dual, fresh), sessions=fresh, minimum=minimum)
    bad = fresh & (values <= 0)
    if bad.any():
        bad &= values <= np.median(values[bad])
    return bad | (short & helped)


def _floors(problem: Problem, minimum: I64, helped: Bool) -> Rows:
    """Rows that hold the classes ``helped`` at their minimum."""
    number = np.where(helped, np.cumsum(helped) - 1, -1)
    return grouped(
        "MIN_CLASS", group=number[problem.session], weight=-np.ones(len(problem)),
        cap=-minimum[helped].astype(float), subjects=list(problem.sessions.session_id[helped]),
    )  # fmt: skip


def _repriced(task: _Task, rows: Rows, dual: Dual, barred: Bool, stop: Stop) -> Dual:
    """The dual of rows with floors, its prices found from the ones before."""
    extra = dual.size - len(dual.rows)
    outside = np.where(barred, -np.inf, 0.0)
    again = Dual(task.problem.value, rows, task.menu, outside, task.covered, task.target)
    start = np.zeros(again.size)
    start[: len(task.rows)] = dual.rate[: len(task.rows)]
    if extra:
        start[-1] = dual.rate[-1]
    minimise(
        again,
        scale=price_scale(rows, extra),
        start=start,
        temperatures=(0.02, 0.005),
        evaluations=25,
        stop=stop,
    )
    return again


def _granted(task: _Task, rows: Rows, barred: Bool, rate: F64) -> Assignment:
    """Places granted at prices, then what is left without prices."""
    value = task.problem.value
    reward = value - rows.price(rate[: len(rows)])
    bonus = None if task.covered is None else np.float32(rate[-1]) * task.covered
    total = _expected_total(task, reward, barred) if rows.spread.any() else 0.0
    found = Assignment.empty(value, task.menu, anchored(rows, total), barred=barred, bonus=bonus)
    found.require(task.problem.locked)
    found.improve(reward)
    found.improve(value)
    for _ in range(3):
        trim(found, rows, reward=value, locked=task.problem.locked)
        if not rows.spread.any():
            break
        found.rows = anchored(rows, float(len(found.chosen)))
        found.refresh()
        found.improve(value)
    trim(found, rows, reward=value, locked=task.problem.locked)
    found.rows = rows
    found.refresh()
    return found


def _expected_total(task: _Task, reward: F64, barred: Bool) -> float:
    """Places that people would take at the prices."""
    profit = task.menu.profit(np.where(barred, -1e6, reward))
    return float(task.menu.members.sum(axis=1)[profit.argmax(axis=1)].sum())


def _without(task: _Task, found: Assignment, short: Bool, barred: Bool) -> Assignment:
    """The plan without the classes that are too small, their people given what else is free."""
    while short.any():
        barred = barred | short[task.problem.session]
        found = replace(found, pick=found.pick.copy(), barred=barred)
        found.drop(found.chosen[barred[found.chosen]])
        if not task.rows.spread.any():
            held = np.bincount(task.problem.session[found.chosen], minlength=len(short)) > 0
            found.barred = barred | ~(held | (task.minimum == 0))[task.problem.session]
            rows = stack(
                [task.rows, _floors(task.problem, task.minimum, held & (task.minimum > 0))],
                candidates=len(task.problem),
            )
            found = replace(found, rows=rows, by_candidate=rows.transposed())
            found.refresh()
            found.improve(task.problem.value)
            found = replace(found, rows=task.rows, by_candidate=task.rows.transposed())
            found.refresh()
        else:
            trim(found, task.rows, reward=task.problem.value, locked=task.problem.locked)
        count = np.bincount(task.problem.session[found.chosen], minlength=len(short))
        short = (count > 0) & (count < task.minimum)
    return found


def _holds(task: _Task, found: Assignment) -> bool:
    """Every demand is met: rows, minimum of locked classes, locks, coverage."""
    problem = task.problem
    each = np.arange(len(found.pick))
    fits = task.rows.use(found.x()) <= task.rows.cap + 1e-6 * np.maximum(1, np.abs(task.rows.cap))
    count = np.bincount(problem.session[found.chosen], minlength=len(task.minimum))
    held = (count == 0) | (count >= task.minimum)
    covered = task.covered is None or float(task.covered[each, found.pick].sum()) >= task.target
    given = np.isin(problem.locked, found.chosen).all()
    return bool(
        fits.all()
        and held.all()
        and covered
        and given
        and np.isfinite(task.menu.loss[each, found.pick]).all()
    )


def _plan(task: _Task, found: Assignment | None, bound: float, rate: F64) -> Plan | None:
    if found is None:
        return None
    return Plan(found.chosen, found.worth(), max(bound, found.worth()), rate[: len(task.rows)])


def _exact(task: _Task, plan: Plan | None, *, whole: bool) -> Plan | None:
    """The optimum where the menus are small; a bound only if they leave nothing out."""
    exact: Exact = solve_exact(
        task.problem.value, menu=task.menu, rows=task.rows, barred=np.zeros(len(task.problem), bool),
        session=task.problem.session, minimum=task.minimum, covered=task.covered, target=task.target,
    )  # fmt: skip
    if exact.pick is None:
        return plan
    each = np.arange(len(exact.pick))
    chosen = task.menu.chosen(exact.pick)
    lost = task.menu.loss[each, exact.pick].sum(dtype=np.float64)
    worth = float(task.problem.value[chosen].sum() - lost)
    bound = (
        min(exact.bound, plan.bound if plan else np.inf) if whole else (plan.bound if plan else exact.bound)
    )
    price = plan.price if plan else np.zeros(len(task.rows))
    if plan is not None and plan.value >= worth:
        return replace(plan, bound=max(bound, plan.value))
    return Plan(chosen, worth, max(bound, worth), price)

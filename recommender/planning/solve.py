"""The plan: prices, then grants; classes that do not fill are closed; small plans to the optimum."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.planning.exact import MOST_COLUMNS, solve_exact
from recommender.planning.granting import TURNS, fill
from recommender.planning.menu import WIDTH, size
from recommender.planning.prices import Stop, never
from recommender.planning.pricing import priced
from recommender.planning.problem import F64, Plan, Problem
from recommender.planning.rules import Settings
from recommender.planning.shortlist import first_prices
from recommender.planning.task import Asked, Task, infeasible
from recommender.progress import Progress, silent

_STEPS: Final = 3 + TURNS
_STEP: Final = "Menyusun rencana"


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
    asked = Asked.of(problem, settings)
    start = np.zeros(len(asked.rows))
    if len(problem) == 0:
        return Plan(np.array([], np.int64), 0.0, 0.0, start)
    most = int(settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
    small = size(np.bincount(problem.person[asked.allowed]), most=most) <= MOST_COLUMNS
    if not small:
        start = first_prices(asked, most=most, seed=seed, stop=stop)
    progress(_STEP, 1, _STEPS)
    task, dual, bound = priced(asked, start, small=small, stop=stop)
    progress(_STEP, 2, _STEPS)
    found = fill(task, dual, bound=bound, stop=stop, tell=lambda turn: progress(_STEP, 3 + turn, _STEPS))
    price = dual.rate[: len(task.rows)]
    plan = None if found is None else Plan(found.chosen, found.worth(), max(bound, found.worth()), price)
    if small and not stop():
        whole = len(task.problem) == np.count_nonzero(asked.allowed)
        plan = _exact(task, plan, bound=bound, price=price, whole=whole)
    progress(_STEP, _STEPS, _STEPS)
    if plan is None:
        raise infeasible()
    return replace(plan, chosen=task.number[plan.chosen], complete=plan.complete and not stop())


def _exact(task: Task, plan: Plan | None, *, bound: float, price: F64, whole: bool) -> Plan | None:
    """The better of ``plan`` and the optimum of the menus, a bound if they leave nothing out (``whole``)."""
    exact = solve_exact(
        task.problem.value, menu=task.menu, rows=task.rows, session=task.problem.session,
        minimum=task.minimum, covered=task.covered, target=task.target,
    )  # fmt: skip
    if whole:
        bound = min(bound, exact.bound)
    if exact.pick is not None:
        chosen = task.menu.chosen(exact.pick)
        worth = float(task.problem.value[chosen].sum() - task.menu.loss[exact.pick].sum())
        if plan is None or worth > plan.value:
            plan = Plan(chosen, worth, bound, price)
    return plan and replace(plan, bound=max(bound, plan.value), complete=not exact.cut)

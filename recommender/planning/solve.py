"""The plan: prices, then grants; classes that do not fill are closed; small plans to the optimum.

Where mandatory training comes first, the most places of it are counted before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.errors import GateRefused
from recommender.planning.duty import Search, comes_first, plan_duty_first
from recommender.planning.exact import MOST_COLUMNS, NEAR, OPTIMUM, solve_exact
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
    search: Search = partial(_search, seed=seed, stop=stop)
    with threadpool_limits(
        limits=1, user_api="blas"
    ):  # many small products: threads only wait for each other
        if comes_first(problem, settings).any():
            plan = plan_duty_first(problem, settings, search=search, progress=progress)
        else:
            plan, _ = search(problem, settings, progress)
    if plan is None:
        raise infeasible()
    return plan


def _search(
    problem: Problem, settings: Settings, progress: Progress, *, seed: int, stop: Stop
) -> tuple[Plan | None, float]:
    """The best plan found, or none, and what no plan is worth more than."""
    asked = Asked.of(problem, settings)
    start = np.zeros(len(asked.rows))
    if len(problem) == 0:
        return Plan(np.array([], np.int64), 0.0, 0.0, start), 0.0
    most = int(settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
    small = size(np.bincount(problem.person[asked.allowed]), most=most) <= MOST_COLUMNS
    if not small:
        start = first_prices(asked, most=most, seed=seed, stop=stop)
    progress(_STEP, 1, _STEPS)
    try:
        task, dual, bound = priced(asked, start, small=small, stop=stop)
    except GateRefused:
        return None, -np.inf
    progress(_STEP, 2, _STEPS)
    found = fill(task, dual, bound=bound, stop=stop, tell=lambda turn: progress(_STEP, 3 + turn, _STEPS))
    price = dual.rate[: len(task.rows)]
    plan = None if found is None else Plan(found.chosen, found.worth(), max(bound, found.worth()), price)
    if len(task.menu.loss) <= MOST_COLUMNS and not stop():
        whole = small and len(task.problem) == np.count_nonzero(asked.allowed)
        plan = _exact(task, plan, bound=bound, price=price, whole=whole)
    progress(_STEP, _STEPS, _STEPS)
    if plan is None:
        return None, bound
    plan = replace(plan, chosen=task.number[plan.chosen], complete=plan.complete and not stop())
    return plan, plan.bound


def _exact(task: Task, plan: Plan | None, *, bound: float, price: F64, whole: bool) -> Plan | None:
    """The better of ``plan`` and the optimum of the menus, a bound if they leave nothing out (``whole``)."""
    exact = solve_exact(
        task.problem.value, menu=task.menu, rows=task.rows, session=task.problem.session,
        minimum=task.minimum, covered=task.covered, target=task.target,
        effort=OPTIMUM if whole else NEAR,
    )  # fmt: skip
    if whole:
        bound = min(bound, exact.bound)
    if exact.pick is not None:
        chosen = task.menu.chosen(exact.pick)
        worth = float(task.problem.value[chosen].sum() - task.menu.loss[exact.pick].sum())
        if plan is None or worth > plan.value:
            plan = Plan(chosen, worth, bound, price)
    return plan and replace(plan, bound=max(bound, plan.value), complete=not exact.cut)

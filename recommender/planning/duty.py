"""Mandatory training first: how many places of it there can be is found before anything else is planned.

The plan is then the best among those with that many (a lexicographic order; Ehrgott 2005, ch. 5), so
money and seats go to what people are owed even where other training would bring more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from recommender.planning.problem import I64, Bool, Plan, Problem, mandatory_places, restricted
from recommender.planning.rules import Settings
from recommender.progress import Progress, silent

Search = Callable[[Problem, Settings, Progress], tuple[Plan | None, float]]
"""``search(problem, settings, progress)``: the best plan found, or none, and a proven bound on all plans
(-inf: there is none)."""

_COMPARED: Final = frozenset({
    "MAX_UNIT_SHARE", "MAX_REGION_SHARE", "MAX_PPPK_SHARE", "MIN_PPPK_SHARE", "MIN_KLASIKAL_SHARE",
    "MIN_20JP_COVERAGE",
})  # fmt: skip
"""Rules that ask for places beyond the mandatory ones, which are not planned while these are counted."""


def comes_first(problem: Problem, settings: Settings) -> Bool:
    """(P,) places of mandatory training, where it is to come first."""
    return problem.mandatory & bool(settings.value("MANDATORY_FIRST"))


def plan_duty_first(
    problem: Problem, settings: Settings, *, search: Search, progress: Progress
) -> Plan | None:
    """The best plan among those with the most places of mandatory training; None if none is found."""
    rows, some, under = _counted(problem, settings)
    first, _ = search(some, under, silent)
    if first is None:
        return None
    duty = mandatory_places(some, first)
    plan = _with_duty(replace(problem, duty=duty), settings, rows[first.chosen], search, progress)
    if plan is None:  # rules on shares leave fewer such places than were counted without them
        plan = _paid(problem, settings, search, progress)
    complete = plan is not None and plan.complete and first.complete
    return plan and replace(plan, most_duty=int(first.bound + 1e-6), complete=complete)


def _counted(problem: Problem, settings: Settings) -> tuple[I64, Problem, Settings]:
    """The problem whose plans are worth the number of their mandatory places; the rows of its candidates.

    Others in sessions of mandatory training may fill a class, and what is locked stays. Rules that compare
    with the whole plan are left out: no plan that keeps them has more mandatory places.
    """
    sessions = np.zeros(len(problem.sessions), bool)
    sessions[problem.session[problem.mandatory]] = True
    keep = sessions[problem.session]
    keep[problem.locked] = True
    some = restricted(problem, keep)
    worth = some.mandatory.astype(np.float64)
    under = replace(settings, off=settings.off | _COMPARED)
    return np.flatnonzero(keep), replace(some, value=worth, benefit_part=0.0), under


def _with_duty(
    problem: Problem, settings: Settings, known: I64, search: Search, progress: Progress
) -> Plan | None:
    """The best plan with the problem's ``duty``, which the candidates ``known`` fulfil."""
    plan, bound = search(problem, settings, progress)
    if plan is None and np.isfinite(bound):  # where prices do not fill a class, those who are known to
        some = replace(problem, locked=np.union1d(problem.locked, known))
        plan, _ = search(some, settings, progress)
        plan = plan and replace(plan, bound=max(bound, plan.value))
    return plan and replace(plan, duty=problem.duty)


def _paid(problem: Problem, settings: Settings, search: Search, progress: Progress) -> Plan | None:
    """The best plan where a mandatory place is worth more than any two others.

    No plan with as many of them is worth more than its bound.
    """
    more = 1 + 2 * float(problem.value.max(initial=0.0))
    plan, _ = search(replace(problem, value=problem.value + more * problem.mandatory), settings, progress)
    if plan is None:
        return None
    part = more * mandatory_places(problem, plan)
    return replace(plan, value=plan.value - part, bound=plan.bound - part)

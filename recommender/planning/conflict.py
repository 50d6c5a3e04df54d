"""Why there is no plan: the smallest set of rules and locks that cannot hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from recommender.domain.plan_sentences import LOCKED, demand
from recommender.errors import GateRefused
from recommender.planning.explain import smallest_conflict
from recommender.planning.prices import Stop
from recommender.planning.problem import I64, Bool, Plan, Problem, restricted
from recommender.planning.rules import BY_CODE, Settings
from recommender.planning.solve import solve
from recommender.progress import Progress

_WISHES: Final = frozenset({"ENTITLEMENT_WEIGHT", "DIAL", "RESERVES"})
"""Settings that forbid nothing."""
_COMPANIONS: Final = 60
"""People a class who may help a locked one to its minimum."""

Demand = str | int
"""A rule by its code, or a locked candidate."""


def solve_or_explain(problem: Problem, settings: Settings, *, progress: Progress, stop: Stop) -> Plan:
    """As :func:`recommender.planning.solve.solve`; a refusal names in ``conflict`` what contradicts.

    Raises
    ------
    GateRefused
        ``PLAN_INFEASIBLE``.
    """
    try:
        return solve(problem, settings=settings, progress=progress, stop=stop)
    except GateRefused as refused:
        conflict = find_conflict(problem, settings)
        raise GateRefused(refused.code, refused.text, fix=refused.fix, conflict=conflict) from None


def find_conflict(problem: Problem, settings: Settings) -> list[str]:
    """The demands in conflict, as texts; empty if a plan is found."""
    demands: list[Demand] = [int(one) for one in problem.locked]
    demands += [rule.code for rule, _ in settings.active() if rule.code not in _WISHES]
    return [
        _named(problem, settings, one)
        for one in smallest_conflict(demands, lambda some: _feasible(problem, settings, some))
    ]


def _feasible(problem: Problem, settings: Settings, demands: Sequence[Demand]) -> bool:
    codes = {one for one in demands if isinstance(one, str)}
    locked = np.array([one for one in demands if isinstance(one, int)], np.int64)
    if not len(locked) and "MIN_20JP_COVERAGE" not in codes:
        return True  # nobody goes anywhere
    some = replace(problem, locked=locked)
    if "MIN_20JP_COVERAGE" not in codes:
        some = restricted(some, _around(problem, locked))
    try:
        solve(some, settings=Settings(settings.values, settings.off | (BY_CODE.keys() - codes)))
    except GateRefused:
        return False
    return True


def _around(problem: Problem, locked: I64) -> Bool:
    """(P,) the locked people's candidates, and the best others of the classes that are locked."""
    keep = np.zeros(len(problem), bool)
    keep[locked] = True
    for session in np.unique(problem.session[locked]):
        here = np.flatnonzero(problem.session == session)
        keep[here[np.argsort(-problem.value[here], kind="stable")[:_COMPANIONS]]] = True
    return keep


def _named(problem: Problem, settings: Settings, one: Demand) -> str:
    """The demand's code and its sentence."""
    if isinstance(one, str):
        return f"{one}: {demand(one, settings.value(one))}"
    asn_id = problem.staff.asn_id[problem.person[one]]
    session_id = problem.sessions.session_id[problem.session[one]]
    return f"LOCK {asn_id}:{session_id}: {LOCKED % {'asn': asn_id, 'session': session_id}}"

"""The same plan under other conditions, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recommender.errors import BadInput, GateRefused
from recommender.planning.problem import Ceilings, Plan, Problem, marginal_benefit, restricted
from recommender.planning.rules import BY_CODE, Settings
from recommender.planning.solve import solve
from recommender.progress import Progress, silent

_LOOSER: Final = ("off:", "budget:+")


@dataclass(frozen=True)
class Outcome:
    """What a plan comes to."""

    name: str
    seats: int
    people: int
    benefit: float
    cost: float
    value: float
    bound: float
    feasible: bool = True

    @classmethod
    def of(cls, name: str, problem: Problem, plan: Plan) -> Outcome:
        """The figures of a plan."""
        return cls(
            name, len(plan.chosen), len(np.unique(problem.person[plan.chosen])),
            float(marginal_benefit(problem, plan.chosen).sum()), float(problem.cost[plan.chosen].sum()),
            plan.value, plan.bound,
        )  # fmt: skip


def compare(
    problem: Problem, plan: Plan, scenarios: Sequence[str], *, settings: Settings, progress: Progress = silent
) -> list[Outcome]:
    """One outcome a scenario: ``budget:-10%``, ``session:S0001`` (not held) or ``off:RULE``.

    Where a scenario only loosens, ``plan`` is still allowed, and the better of the two is told.

    Raises
    ------
    BadInput
        ``PLAN_SCENARIO_UNKNOWN``.
    """
    outcomes = []
    for done, name in enumerate(scenarios, start=1):
        changed, under = _changed(problem, settings, name)
        try:
            found = solve(changed, settings=under)
            if name.startswith(_LOOSER) and plan.value > found.value:
                found = replace(plan, bound=max(found.bound, plan.value))
            outcomes.append(Outcome.of(name, changed, found))
        except GateRefused:
            outcomes.append(Outcome(name, 0, 0, 0.0, 0.0, 0.0, 0.0, feasible=False))
        progress("Membandingkan", done, len(scenarios))
    return outcomes


def _changed(problem: Problem, settings: Settings, name: str) -> tuple[Problem, Settings]:
    kind, _, what = name.partition(":")
    percent = re.fullmatch(r"([+-]?\d+(?:[.,]\d+)?)%", what)
    if kind == "budget" and percent:
        factor = max(0.0, 1 + float(percent[1].replace(",", ".")) / 100)
        caps = problem.ceilings
        return replace(
            problem, ceilings=Ceilings(caps.unit_ids, caps.unit * factor, caps.whole * factor)
        ), settings
    if kind == "session" and what in problem.sessions.session_id:
        row = int(np.flatnonzero(problem.sessions.session_id == what)[0])
        return restricted(problem, problem.session != row), settings
    if kind == "off" and what in BY_CODE:
        return problem, Settings.of(settings.values, off=settings.off | {what})
    raise BadInput(
        "PLAN_SCENARIO_UNKNOWN", f"Pengandaian {name!r} tidak dikenal.",
        fix="Tulis budget:-10%, session:ID_ANGKATAN atau off:ATURAN.",
    )  # fmt: skip

"""Seats near the cut-off drawn by lot, so that effects can be measured later.

Where people's gains differ by much less than is known about them, nobody can say who should come
first. In each full session those within a quarter of their gain's standard deviation of the cut-off are
drawn for the seats that the plan gives to them, each with the same odds. Only people charged to one
account are in one draw, where mandatory training comes first only people who are owed it or only others,
and of these who may be swapped alone (in, with nothing else in the plan; out, with this seat alone): so
every rule that held still holds. The eligible set, the odds and the seed are kept with the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recommender.errors import BadInput
from recommender.planning.duty import comes_first
from recommender.planning.problem import F64, I64, Bool, Plan, Problem
from recommender.planning.rules import Settings, allowed_sets, shared_rows

WITHIN: Final = 0.25
"""Standard deviations of a person's gain within which the cut-off counts as undecided: nearer in, the
plan loses about nothing; a whole deviation costs it a tenth."""


_BLIND: Final = {"SEATS", "UNIT_BUDGET", "WHOLE_BUDGET", "MIN_KLASIKAL_SHARE"}
"""Shared rules that do not care who of one account sits in a session."""


@dataclass(frozen=True)
class Draw:
    """One draw."""

    session_id: str
    eligible: tuple[str, ...]
    """asn_id of everybody in the draw, ascending."""
    drawn: frozenset[str]
    odds: float
    seed: int


def draw_seats(
    problem: Problem, plan: Plan, *, settings: Settings, spread: F64, seed: int
) -> tuple[Plan, tuple[Draw, ...]]:
    """The plan with the seats near the cut-offs drawn.

    Parameters
    ----------
    spread
        (P,) standard deviation of each candidate's value.

    Raises
    ------
    BadInput
        ``PLAN_LOTTERY_RULES``: rules on shares of units, regions or employment and on how many have
        enough JP compare people, so a swap could break them.
    """
    compared = set(shared_rows(problem, settings).rule) - _BLIND
    if compared or settings.value("MIN_20JP_COVERAGE") is not None:
        raise BadInput(
            "PLAN_LOTTERY_RULES",
            "Undian tidak dapat digabung dengan aturan bagian unit, wilayah, PPPK atau sasaran 20 JP.",
            fix="Matikan aturan itu atau jangan pakai undian.",
        )  # fmt: skip
    random = np.random.default_rng(seed)
    chosen = np.zeros(len(problem), bool)
    chosen[plan.chosen] = True
    seats_of = np.bincount(problem.person[plan.chosen], minlength=len(problem.staff))
    count = np.bincount(problem.session[plan.chosen], minlength=len(problem.sessions))
    locked = np.isin(np.arange(len(problem)), problem.locked)
    free = np.where(chosen, seats_of[problem.person] == 1, seats_of[problem.person] == 0) & ~locked
    free &= allowed_sets(problem, np.arange(len(problem))[:, None], settings)
    pot = 2 * problem.staff.account[problem.person] + comes_first(problem, settings)
    draws = []
    for session in np.flatnonzero(count == problem.sessions.seats):
        here = np.flatnonzero((problem.session == session) & free & (seats_of[problem.person] == chosen))
        for group in _near(problem, here, chosen, spread, of=pot):
            winners = random.choice(group, int(chosen[group].sum()), replace=False)
            seats_of[problem.person[group]] = 0
            chosen[group] = False
            chosen[winners] = True
            seats_of[problem.person[winners]] = 1
            draws.append(_draw(problem, int(session), group, winners, seed))
    lost = float(problem.value[plan.chosen].sum() - problem.value[chosen].sum())
    return replace(plan, chosen=np.flatnonzero(chosen), value=plan.value - lost), tuple(draws)


def _near(problem: Problem, here: I64, chosen: Bool, spread: F64, *, of: I64) -> list[I64]:
    """Groups around the cut-off, alike in ``of`` (P,), that hold both chosen and unchosen people."""
    groups = []
    for one in np.unique(of[here]):
        mine = here[of[here] == one]
        inside, outside = mine[chosen[mine]], mine[~chosen[mine]]
        if not len(inside) or not len(outside):
            continue
        cut = (problem.value[inside].min() + problem.value[outside].max()) / 2
        near = mine[np.abs(problem.value[mine] - cut) <= WITHIN * spread[mine]]
        if 0 < chosen[near].sum() < len(near):
            groups.append(near)
    return groups


def _draw(problem: Problem, session: int, group: I64, winners: I64, seed: int) -> Draw:
    names = problem.staff.asn_id
    return Draw(
        session_id=str(problem.sessions.session_id[session]),
        eligible=tuple(sorted(map(str, names[problem.person[group]]))),
        drawn=frozenset(map(str, names[problem.person[winners]])),
        odds=len(winners) / len(group),
        seed=seed,
    )

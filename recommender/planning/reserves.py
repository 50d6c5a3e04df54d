"""Who steps in when a participant drops out: the next best of each session, nobody twice."""

from __future__ import annotations

import numpy as np

from recommender.planning.problem import I64, Plan, Problem
from recommender.planning.rules import Settings, allowed_candidates, allowed_sets


def choose_reserves(problem: Problem, plan: Plan, *, settings: Settings) -> I64:
    """Candidates (rows), at most RESERVES a held session, best value first.

    A reserve may join without breaking a rule of persons, whatever else the plan gives; money and
    shares are not checked, since a reserve takes a seat that was already paid for.
    """
    wanted = int(settings.value("RESERVES") or 0)
    if not wanted:
        return np.array([], np.int64)
    taken = np.zeros(len(problem), bool)
    taken[plan.chosen] = True
    allowed = allowed_candidates(problem, settings) & ~taken
    spare = np.ones(len(problem.staff), bool)
    chosen: list[int] = []
    for session in np.unique(problem.session[plan.chosen]):
        here = np.flatnonzero((problem.session == session) & allowed & spare[problem.person])
        here = here[np.argsort(-problem.value[here], kind="stable")]
        found = [one for one in here[: 4 * wanted] if _fits(problem, plan, int(one), settings)][:wanted]
        spare[problem.person[found]] = False
        chosen += map(int, found)
    return np.array(chosen, np.int64)


def _fits(problem: Problem, plan: Plan, candidate: int, settings: Settings) -> bool:
    """The person's own rules hold with the candidate on top of the plan."""
    mine = plan.chosen[problem.person[plan.chosen] == problem.person[candidate]]
    return bool(allowed_sets(problem, np.append(mine, candidate)[None], settings)[0])

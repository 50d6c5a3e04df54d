"""Who steps in when a participant drops out: the next best of each session, nobody twice.

A reserve may take the place of *whichever* participant of the session leaves: the person's own rules
hold with what else the plan gives, and every row that people share (money, shares, people away at
once) holds after the exchange.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from recommender.domain.jp import REQUIRED_JP
from recommender.planning.duty import comes_first
from recommender.planning.problem import F64, I64, Bool, Plan, Problem
from recommender.planning.rows import Rows
from recommender.planning.rules import (
    Settings,
    allowed_candidates,
    allowed_sets,
    shared_rows,
)


def choose_reserves(problem: Problem, plan: Plan, *, settings: Settings) -> I64:
    """Candidates (rows), at most RESERVES a held session, best value first.

    Where mandatory training comes first, who is owed it comes before who gains more by it.
    """
    wanted = int(settings.value("RESERVES") or 0)
    if not wanted:
        return np.array([], np.int64)
    taken = np.zeros(len(problem), bool)
    taken[plan.chosen] = True
    allowed = allowed_candidates(problem, settings) & ~taken & _keeps_coverage(problem, plan, settings)
    exchange = _Exchange(problem, plan, shared_rows(problem, settings))
    first = comes_first(problem, settings)
    spare = np.ones(len(problem.staff), bool)
    chosen: list[int] = []
    for session in np.unique(problem.session[plan.chosen]):
        here = np.flatnonzero((problem.session == session) & allowed & spare[problem.person])
        here = here[np.lexsort((-problem.value[here], ~first[here]))]
        here = here[exchange.fits(here, int(session))]
        found = [one for one in here[: 4 * wanted] if _fits(problem, plan, int(one), settings)][:wanted]
        spare[problem.person[found]] = False
        chosen += map(int, found)
    return np.array(chosen, np.int64)


def _fits(problem: Problem, plan: Plan, candidate: int, settings: Settings) -> bool:
    """The person's own rules hold with the candidate on top of the plan."""
    mine = plan.chosen[problem.person[plan.chosen] == problem.person[candidate]]
    return bool(allowed_sets(problem, np.append(mine, candidate)[None], settings)[0])


class _Exchange:
    """Shared rows before and after one participant of a session is replaced.

    The number of places stays, so what every place adds to a row alike (``spread``) does not matter.
    """

    def __init__(self, problem: Problem, plan: Plan, rows: Rows) -> None:
        x = np.zeros(len(problem))
        x[plan.chosen] = 1
        self._problem, self._chosen = problem, plan.chosen
        self._by_candidate = rows.transposed()
        slack = 1e-9 * np.maximum(1.0, np.abs(rows.cap))
        self._left: F64 = rows.cap - rows.use(x) + slack

    def fits(self, candidates: I64, session: int) -> Bool:
        """(k,) every row holds whoever of the session's participants is replaced by the candidate."""
        leaving = self._chosen[self._problem.session[self._chosen] == session]
        given_back = self._by_candidate[leaving].min(axis=0).toarray().ravel()
        room = np.maximum(self._left, 0) + given_back
        coming = self._by_candidate[candidates]
        row = np.repeat(np.arange(len(candidates)), np.diff(coming.indptr))
        fine = np.ones(len(candidates), bool)
        fine[row[coming.data > room[coming.indices]]] = False
        # Rows in which the leaving count below zero (floors) hold only if the coming count there too.
        tight = np.flatnonzero(room < 0)
        if len(tight):
            fine &= (sparse.csr_array(coming[:, tight]).toarray() <= room[tight]).all(axis=1)
        return fine


def _keeps_coverage(problem: Problem, plan: Plan, settings: Settings) -> Bool:
    """(P,) the share of people with enough JP holds even if the one who leaves was counted."""
    share, staff = settings.value("MIN_20JP_COVERAGE"), problem.staff
    if share is None:
        return np.ones(len(problem), bool)
    jp = problem.sessions.jp[problem.session]
    hours = staff.jp_before + np.bincount(
        problem.person[plan.chosen], weights=jp[plan.chosen], minlength=len(staff)
    )
    covered = staff.planned & (hours >= REQUIRED_JP)
    if covered.sum() - 1 >= share * staff.planned.sum() - 1e-9:
        return np.ones(len(problem), bool)
    gains: Bool = (hours < REQUIRED_JP)[problem.person] & (hours[problem.person] + jp >= REQUIRED_JP)
    return gains

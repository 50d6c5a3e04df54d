"""Who says what a course is worth to whom, for :mod:`benchmarks.worlds.money`: the truth, the truth's law on
estimated levels, and the service. And whom superiors would send, without asking."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.worlds.levels import likely
from benchmarks.worlds.money import Mind, Purse
from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.features.arrays import F32, I32
from recommender.ranking.greedy import State
from recommender.synthetic.careers import superiors_of_next_year
from recommender.synthetic.province import Province
from recommender.synthetic.truth import Truth
from recommender.synthetic.world import PLANNED_YEAR

FILLED = 0.92
"""Share of the seats of a session that superiors fill, as in the years before."""


def purse_of(bundle: Bundle, truth: Truth, *, money: float) -> Purse:
    """What the service's rules allow, for ``money``."""
    catalogue = bundle.catalogue
    return Purse(
        allowed=truth.available, cost=truth.cost, jp=catalogue.jp.astype(np.float64),
        klasikal=catalogue.form == codes.FORMS.index("KLASIKAL"), money=money,
    )  # fmt: skip


def planned_cost(province: Province) -> float:
    """Rupiah of all places on next year's calendar."""
    plan, book = province.world.sessions, province.world.book
    next_year = plan.start.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 == PLANNED_YEAR
    cost = np.array([course.cost for course in book.courses], np.float64)[plan.course] * plan.seats
    return float(cost[next_year].sum())


def service(bundle: Bundle) -> Mind:
    """Expected benefit as the version says it."""
    people = bundle.people
    p_complete = bundle.completion.score(people)
    alone = np.zeros(p_complete.shape, np.float32)
    states = []
    for block in bundle.gain.blocks(people):
        state = State(bundle.gain, block, p_complete)
        alone[block.rows] = state.benefit()
        states.append(state)
    return lambda first: alone if first is None else _after(states, first, alone)


def _after(states: list[State], first: I32, alone: F32) -> F32:
    worth = np.zeros_like(alone)
    for state in states:
        now = state.branch()
        now.teach(now.pick(first[state.block.rows]))
        worth[state.block.rows] = now.benefit()
    return worth


def truth_at(truth: Truth, levels: list[F32]) -> Mind:
    """Mean true effect over equally likely ``levels``, each (n, K)."""
    return partial(_truth_at, truth, levels)


def _truth_at(truth: Truth, levels: list[F32], first: I32 | None) -> F32:
    worth = np.zeros(truth.available.shape, np.float32)
    for rows in truth.tiles():
        for level in levels:
            now = level[rows].copy()
            if first is not None:
                truth.teach(rows, now, first[rows])
            worth[rows] += truth.closed(rows, now) / len(levels)
    return worth


def likely_levels(truth: Truth, bundle: Bundle) -> list[F32]:
    """Equally likely levels of everybody as the version estimates them, competencies as in ``truth``."""
    here = bundle.competencies.ids.rows(truth.competency_ids)  # the version has its own order
    return likely(bundle.people.level[:, here], bundle.people.level_sd[:, here])


def nominations(province: Province, truth: Truth, purse: Purse, *, seed: int) -> I32:
    """(n, 2) whom superiors send: next year's sessions by date, until the money is spent."""
    plan, random = province.world.sessions, np.random.default_rng(seed)
    superiors = superiors_of_next_year(province.world, province.history)
    lists, left = np.full((len(purse.allowed), 2), -1, np.int32), purse.money
    year = plan.start.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    for session in np.flatnonzero(year == PLANNED_YEAR):
        course, cost = int(plan.course[session]), float(purse.cost[plan.course[session]])
        able = np.flatnonzero(purse.allowed[:, course] & (lists[:, 1] < 0) & (lists[:, 0] != course))
        places = min(round(int(plan.seats[session]) * FILLED), len(able), int(left // max(cost, 1.0)))
        key = random.standard_exponential(len(able), dtype=np.float32)
        key /= superiors.readiness(able, course=course, levels=truth.levels)
        chosen = able[np.argsort(key, kind="stable")[:places]]
        lists[chosen, (lists[chosen, 0] >= 0).astype(int)] = course
        superiors.remember(chosen)
        left -= cost * len(chosen)
    return lists

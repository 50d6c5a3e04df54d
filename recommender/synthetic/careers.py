"""Six years of careers: levels drift, bosses nominate, people finish or not, courses teach.

This module is the hidden world; what the agency sees of it is :mod:`recommender.synthetic.observe`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import DAYS_PER_YEAR, to_day
from recommender.synthetic.admission import prerequisites
from recommender.synthetic.bosses import Superiors
from recommender.synthetic.growth import UNFINISHED_SHARE
from recommender.synthetic.setting import World
from recommender.synthetic.world import AS_OF_DAY, YEARS

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Bool = NDArray[np.bool_]

CAMPAIGNS: Final = tuple(to_day(date(year, month, 3)) for year in YEARS for month in (3, 9))
"""First day of each round of assessments: two a year."""
_DRIFT_SD: Final = 0.12
"""Levels a year."""
_DECAY: Final = 0.02
"""Levels that are forgotten in a year."""
_FILL: Final = 0.92
"""Share of the seats that is taken."""
MERIT_PER_LEVEL: Final = 6.0
"""Points of yearly performance that one required-level point closed is truly worth."""


@dataclass(frozen=True)
class History:
    """What truly happened. R participations in order of the session; times in day numbers.

    Attributes
    ----------
    before, after
        (R,) true level on the course's own scale (strength-weighted over what it teaches).
    gained
        (R,) after - before, the true effect.
    lottery
        (R,) seats drawn by lot, not by nomination.
    assessed_levels
        One (people of the round, K) block for each of ``CAMPAIGNS``.
    merit
        (n, years) true performance of each year, NaN before hiring.
    levels
        (n, K) true levels on the last day.
    passed
        (n, C) courses completed.
    """

    person: I32
    course: I32
    session: I32
    finished: Bool
    lottery: Bool
    before: F32
    after: F32
    gained: F32
    assessed_levels: tuple[F32, ...]
    merit: F32
    levels: F32
    passed: Bool


def live(world: World, *, assessed: Sequence[I32]) -> History:
    """Simulate all years; ``assessed`` names the people of each round of ``CAMPAIGNS``."""
    state = _State(world)
    rounds: list[F32] = []
    held = np.flatnonzero((world.sessions.status == "SELESAI") & (world.sessions.end <= AS_OF_DAY))
    year_of = world.sessions.end[held].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    held, year_of = held[np.argsort(world.sessions.end[held], kind="stable")], np.sort(year_of)
    merit = np.full((len(world.people), len(YEARS)), np.nan, np.float32)
    for column, year in enumerate(YEARS):
        state.begin_year(merit[:, column - 1] if column else None)
        todo = list(held[year_of == year])
        for _ in range(2):
            day = CAMPAIGNS[len(rounds)]
            while todo and world.sessions.end[todo[0]] < day:
                state.hold(todo.pop(0))
            rounds.append(state.levels[assessed[len(rounds)]])
        for session in todo:
            state.hold(session)
        merit[:, column] = state.merit(to_day(date(year, 12, 31)))
    return state.history(tuple(rounds), merit)


def superiors_of_next_year(world: World, history: History) -> Superiors:
    """The same superiors with their opinions at the start of the year after the last."""
    superiors = _State(world).superiors
    superiors.form_opinions(history.merit[:, -1])
    return superiors


class _State:
    """The moving parts of the simulation."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.options.stream("careers")
        people, posts = world.people, world.posts
        n = len(people)
        required = posts.required[people.position]
        asked = required > 0
        base = np.where(asked, required - 0.55, 0.6).astype(np.float32)
        spread = self.random.standard_normal(base.shape, dtype=np.float32) * np.float32(0.75)
        self.levels = np.clip(base + spread + 0.4 * people.ability[:, None].astype(np.float32), 0, 5)
        self.passed = np.zeros((n, len(world.book)), bool)
        self.busy_until = np.zeros(n, np.int32)
        self.unit_climate = 1.5 * self.random.standard_normal(int(people.unit.max()) + 1)
        self.superiors = Superiors(world, self.random)
        self.needed_before = prerequisites(world.book)
        self.rows: list[tuple[NDArray[np.int64], int, Bool, Bool, F32, F32]] = []

    def begin_year(self, last_merit: F32 | None) -> None:
        """Levels drift; superiors form this year's opinion of their people."""
        drift = self.random.standard_normal(self.levels.shape, dtype=np.float32)
        self.levels += drift * np.float32(_DRIFT_SD) - np.float32(_DECAY)
        np.clip(self.levels, 0, 5, out=self.levels)
        self.superiors.form_opinions(last_merit)

    def hold(self, session: int) -> None:
        """Fill one session, let people finish or not, and teach."""
        world, random = self.world, self.random
        course = int(world.sessions.course[session])
        lottery = bool(random.random() < 0.03)
        chosen = self._chosen(session, course, lottery=lottery)
        if not len(chosen):
            return
        finished = random.random(len(chosen)) < world.finishing[chosen, course]
        pairs = world.book.pairs_of(course)
        columns = world.book.pair_competency[pairs]
        level = self.levels[chosen[:, None], columns]
        luck = random.gamma(11.0, 1 / 11.0, (len(chosen), 1)).astype(np.float32)
        part = np.where(finished, 1.0, UNFINISHED_SHARE).astype(np.float32)[:, None]
        grown = np.minimum(level + world.lesson.take(pairs).gain(level) * luck * part, 5.0)
        self.levels[chosen[:, None], columns] = grown
        share = world.book.strength[pairs] / world.book.strength[pairs].sum()
        self.passed[chosen[finished], course] = True
        self.busy_until[chosen] = world.sessions.end[session]
        self.superiors.remember(chosen)
        drawn = np.full(len(chosen), lottery)
        before, after = (level * share).sum(axis=1), (grown * share).sum(axis=1)
        self.rows.append((chosen, session, finished, drawn, before, after))

    def _chosen(self, session: int, course: int, *, lottery: bool) -> NDArray[np.int64]:
        """Weighted draw without replacement: the smallest of exponential / weight."""
        world = self.world
        start = world.sessions.start[session]
        can = world.admitted[:, course] & ~self.passed[:, course] & (self.busy_until < start)
        can &= world.people.hired <= start
        if course in self.needed_before:
            can &= self.passed[:, self.needed_before[course]]
        able = np.flatnonzero(can)
        places = min(round(int(world.sessions.seats[session]) * _FILL), len(able))
        key = self.random.standard_exponential(len(able), dtype=np.float32)
        if not lottery:
            key /= self.superiors.readiness(able, course=course, levels=self.levels)
        return np.sort(able[np.argpartition(key, places - 1)[:places]] if places else able[:0])

    def merit(self, day: int) -> F32:
        """(n,) true performance of the year that ends on ``day``; NaN for who was not there half of it."""
        people, posts = self.world.people, self.world.posts
        required, share = posts.required[people.position], posts.share[people.position]
        missing = (share * np.maximum(required - self.levels, 0.0)).sum(axis=1)
        merit = 86.0 + 2.5 * people.ability - MERIT_PER_LEVEL * missing + self.unit_climate[people.unit]
        merit += 3.0 * self.random.standard_normal(len(people))
        there = people.hired <= day - 0.5 * DAYS_PER_YEAR
        return np.where(there, np.clip(merit, 40, 119), np.nan).astype(np.float32)

    def history(self, rounds: tuple[F32, ...], merit: F32) -> History:
        """The books of all years."""
        person, session, finished, lottery, before, after = zip(*self.rows, strict=True)
        length = [len(one) for one in person]
        sessions = np.repeat(np.array(session), length)
        return History(
            person=np.concatenate(person).astype(np.int32),
            course=self.world.sessions.course[sessions],
            session=sessions.astype(np.int32),
            finished=np.concatenate(finished),
            lottery=np.concatenate(lottery),
            before=np.concatenate(before),
            after=np.concatenate(after),
            gained=np.concatenate(after) - np.concatenate(before),
            assessed_levels=rounds,
            merit=merit,
            levels=self.levels,
            passed=self.passed,
        )

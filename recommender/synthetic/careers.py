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
from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.growth import UNFINISHED_SHARE, Lesson
from recommender.synthetic.population import Population
from recommender.synthetic.posts import Posts
from recommender.synthetic.schedule import Sessions
from recommender.synthetic.world import AS_OF_DAY, YEARS, WorldOptions

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Bool = NDArray[np.bool_]

CAMPAIGNS: Final = tuple(to_day(date(year, month, 3)) for year in YEARS for month in (3, 9))
"""First day of each round of assessments: two a year."""
_DRIFT_SD: Final = 0.12
_FILL: Final = 0.92


@dataclass(frozen=True)
class World:
    """Everything that stands before the first year begins."""

    options: WorldOptions
    people: Population
    posts: Posts
    book: CourseBook
    sessions: Sessions
    lesson: Lesson
    finishing: F32
    """(n, C) probability of completing."""
    admitted: Bool
    """(n, C) by the rules about the person alone."""


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


def completion_probability(options: WorldOptions, people: Population, book: CourseBook) -> F32:
    """(n, C): diligence helps; long courses, travelling to a class and lone e-learning hurt."""
    random = options.stream("completion")
    jp = np.array([course.jp for course in book.courses])
    alone = np.array([course.delivery == "DARING_ASINKRON" for course in book.courses])
    of_course = 2.6 + 0.3 * random.standard_normal(len(book)) - 0.9 * alone - 0.25 * np.log(jp / 24)
    logit = of_course + 0.7 * people.diligence[:, None]
    logit -= 0.25 * people.travel_hours[:, None] * book.classical
    return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)


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
        self.affinity = self._affinities()
        self.needed_before = prerequisites(world.book)
        self.rows: list[tuple[NDArray[np.int64], int, Bool, Bool, F32, F32]] = []

    def _affinities(self) -> F32:
        """(fields, C) how a boss thinks of a course: own field first, fashion besides."""
        world = self.world
        first = world.book.pair_competency[world.book.pair_start]
        field_of = (first - 9) // 3  # technical competencies follow the nine core ones, three a field
        fields = int(world.posts.field.max()) + 1
        own = field_of[None, :] == np.arange(fields)[:, None]
        fashion = self.random.lognormal(0.0, 0.6, len(world.book))
        return np.asarray(np.where(own, 6.0, np.where(first < 9, 1.0, 0.35)) * fashion, np.float32)

    def begin_year(self, last_merit: F32 | None) -> None:
        """Levels drift; superiors form this year's opinion of their people."""
        world, random = self.world, self.random
        people = world.people
        self.levels += random.standard_normal(self.levels.shape, dtype=np.float32) * np.float32(_DRIFT_SD)
        self.levels += np.float32(-0.02)
        np.clip(self.levels, 0, 5, out=self.levels)
        merit = np.zeros(len(people)) if last_merit is None else np.nan_to_num(_standardised(last_merit))
        seniority = _standardised(-people.hired.astype(np.float64))
        self.weight = np.exp(0.7 * seniority + 0.5 * merit + people.favour).astype(np.float32)
        self.distance = np.exp(-0.3 * people.travel_hours).astype(np.float32)
        self.field = world.posts.field[people.position]

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
        self.weight[chosen] *= np.float32(0.45)
        drawn = np.full(len(chosen), lottery)
        self.rows.append((chosen, session, finished, drawn, level @ share, grown @ share))

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
            key /= self._opinion(able, course)
        return np.sort(able[np.argpartition(key, places - 1)[:places]] if places else able[:0])

    def _opinion(self, able: NDArray[np.int64], course: int) -> F32:
        """(able,) weight with which each is nominated."""
        if self.world.options.bosses == "random":
            return np.ones(len(able), np.float32)
        if self.world.options.bosses == "wise":
            hope = np.minimum(self._benefit(able, course) / np.float32(0.015), np.float32(40.0))
            return np.asarray(np.exp(hope), np.float32)
        weight = self.weight[able] * self.affinity[self.field[able], course]
        if self.world.book.classical[course]:
            weight = weight * self.distance[able]
        return np.asarray(np.maximum(weight, np.float32(1e-12)), np.float32)

    def _benefit(self, able: NDArray[np.int64], course: int) -> F32:
        pairs = self.world.book.pairs_of(course)
        columns = self.world.book.pair_competency[pairs]
        position = self.world.people.position[able][:, None]
        level, required = self.levels[able[:, None], columns], self.world.posts.required[position, columns]
        after = level + self.world.lesson.take(pairs).gain(level)
        closed = np.minimum(after, required) - np.minimum(level, required)
        return np.asarray((closed * self.world.posts.share[position, columns]).sum(axis=1), np.float32)

    def merit(self, day: int) -> F32:
        """(n,) true performance of the year that ends on ``day``; NaN for who was not there half of it."""
        people, posts = self.world.people, self.world.posts
        required, share = posts.required[people.position], posts.share[people.position]
        missing = (share * np.maximum(required - self.levels, 0.0)).sum(axis=1)
        merit = 86.0 + 2.5 * people.ability - 6.0 * missing + self.unit_climate[people.unit]
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


def _standardised(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray((values - np.nanmean(values)) / (np.nanstd(values) or 1.0), np.float64)

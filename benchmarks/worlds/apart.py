"""A second agency with known truth, made apart from the synthetic province and by other habits.

Ten years instead of six; superiors rate four in ten of their people each year and an assessment center eight
in a hundred; posts, courses, quality, nominations and tests are drawn in other ways. Only the laws of growth
(:mod:`recommender.synthetic.growth`) and the truth's own arithmetic are shared. What helps in one kind of
world alone is tuned to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.synthetic.growth import UNFINISHED_SHARE, Lesson
from recommender.synthetic.truth import Truth
from recommender.synthetic.world import Growth

F64 = NDArray[np.float64]
Ints = NDArray[np.int64]

LAST_YEAR: Final = 2026
YEARS: Final = 10
POSTS, COMPETENCIES, UNITS, PROVIDERS = 60, 45, 30, 12
DRIFT_SD: Final = 0.12
"""Levels a year."""
RATINGS: Final = (("ATASAN", 0.4, 0.2, 0.8, 2), ("ASSESSMENT_CENTER", 0.08, 0.0, 0.4, 3))
"""Method, share of the staff a year, bias and noise in levels, month."""
MONTHS: Final = range(5, 11)
POINTS_A_LEVEL, TEST_NOISE, TESTED = 18.0, 8.0, 0.75
"""Of tests from 0 to 100: points of one level, standard deviation, share of participations with a test."""
SLOPE: Final = 3.0
STRIDE: Final[Mapping[Growth, float]] = {"linear": 1.1, "threshold": 1.07}
"""Mean step of the laws that have one, in levels at quality 1."""


@dataclass(frozen=True)
class ApartOptions:
    """The size of the agency and its law of growth; equal options give equal tables."""

    asn: int
    courses: int
    seed: int
    growth: Growth


@dataclass(frozen=True)
class Agency:
    """The tables of the contract, and what nobody at the agency knows."""

    tables: Mapping[str, pd.DataFrame]
    hidden: Truth

    def write(self, folder: Path) -> None:
        """One CSV file a table; ``folder`` is made."""
        folder.mkdir(parents=True)
        for name, table in self.tables.items():
            table.to_csv(folder / f"{name}.csv", index=False)

    def truth(self) -> Truth:
        """For the judge."""
        return self.hidden


@dataclass(frozen=True)
class _Posts:
    required: F64
    """(J, K) levels, 0 where none is asked."""
    weight: F64
    """(J, K)"""

    @cached_property
    def share(self) -> F64:
        return self.weight / self.weight.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class _Book:
    """C courses and M course-competency pairs sorted by course."""

    lesson: Lesson
    pair_course: Ints
    pair_competency: Ints
    classroom: NDArray[np.bool_]
    provider: Ints
    jp: Ints
    cost: Ints
    appeal: F64

    @cached_property
    def start(self) -> Ints:
        """(C + 1,) first pair of each course."""
        return np.searchsorted(self.pair_course, np.arange(len(self.jp) + 1))

    def pairs_of(self, course: Ints) -> tuple[Ints, Ints]:
        """Place in ``course`` and pair, one row for each pair of each of them."""
        count = np.diff(self.start)[course]
        place = np.repeat(np.arange(len(course)), count)
        within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return place, self.start[course][place] + within


def found_agency(options: ApartOptions) -> Agency:
    """Draw the agency and let it live its years."""
    random = np.random.default_rng([options.seed, 7])
    posts, book = _draw_posts(random), _draw_book(random, options)
    staff = _Staff(random, options, posts, book)
    ratings, records = [], []
    for year in range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1):
        staff.drift()
        ratings += list(staff.rated(year))
        records += list(staff.trained(year))
    return Agency(_tables(staff, pd.concat(ratings), pd.concat(records)), staff.truth())


def _draw_posts(random: np.random.Generator) -> _Posts:
    required, weight = np.zeros((POSTS, COMPETENCIES)), np.zeros((POSTS, COMPETENCIES))
    for post in range(POSTS):
        asked = random.choice(COMPETENCIES, random.integers(6, 11), replace=False)
        required[post, asked] = random.integers(2, 5, len(asked))
        weight[post, asked] = random.choice([1, 1, 1, 2], len(asked))
    return _Posts(required, weight)


def _draw_book(random: np.random.Generator, options: ApartOptions) -> _Book:
    """Quality by provider and form plus the course's own part."""
    count = options.courses
    taught = [
        random.choice(COMPETENCIES, random.choice([1, 2, 3], p=[0.5, 0.35, 0.15]), replace=False)
        for _ in range(count)
    ]
    pair_course = np.repeat(np.arange(count), [len(one) for one in taught])
    level_from = random.integers(0, 4, len(pair_course))
    level_to = np.minimum(level_from + random.integers(1, 3, len(pair_course)), 5)
    classroom, provider = random.random(count) < 0.45, random.integers(0, PROVIDERS, count)
    quality = 0.5 + 0.1 * random.standard_normal(PROVIDERS)[provider] + 0.06 * classroom
    quality = np.clip(quality + 0.2 * random.standard_normal(count), 0.05, 1.1)
    step = random.uniform(0.7, 1.4, count) * STRIDE.get(options.growth, 1.0)
    jp = np.where(classroom, random.choice([24, 40, 80], count), random.choice([4, 8, 16, 24], count))
    price = np.where(
        classroom, 80_000 * random.uniform(0.6, 1.6, count), 15_000 * random.uniform(0.5, 1.5, count)
    )
    return _Book(
        lesson=Lesson(
            options.growth,
            quality=quality[pair_course].astype(np.float32),
            slope=np.full(len(pair_course), SLOPE, np.float32),
            step=step[pair_course].astype(np.float32),
            level_from=level_from.astype(np.float32),
            level_to=level_to.astype(np.float32),
            strength=np.round(random.uniform(0.5, 1, len(pair_course)), 2).astype(np.float32),
        ),
        pair_course=pair_course,
        pair_competency=np.concatenate(taught),
        classroom=classroom,
        provider=provider,
        jp=jp,
        cost=np.round(jp * price, -3).astype(np.int64),
        appeal=1.2 * random.standard_normal(count),
    )


class _Staff:
    """The people, their true levels, and what happens to them."""

    def __init__(
        self, random: np.random.Generator, options: ApartOptions, posts: _Posts, book: _Book
    ) -> None:
        self.random, self.posts, self.book = random, posts, book
        n, count = options.asn, options.courses
        self.post = random.integers(0, POSTS, n)
        self.unit = random.integers(0, UNITS, n)
        self.travel = np.round(random.gamma(2, 1.5, n), 1)
        self.asked = posts.required[self.post] > 0
        apart = random.standard_normal((n, COMPETENCIES))
        met = posts.required[self.post] - 0.9 + 0.9 * apart
        self.levels = np.clip(np.where(self.asked, met, 1.8 + apart), 0, 5)
        self.seniority = random.standard_normal(n)
        logit = 1.6 + 0.7 * random.standard_normal(n)[:, None] - 0.012 * book.jp
        logit = logit - 0.15 * self.travel[:, None] * book.classroom + 0.3 * random.standard_normal(count)
        self.finishing = 1 / (1 + np.exp(-logit))
        self.passed = np.zeros((n, count), bool)
        useful = np.zeros((POSTS, count))
        np.maximum.at(useful.T, book.pair_course, (posts.required > 0)[:, book.pair_competency].T)
        self.liking = book.appeal + 0.8 * useful

    def drift(self) -> None:
        """A year passes."""
        self.levels += DRIFT_SD * self.random.standard_normal(self.levels.shape)
        np.clip(self.levels, 0, 5, out=self.levels)

    def rated(self, year: int) -> Iterator[pd.DataFrame]:
        """The year's ratings: all standards of whoever is rated, in halves."""
        for method, share, bias, noise, month in RATINGS:
            chosen = self.random.random(len(self.post)) < share
            person, competency = np.nonzero(chosen[:, None] & self.asked)
            seen = self.levels[person, competency] + bias + noise * self.random.standard_normal(len(person))
            day = self.random.integers(1, 28, len(self.post))[person]
            yield pd.DataFrame({
                "asn_id": _names("A", person), "competency_id": _names("K", competency),
                "level": np.clip(np.round(2 * seen) / 2, 0, 5) + 0.0, "method": method,
                "assessed_on": _dates(year, month, day),
            })  # fmt: skip

    def trained(self, year: int) -> Iterator[pd.DataFrame]:
        """The year's trainings, at most one a person and month."""
        wishes = np.minimum(self.random.poisson(np.clip(1 + 0.3 * self.seniority, 0.2, 3)), 3)
        person = np.repeat(np.arange(len(self.post)), wishes)
        course = self._chosen(person)
        month = self.random.choice(MONTHS, len(person))
        if year == LAST_YEAR:
            month = np.minimum(month, MONTHS[-2])  # the last month is still to come
        _, first = np.unique(np.stack([person, month]), axis=1, return_index=True)
        _, once = np.unique(np.stack([person[first], course[first]]), axis=1, return_index=True)
        kept = first[once]
        for one in np.unique(month[kept]):
            now = kept[month[kept] == one]
            yield self._taught(person[now], course[now], year=year, month=int(one))

    def _chosen(self, person: Ints) -> Ints:
        """What is popular, near and of the post's field, and not passed before (Gumbel: a draw by weight)."""
        book = self.book
        score = self.liking[self.post[person]] - 0.1 * self.travel[person][:, None] * book.classroom
        score += self.random.gumbel(size=score.shape)
        score[self.passed[person]] = -np.inf
        return score.argmax(axis=1)

    def _taught(self, person: Ints, course: Ints, *, year: int, month: int) -> pd.DataFrame:
        random, book = self.random, self.book
        finished = random.random(len(person)) < self.finishing[person, course]
        place, pair = book.pairs_of(course)
        who, competency = person[place], book.pair_competency[pair]
        lesson = book.lesson.take(pair)
        middle = (lesson.level_from + lesson.level_to) / 2
        before = self.levels[who, competency]
        gained = lesson.gain(before.astype(np.float32)) * np.where(finished[place], 1, UNFINISHED_SHARE)
        self.levels[who, competency] = np.minimum(before + gained, 5)
        tested = random.random(len(person)) < TESTED
        pre = self._score(place, before - middle, len(person))
        post = self._score(place, self.levels[who, competency] - middle, len(person))
        self.passed[person[finished], course[finished]] = True
        left = np.where(random.random(len(person)) < 0.5, "MENGUNDURKAN_DIRI", "TIDAK_LULUS")
        day = random.integers(1, 20, len(person))
        return pd.DataFrame({
            "asn_id": _names("A", person), "course_id": _names("C", course),
            "starts_on": _dates(year, month, day), "ends_on": _dates(year, month, day + 4),
            "jp": book.jp[course], "status": np.where(finished, "LULUS", left),
            "pre_test": np.where(tested, pre, np.nan),
            "post_test": np.where(tested & finished, post, np.nan), "nominated_by": "ATASAN",
        })  # fmt: skip

    def _score(self, place: Ints, level: F64, count: int) -> F64:
        """(count,) scores: 50 in the middle of what the course teaches, mean over its competencies."""
        mean = np.bincount(place, level, minlength=count) / np.bincount(place, minlength=count)
        noise = TEST_NOISE * self.random.standard_normal(count)
        return np.round(np.clip(50 + POINTS_A_LEVEL * mean + noise, 0, 100))

    def truth(self) -> Truth:
        """What stands on the last day."""
        book, lesson = self.book, self.book.lesson
        return Truth(
            asn_ids=_names("A", np.arange(len(self.post))),
            course_ids=_names("C", np.arange(len(book.jp))),
            competency_ids=_names("K", np.arange(COMPETENCIES)),
            levels=self.levels.astype(np.float32),
            required=self.posts.required[self.post].astype(np.float32),
            share=self.posts.share[self.post].astype(np.float32),
            finishing=self.finishing.astype(np.float32),
            available=~self.passed,
            cost=book.cost.astype(np.float64),
            pair_course=book.pair_course.astype(np.int32),
            pair_competency=book.pair_competency.astype(np.int32),
            quality=lesson.quality, slope=lesson.slope, step=lesson.step, level_from=lesson.level_from,
            level_to=lesson.level_to, strength=lesson.strength, law=lesson.law,
        )  # fmt: skip


def _tables(staff: _Staff, ratings: pd.DataFrame, records: pd.DataFrame) -> dict[str, pd.DataFrame]:
    posts, book = staff.posts, staff.book
    units = np.arange(UNITS + 1)
    post, asked = np.nonzero(posts.required)
    return {
        "units": pd.DataFrame({
            "unit_id": _names("U", units), "name": np.char.add("DATA SINTETIS Unit ", units.astype(str)),
            "parent_id": np.where(units > 0, _names("U", np.zeros_like(units)), ""),
        }),
        "positions": pd.DataFrame({
            "position_id": _names("P", np.arange(POSTS)),
            "name": np.char.add("Jabatan ", np.arange(POSTS).astype(str)), "position_class": "PELAKSANA",
        }),
        "asn": pd.DataFrame({
            "asn_id": _names("A", np.arange(len(staff.post))), "employment": "PNS", "grade_id": "31",
            "position_id": _names("P", staff.post), "unit_id": _names("U", staff.unit + 1),
            "hired_on": "2010-01-01", "travel_hours": staff.travel,
        }),
        "competencies": pd.DataFrame({
            "competency_id": _names("K", np.arange(COMPETENCIES)),
            "name": np.char.add("Kompetensi ", np.arange(COMPETENCIES).astype(str)), "kind": "TEKNIS",
        }),
        "position_standards": pd.DataFrame({
            "position_id": _names("P", post), "competency_id": _names("K", asked),
            "required_level": posts.required[post, asked].astype(int), "weight": posts.weight[post, asked],
        }),
        "assessments": ratings,
        "courses": pd.DataFrame({
            "course_id": _names("C", np.arange(len(book.jp))),
            "title": np.char.add("Pelatihan ", np.arange(len(book.jp)).astype(str)), "dev_kind_id": 5,
            "form": np.where(book.classroom, "KLASIKAL", "NONKLASIKAL"), "jp": book.jp,
            "cost_per_participant": book.cost, "provider": _names("L", book.provider), "active": 1,
        }),
        "course_competencies": pd.DataFrame({
            "course_id": _names("C", book.pair_course), "competency_id": _names("K", book.pair_competency),
            "level_from": book.lesson.level_from.astype(int), "level_to": book.lesson.level_to.astype(int),
            "strength": np.round(book.lesson.strength.astype(float), 2),
        }),
        "training_records": records.assign(record_id=_names("R", np.arange(len(records)))),
    }  # fmt: skip


def _names(letter: str, rows: Ints) -> NDArray[np.str_]:
    return np.char.add(letter, np.char.zfill(rows.astype(str), 6))


def _dates(year: int, month: int, day: Ints) -> NDArray[np.str_]:
    return np.char.add(f"{year}-{month:02d}-", np.char.zfill(day.astype(str), 2))

"""The catalogue: the typed courses, then technical ones in six formats, cut to the wanted number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import DEV_KINDS
from recommender.synthetic.course_list import COURSES, FORMATS
from recommender.synthetic.fields import FIELDS, competency_id
from recommender.synthetic.world import WorldOptions


@dataclass(frozen=True)
class Course:
    """One course as typed: ``teaches`` holds (competency, level_from, level_to, strength)."""

    title: str
    theme: str
    dev_kind: int
    jp: int
    days: int
    cost: int
    delivery: str
    teaches: tuple[tuple[str, int, int, float], ...]
    rules: tuple[tuple[str, str], ...]

    @property
    def form(self) -> str:
        """KLASIKAL or NONKLASIKAL, by the kind."""
        return DEV_KINDS[self.dev_kind].form


@dataclass(frozen=True)
class CourseBook:
    """C courses; M course-competency pairs sorted by course.

    Attributes
    ----------
    pair_course, pair_competency
        (M,) rows.
    level_from, level_to, strength
        (M,) as the agency would write them.
    classical
        (C,) whether participants travel to it.
    """

    courses: tuple[Course, ...]
    pair_course: NDArray[np.int32]
    pair_competency: NDArray[np.int32]
    level_from: NDArray[np.float32]
    level_to: NDArray[np.float32]
    strength: NDArray[np.float32]
    classical: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.courses)

    @property
    def ids(self) -> NDArray[np.str_]:
        """(C,) course ids."""
        return np.array([f"C{row + 1:04d}" for row in range(len(self))])

    @property
    def pair_start(self) -> NDArray[np.int64]:
        """(C,) first pair of each course."""
        return np.searchsorted(self.pair_course, np.arange(len(self)))

    def pairs_of(self, course: int) -> slice:
        """The pairs of one course."""
        first, last = np.searchsorted(self.pair_course, [course, course + 1])
        return slice(int(first), int(last))


def build_catalogue(options: WorldOptions, competency_ids: NDArray[np.str_]) -> CourseBook:
    """The first ``options.courses`` courses; prerequisites that are cut off are dropped."""
    columns = [list(_typed(theme)) for theme in COURSES] + [list(_technical())]
    ranked = [course for course in chain.from_iterable(zip_longest(*columns)) if course is not None]
    series = 1
    chosen = ranked[: options.courses]
    while len(chosen) < options.courses:
        series += 1
        again = (replace(one, title=f"{one.title} Seri {series}", rules=()) for one in columns[-1])
        chosen = [*chosen, *again][: options.courses]
    titles = {course.title: row for row, course in enumerate(chosen)}
    courses = tuple(replace(course, rules=_kept_rules(course, titles)) for course in chosen)
    row_of = {key: row for row, key in enumerate(competency_ids)}
    pairs = [
        (row, row_of[key], low, high, strength)
        for row, course in enumerate(courses)
        for key, low, high, strength in course.teaches
    ]
    course, competency, low, high, strength = (np.array(column) for column in zip(*pairs, strict=True))
    return CourseBook(
        courses=courses,
        pair_course=course.astype(np.int32),
        pair_competency=competency.astype(np.int32),
        level_from=low.astype(np.float32),
        level_to=high.astype(np.float32),
        strength=strength.astype(np.float32),
        classical=np.array([one.form == "KLASIKAL" for one in courses]),
    )


def _kept_rules(course: Course, titles: dict[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (rule, f"C{titles[value] + 1:04d}" if rule == "PREREQUISITE" else value)
        for rule, value in course.rules
        if rule != "PREREQUISITE" or value in titles
    )


def _typed(theme: str) -> Iterator[Course]:
    for line in COURSES[theme].strip().splitlines():
        title, kind, jp, days, cost, delivery, teaches, rules = (part.strip() for part in line.split(";"))
        yield Course(
            title=title, theme=theme, dev_kind=int(kind), jp=int(jp), days=int(days), cost=int(cost),
            delivery=delivery,
            teaches=tuple(_taught(text) for text in teaches.split()),
            rules=tuple(_rule(text) for text in rules.split("&") if text.strip()),
        )  # fmt: skip


def _taught(text: str) -> tuple[str, int, int, float]:
    key, band, strength = text.split(":")
    low, high = band.split("-")
    return key, int(low), int(high), float(strength)


def _rule(text: str) -> tuple[str, str]:
    rule, value = text.strip().split("=")
    return rule, value


def _technical() -> Iterator[Course]:
    """Every technical competency in every format, different formats first for neighbours."""
    technical = [
        (competency_id(field, number), name)
        for field in FIELDS
        for number, name in enumerate(field.competencies)
    ]
    for turn in range(len(FORMATS)):
        for row, (key, name) in enumerate(technical):
            shape = FORMATS[(row + turn * 4 + turn // 3) % len(FORMATS)]
            form, kind, jp, days, price, delivery, low, high = shape
            yield Course(
                title=form.format(name), theme="TEKNIS_TI", dev_kind=kind, jp=jp, days=days, cost=price * jp,
                delivery=delivery, teaches=((key, low, high, 0.9),), rules=(),
            )  # fmt: skip

"""Who may take which course: the simulator's own reading of the rules that it writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import PPPK_GRADE_FROM
from recommender.domain.days import DAYS_PER_MONTH, DAYS_PER_YEAR
from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.organisation import Organisation
from recommender.synthetic.population import Population
from recommender.synthetic.posts import Posts
from recommender.synthetic.world import AS_OF_DAY

Bool = NDArray[np.bool_]
Judge = Callable[[Population, Posts, Organisation, str], Bool]


def _grade(people: Population, least: int, most: int) -> Bool:
    return (people.grade >= least) & (people.grade <= most) & (people.grade > 0)


def _within_units(people: Population, organisation: Organisation, value: str) -> Bool:
    return np.isin(people.unit, organisation.within(value.removeprefix("@")))


_JUDGES: Final[dict[str, Judge]] = {
    "POSITION_CLASS_IN": lambda p, j, o, v: np.isin(j.position_class[p.position], v.split()),
    "JF_TIER_IN": lambda p, j, o, v: np.isin(j.jf_tier[p.position], v.split()),
    "EMPLOYMENT_IN": lambda p, j, o, v: np.isin(p.employment, v.split()),
    "UNIT_IN": lambda p, j, o, v: _within_units(p, o, v),
    "GRADE_MIN": lambda p, j, o, v: _grade(p, int(v), PPPK_GRADE_FROM - 1),
    "GRADE_MAX": lambda p, j, o, v: _grade(p, 0, int(v)),
    "EDU_LEVEL_MIN": lambda p, j, o, v: p.edu_level.astype(int) >= int(v),
    "MAX_AGE": lambda p, j, o, v: AS_OF_DAY - p.born < (int(v) + 1) * DAYS_PER_YEAR,
    "MIN_MONTHS_TO_RETIREMENT": lambda p, j, o, v: p.retires - AS_OF_DAY >= int(v) * DAYS_PER_MONTH,
    "MIN_YEARS_IN_GRADE": lambda p, j, o, v: AS_OF_DAY - p.grade_since >= int(v) * DAYS_PER_YEAR,
    "MIN_YEARS_IN_POSITION": lambda p, j, o, v: AS_OF_DAY - p.position_since >= int(v) * DAYS_PER_YEAR,
}


def admitted(book: CourseBook, *, people: Population, posts: Posts, organisation: Organisation) -> Bool:
    """(n, C) whether the rules about the person alone admit them, as of the last observed day."""
    found = np.ones((len(people), len(book)), bool)
    for row, course in enumerate(book.courses):
        for rule, value in course.rules:
            if rule in _JUDGES:
                found[:, row] &= _JUDGES[rule](people, posts, organisation, value)
    return found


def available(book: CourseBook, *, admitted: Bool, passed: Bool) -> Bool:
    """(n, C) admitted, not passed before, and the prerequisite passed."""
    found = admitted & ~passed
    for row, before in prerequisites(book).items():
        found[:, row] &= passed[:, before]
    return found


def prerequisites(book: CourseBook) -> dict[int, int]:
    """Row of a course -> row of the course that must be passed before."""
    return {
        row: int(value[1:]) - 1
        for row, course in enumerate(book.courses)
        for rule, value in course.rules
        if rule == "PREREQUISITE"
    }

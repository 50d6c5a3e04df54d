"""Who completed which course, in the order in which it happened.

A course counts once per person, at its newest completion (LULUS or HADIR). A record that was not
completed says that somebody nominated, not that the course suited: it is left out.

A date has no hour. Courses of one day are put in an arbitrary order, the same each time but unlike
that of the ids: ordered by id, a bulk import dated 31 December would teach that course 18 follows
course 17, and holding out "the last" would confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import DAYS_PER_YEAR
from recommender.features.arrays import F32, I32, Dataset, People
from recommender.features.completion_inputs import finished


@dataclass(frozen=True)
class Taken:
    """E completed courses of n people in compressed rows, oldest first, each course once a person."""

    indptr: NDArray[np.int64]
    """(n + 1,)"""
    course: I32
    """(E,)"""
    day: I32
    """(E,) day of the newest completion."""

    def person(self) -> NDArray[np.int64]:
        """(E,) row of the person of each entry."""
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))

    def steps_back(self) -> NDArray[np.int64]:
        """(E,) how many courses the person completed after this one; 0 for the newest."""
        return np.repeat(self.indptr[1:], np.diff(self.indptr)) - 1 - np.arange(len(self.course))


def taken(people: People) -> Taken:
    """The completed courses of ``people``."""
    person = people.history_person()
    kept = np.flatnonzero(finished(people.history_status))
    newest = kept[_last_of_each(person[kept], people.history_course[kept])]
    person, course, day = person[newest], people.history_course[newest], people.history_day[newest]
    order = _in_time(person, course, day, len(people))
    counts = np.bincount(person, minlength=len(people))
    return Taken(
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        course=course[order],
        day=day[order],
    )


def _in_time(person: NDArray[np.int64], course: I32, day: I32, people: int) -> NDArray[np.int64]:
    """(E,) order by person and day, one day's courses as they are drawn.

    Histories stand in order of the day already: only courses that share one are sorted.
    """
    same = person[1:] == person[:-1]
    draw = _draw(person, course, people)
    if (same & (day[1:] < day[:-1])).any() or (person[1:] < person[:-1]).any():
        return np.lexsort((draw, day, person))
    order, shared = np.arange(len(person)), same & (day[1:] == day[:-1])
    some = np.flatnonzero(np.append(shared, False) | np.append(False, shared))
    order[some] = some[np.lexsort((draw[some], day[some], person[some]))]
    return order


def _draw(person: NDArray[np.int64], course: I32, people: int) -> NDArray[np.uint64]:
    """(E,) numbers that look random, made of the person's own courses: the same in any batch."""
    own = np.bincount(person, (course + 1.0) ** 2, minlength=people).astype(np.uint64)
    mixed = (course.astype(np.uint64) + np.uint64(1)) * (2 * own[person] + np.uint64(1))
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    drawn: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(29))
    return drawn


def _last_of_each(person: NDArray[np.int64], course: I32) -> NDArray[np.int64]:
    """Places of the last entry of every (person, course), ascending.

    Hardly anybody takes a course twice: only what is there more than once is looked at.
    """
    pair = person * (int(course.max(initial=0)) + 1) + course
    ordered = np.sort(pair)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    is_last = np.ones(len(pair), bool)
    if len(repeated):
        again = np.flatnonzero(np.isin(pair, repeated))
        again = again[np.argsort(pair[again], kind="stable")]
        is_last[again[:-1]] = pair[again[1:]] != pair[again[:-1]]
    return np.flatnonzero(is_last)


def recent_popularity(dataset: Dataset, *, half_life_years: float = 2.0) -> NDArray[np.float64]:
    """(E,) weight of each completed course: 1 on the as-of date, halved every ``half_life_years``."""
    age = dataset.evidence.as_of - taken(dataset.people).day.astype(np.float64)
    weight: NDArray[np.float64] = 0.5 ** (np.maximum(age, 0.0) / (DAYS_PER_YEAR * half_life_years))
    return weight


def popularity(dataset: Dataset) -> F32:
    """(C,) share of all completions that each course has; all 0 where nobody completed anything."""
    return shares(np.bincount(taken(dataset.people).course, minlength=len(dataset.catalogue)))


def shares(count: NDArray[np.integer] | NDArray[np.floating]) -> F32:
    """(C,) share of all completions that each course has, of their numbers (C,)."""
    return (count / max(int(count.sum()), 1)).astype(np.float32)

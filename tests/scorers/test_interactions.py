from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.domain.codes import RECORD_STATUSES
from recommender.features.arrays import People
from recommender.scorers.interactions import popularity, recent_popularity, taken
from tests.small_world import RECORDS, small_dataset


def test_completed_courses_oldest_first_and_failed_ones_left_out() -> None:
    history = taken(small_dataset().people)
    assert history.indptr.tolist() == [0, 2, 5, 7, 8, 9, 9]
    assert history.course.tolist() == [0, 1, 0, 1, 2, 2, 0, 2, 1]


def test_steps_back_count_from_the_newest() -> None:
    assert taken(small_dataset().people).steps_back().tolist() == [1, 0, 2, 1, 0, 1, 0, 0, 0]


def test_a_repeated_course_counts_once_at_its_newest_completion() -> None:
    again = (*RECORDS, ("A1", "C1", "2026-03-01", "LULUS", 70.0, 80.0))
    history = taken(small_dataset(again).people)
    assert history.course[:2].tolist() == [1, 0]
    assert history.person()[:3].tolist() == [0, 0, 1]


def sorted_whole(people: People) -> list[tuple[int, int, int]]:
    """The same by its definition: newest of each pair, by person and day; courses of a day as a set."""
    person, newest = people.history_person(), {}
    for who, course, day, status in zip(
        person, people.history_course, people.history_day, people.history_status, strict=True
    ):
        if status in (RECORD_STATUSES.index("LULUS"), RECORD_STATUSES.index("HADIR")):
            newest[int(who), int(course)] = int(day)
    return sorted((who, day, course) for (who, course), day in newest.items())


@pytest.mark.parametrize("in_order", [True, False])
def test_many_drawn_histories_agree_with_the_definition(in_order: bool) -> None:
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 12, 6)
    day = [rng.integers(0, 6, count) for count in counts]
    people = replace(
        small_dataset().people,
        history_indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        history_course=rng.integers(0, 5, counts.sum()).astype(np.int32),
        history_day=np.concatenate([np.sort(one) if in_order else one for one in day]).astype(np.int32),
        history_status=rng.integers(0, 4, counts.sum()).astype(np.int8),
    )
    history = taken(people)
    if in_order:
        found = zip(history.person().tolist(), history.day.tolist(), history.course.tolist(), strict=True)
        assert sorted(found) == sorted_whole(people)
    assert (np.diff(history.person() * 100 + history.day) >= 0).all()
    assert len(np.unique(history.person() * 5 + history.course)) == len(history.course)


def on_one_day(person: str) -> list[int]:
    courses = ("C1", "C2", "C3", "C4", "C5")
    records = [(person, course, "2025-12-31", "LULUS", np.nan, np.nan) for course in courses]
    return (
        taken(small_dataset([*records, ("A6", "C1", "2025-12-31", "LULUS", 1, 1)]).people).course[:5].tolist()
    )


def test_courses_of_one_day_are_in_an_order_that_is_not_that_of_the_ids() -> None:
    assert sorted(on_one_day("A1")) == [0, 1, 2, 3, 4]
    assert on_one_day("A1") not in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0])


def test_that_order_is_the_person_s_own_not_the_row_s() -> None:
    assert on_one_day("A1") == on_one_day("A4")


def test_popularity_is_the_share_of_completions() -> None:
    assert popularity(small_dataset()) == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0, 0])


def test_nobody_completed_anything() -> None:
    assert popularity(small_dataset(records=())).tolist() == [0] * 5


def test_weight_halves_with_age() -> None:
    """A2's C1 ended 847 days before the as-of date, its C3 140 days: powers of one half."""
    weight = recent_popularity(small_dataset(), half_life_years=1.0)
    assert weight[[2, 4]] == pytest.approx(0.5 ** (np.array([847, 140]) / 365.2425))

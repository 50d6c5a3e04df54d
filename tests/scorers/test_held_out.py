from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from recommender.features.arrays import F32, People
from recommender.scorers.held_out import (
    best,
    gains,
    hold_out_drawn,
    hold_out_last,
    hold_out_newest,
    ranks,
)
from recommender.scorers.interactions import taken
from tests.small_world import RECORDS, day, small_dataset


@dataclass(frozen=True)
class Fixed:
    """Scores everybody alike."""

    values: tuple[float, ...]
    name: str = "fixed"

    def score(self, people: People) -> F32:
        return np.tile(np.array(self.values, np.float32), (len(people), 1))

    def arrays(self) -> dict[str, np.ndarray]:
        return {}


def test_the_newest_course_of_whoever_has_two_is_held_out() -> None:
    held = hold_out_last(small_dataset())
    assert held.persons.tolist() == [0, 1, 2]
    assert held.courses.tolist() == [1, 2, 0]
    assert taken(held.dataset.people).course.tolist() == [0, 0, 1, 2, 2, 1]


def test_more_may_be_asked_for() -> None:
    assert hold_out_last(small_dataset(), at_least=3).persons.tolist() == [1]


def test_its_records_leave_the_evidence_too() -> None:
    again = (*RECORDS, ("A1", "C2", "2026-03-01", "TIDAK_LULUS", 70.0, 80.0))
    evidence = hold_out_last(small_dataset(again)).dataset.evidence
    left = set(zip(evidence.record_person.tolist(), evidence.record_course.tolist(), strict=True))
    assert not left & {(0, 1), (1, 2), (2, 0)}
    assert len(evidence.record_post) == len(RECORDS) - 3


def test_the_newest_are_those_after_one_day_and_the_rest_is_as_of_it() -> None:
    """Nine completions; three quarters of them ended by 2025-03-05, two later."""
    held = hold_out_newest(small_dataset(), share=0.25)
    assert (held.persons.tolist(), held.courses.tolist()) == ([1, 2], [2, 0])
    assert held.dataset.evidence.as_of == day("2025-03-05")
    assert taken(held.dataset.people).day.max() == day("2025-03-05")


def test_all_of_one_day_have_no_newest() -> None:
    one_day = [(who, "C1", "2025-01-01", "LULUS", np.nan, np.nan) for who in ("A1", "A2")]
    assert len(hold_out_newest(small_dataset(one_day)).persons) == 0
    assert len(hold_out_newest(small_dataset(records=())).persons) == 0


def test_several_courses_of_one_person_may_be_drawn() -> None:
    held = hold_out_drawn(small_dataset(), share=1.0, rng=np.random.default_rng(1))
    assert held.persons.tolist() == [0, 0, 1, 1, 1, 2, 2, 3, 4]
    assert len(taken(held.dataset.people).course) == 0
    assert ranks(Fixed((5, 4, 3, 2, 1)), held).tolist() == [1, 2, 1, 2, 3, 3, 1, 3, 2]


def test_ranks_skip_what_is_completed_and_break_ties_by_row() -> None:
    # A1 keeps C1, so C2 is first of the rest; A2 keeps C1, C2; A3 keeps C3 and C1 is first.
    assert ranks(Fixed((1, 1, 1, 1, 1)), hold_out_last(small_dataset())).tolist() == [1, 1, 1]
    # By rising scores: before C2 come C5, C4, C3; before C3 C5, C4; before C1 C5, C4, C2.
    assert ranks(Fixed((1, 2, 3, 4, 5)), hold_out_last(small_dataset())).tolist() == [4, 3, 4]


def test_gain_of_a_rank() -> None:
    assert gains(np.array([1, 3, 10, 11])) == pytest.approx([1, 0.5, 1 / np.log2(11), 0])


def test_the_best_wins_and_of_equals_the_first() -> None:
    held = hold_out_last(small_dataset())
    poor, good = Fixed((1, 2, 3, 4, 5)), Fixed((5, 4, 3, 2, 1))
    assert best(held, [lambda: poor, lambda: good, lambda: Fixed((1, 1, 1, 1, 1))]) == 1


def test_the_first_wins_where_nothing_can_be_held_out() -> None:
    assert best(hold_out_last(small_dataset(records=())), [lambda: Fixed((1,) * 5)]) == 0


def test_the_search_ends_when_patience_does() -> None:
    poor, good = Fixed((1, 2, 3, 4, 5)), Fixed((5, 4, 3, 2, 1))
    asked: list[int] = []

    def make(number: int) -> Fixed:
        asked.append(number)
        return good if number == 2 else poor

    held, several = hold_out_last(small_dataset()), [partial(make, number) for number in range(4)]
    assert (best(held, several, patience=1), asked) == (0, [0, 1])
    asked.clear()
    assert (best(held, several, patience=2), asked) == (2, [0, 1, 2, 3])

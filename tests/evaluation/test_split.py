from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from recommender.errors import BadInput
from recommender.evaluation.split import cut_date, split_by_time
from tests.small_world import RECORDS, small_dataset

UNTIL_2025 = tuple(record for record in RECORDS if record[2] < "2025-06-01")


def test_who_completed_something_new_after_the_day_is_judged_on_it() -> None:
    split = split_by_time(small_dataset(UNTIL_2025), later=small_dataset())
    assert split.persons.tolist() == [1, 2]
    assert [np.flatnonzero(row).tolist() for row in split.relevant] == [[2], [0]]
    assert [np.flatnonzero(row).tolist() for row in split.completed] == [[0, 1], [2]]


def test_repeating_a_course_is_nothing_new() -> None:
    again = (*UNTIL_2025, ("A1", "C1", "2026-01-05", "LULUS", 70.0, 80.0))
    assert len(split_by_time(small_dataset(UNTIL_2025), later=small_dataset(again)).persons) == 0


def test_a_failed_course_is_not_completed() -> None:
    split = split_by_time(small_dataset(UNTIL_2025), later=small_dataset())
    assert 3 not in split.persons


def test_other_people_cannot_be_compared() -> None:
    dataset = small_dataset()
    fewer = replace(dataset, people=dataset.people.take([0, 1]))
    with pytest.raises(BadInput, match="DATASETS_DIFFER"):
        split_by_time(fewer, later=dataset)


def test_the_cut_leaves_the_asked_share_after_it() -> None:
    evidence = small_dataset().evidence
    assert cut_date(evidence, share_after=0.25) == date(2025, 3, 5)


def test_the_cut_leaves_something_after_it() -> None:
    assert cut_date(small_dataset().evidence, share_after=0.0) == date(2026, 2, 9)


def test_no_cut_without_records() -> None:
    with pytest.raises(BadInput, match="TOO_FEW_RECORDS"):
        cut_date(small_dataset(records=()).evidence)

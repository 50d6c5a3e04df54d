from __future__ import annotations

import numpy as np
import pytest

from recommender.domain.jp import counted_jp, over_monthly_limit


@pytest.mark.parametrize(
    ("kind", "jp", "days", "counted"),
    [
        (3, 40, 5, 40),  # a technical course counts as it is
        (9, 16, 2, 8),  # seminar: 4 a day
        (4, 16, 2, 10),  # workshop: 5 a day
        (16, 24, 4, 12),  # e-learning: 3 a day
        (22, 5, 1, 2),  # self study: 2 a day
        (16, 2, 4, 2),  # below the ceiling
        (10, 60, 20, 20),  # internship: 20 an event
        (20, 16, 3, 10),  # benchmarking: 10 an event
        (14, 6, 1, 2),  # coaching: 2 an event
        (9, 16, np.nan, 16),  # days not known: no daily ceiling
    ],
)
def test_each_kind_counts_up_to_its_ceiling(kind: int, jp: float, days: float, counted: float) -> None:
    assert counted_jp(np.array([jp]), dev_kind=np.array([kind]), days=np.array([days])) == [counted]


def test_unknown_jp_stay_unknown() -> None:
    assert np.isnan(counted_jp(np.array([np.nan]), dev_kind=np.array([9]), days=np.array([1.0])))


def test_the_third_coaching_of_a_person_in_a_month_is_over_the_limit() -> None:
    person = np.array([0, 0, 1, 0, 0, 0])
    kind = np.array([14, 14, 14, 15, 14, 14])
    month = np.array([5, 5, 5, 5, 5, 6])
    over = over_monthly_limit(person, dev_kind=kind, month=month)
    assert over.tolist() == [False, False, False, False, True, False]


def test_kinds_without_a_limit_never_exceed_it() -> None:
    five = np.zeros(5, dtype=np.int64)
    assert not over_monthly_limit(five, dev_kind=five + 3, month=five).any()


def test_no_events_are_no_events() -> None:
    none = np.empty(0, dtype=np.int64)
    assert over_monthly_limit(none, dev_kind=none, month=none).tolist() == []

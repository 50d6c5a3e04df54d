from datetime import date, timedelta

import numpy as np
import pytest

from recommender.domain.days import add_months, to_day
from recommender.domain.elapsed import completed_months


def between(start: date, end: date) -> int:
    return int(completed_months(np.array(to_day(start), np.int32), np.array(to_day(end), np.int32)))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2020, 5, 10), date(2021, 5, 9), 11),
        (date(2020, 5, 10), date(2021, 5, 10), 12),
        (date(2021, 1, 31), date(2021, 2, 28), 1),
        (date(2021, 1, 31), date(2021, 3, 30), 1),
        (date(2000, 2, 29), date(2018, 2, 28), 216),
        (date(1969, 12, 15), date(1970, 1, 14), 0),
        (date(2021, 3, 2), date(2021, 3, 1), -1),
    ],
)
def test_months_by_hand(start, end, months):
    assert between(start, end) == months


def test_a_month_is_complete_exactly_when_add_months_reaches_the_end():
    start = date(2023, 8, 31)
    for offset in range(0, 900, 7):
        end = start + timedelta(days=offset)
        months = between(start, end)
        assert add_months(start, months) <= end < add_months(start, months + 1)

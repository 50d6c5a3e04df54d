from dataclasses import replace
from datetime import date

import pytest

from recommender.domain.days import to_day
from recommender.impact.kirkpatrick import evaluated
from recommender.impact.pending import MISSED, OPEN, UPCOMING, pending


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2025, 11, 1), UPCOMING),
        (date(2026, 6, 30), OPEN),
        (date(2026, 12, 1), MISSED),
        (date(2028, 1, 1), None),
    ],
)
def test_a_session_is_asked_about_from_three_to_twelve_months_after_its_end(small, today, state):
    evidence = replace(small.dataset.evidence, as_of=to_day(today))
    setting = replace(small, dataset=replace(small.dataset, evidence=evidence))
    found = pending(setting, evaluated(setting)[1])
    if state is None:
        assert found == []
        return
    (one,) = found
    assert (one.session_id, one.opens, one.closes) == ("S0", date(2026, 1, 1), date(2026, 10, 1))
    assert (one.state, one.alumni) == (state, 3)


def test_who_answered_already_is_counted(small):
    (one,) = pending(small, evaluated(small)[1])
    assert one.answered == 2

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger
from recommender.tables.observed import newest_observed, observed_on
from recommender.tables.parse import parse_table
from tests.tables.small_source import checked, raw_table, small_source


@pytest.mark.parametrize(
    ("period", "end"),
    [("TAHUNAN", "2025-12-31"), ("", "2025-12-31"), ("TW1", "2025-03-31"), ("TW2", "2025-06-30"),
     ("TW3", "2025-09-30"), ("TW4", "2025-12-31")],
)  # fmt: skip
def test_a_period_is_observed_at_its_end(period: str, end: str) -> None:
    rows = [{"asn_id": "A1", "year": "2025", "period": period}]
    frame = parse_table(raw_table("performance", rows), TABLES["performance"], Ledger())
    assert observed_on(frame, TABLES["performance"]).tolist() == [pd.Timestamp(end)]


def test_a_period_that_could_not_be_read_was_observed_on_no_day() -> None:
    rows = [{"asn_id": "A1", "year": "x", "period": "TW1"}, {"asn_id": "A1", "year": "2025", "period": "TW9"}]
    frame = parse_table(raw_table("performance", rows), TABLES["performance"], Ledger())
    assert observed_on(frame, TABLES["performance"]).isna().all()


def test_the_newest_day_of_any_dating_table_counts_and_a_planned_session_does_not() -> None:
    frames = checked(small_source())[1]
    assert newest_observed(frames) == date(2026, 3, 1)
    assert newest_observed({"sessions": frames["sessions"], "unit_outcomes": frames["unit_outcomes"]}) is None
    assert newest_observed({"assessments": frames["assessments"].iloc[:0]}) is None

"""Typed cells become text only where that loses nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from recommender.tables.declaration import TABLES, Column
from recommender.tables.findings import TableRefused
from recommender.tables.rendering import render

JP = TABLES["courses"].column("jp")
TITLE = TABLES["courses"].column("title")
NIP = TABLES["asn"].column("nip")
ID = TABLES["courses"].column("course_id")
STARTS = TABLES["sessions"].column("starts_on")


def one(value: object, column: Column) -> tuple[str, list[str]]:
    text, findings = render([value], table="t", column=column, rows=[7])
    assert all(found.row == 7 for found in findings)
    return text.to_pylist()[0], [found.code for found in findings]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("007", "007"),
        (40, "40"),
        (40.0, "40"),
        (0.1, "0.1"),
        (-3.5, "-3.5"),
        (True, "1"),
        (False, "0"),
        (Decimal("3500000.00"), "3500000"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+3"), "1000"),
        (float("nan"), "nan"),
        (1e300, "1e+300"),
        (2.0**53, "9007199254740992.0"),
    ],
)
def test_numbers(value: object, text: str) -> None:
    assert one(value, JP) == (text, [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2025, 4, 3), "2025-04-03"),
        (dt.datetime(2025, 4, 3), "2025-04-03"),
        (dt.datetime(2025, 4, 3, 8, 30), "2025-04-03T08:30:00"),
    ],
)
def test_dates(value: object, text: str) -> None:
    assert one(value, STARTS) == (text, [])


@pytest.mark.parametrize("value", [7, 7.0, Decimal(7), True, dt.date(2025, 2, 3)])
def test_keys_come_from_text_alone(value: object) -> None:
    assert one(value, ID) == ("", ["ID_NUMERIC_CELL"])
    assert one(value, NIP) == ("", ["NIP_NUMERIC_CELL"])


@pytest.mark.parametrize("value", [True, dt.date(2025, 2, 3), b"x", [1], dt.time(8)])
def test_free_text_comes_from_text_and_numbers(value: object) -> None:
    assert one(value, TITLE) == ("", ["CELL_TYPE"])
    assert one(2025, TITLE) == ("2025", [])


def test_a_thousand_refusals_are_named_and_one_more_refuses_the_table() -> None:
    rows = list(range(2, 1_003))
    _, findings = render([1] * 1_000, table="t", column=NIP, rows=rows[:-1])
    assert len(findings) == 1_000
    with pytest.raises(TableRefused) as refused:
        render([1] * 1_001, table="t", column=NIP, rows=rows)
    assert (refused.value.finding.code, refused.value.finding.row) == ("NIP_NUMERIC_CELL", 2)

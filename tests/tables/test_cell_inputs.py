"""Cells that are commonly wrong, each with the outcome promised for it. The numbers are those of the
corpus of hostile inputs; what concerns whole files is in ``test_hostile_inputs``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from recommender.tables.check import check_table
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger
from recommender.tables.parse import parse_table
from tests.tables.small_source import NIP_A, NIP_B, TODAY, broken, checked, extended, raw_table, said


def read(table: str, column: str, *texts: str, decimal_comma: bool = False) -> tuple[list[Any], list[str]]:
    """Values of one column and the codes of what was found in it."""
    filler = {"asn": {"asn_id": "A1", "employment": "PNS", "position_id": "P1", "unit_id": "U1"}}.get(
        table, {}
    )
    ledger = Ledger()
    raw = raw_table(table, [filler | {column: text} for text in texts], decimal_comma=decimal_comma)
    frame = parse_table(raw, TABLES[table], ledger, today=TODAY)
    check_table(frame, TABLES[table], ledger)
    codes = [one.code for one in ledger.findings if one.column == column and one.code != "MISSING_COLUMN"]
    return [None if pd.isna(one) else one for one in frame[column]], codes


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        (10, "1.98703E+17", "NIP_SCIENTIFIC"),
        (12, NIP_A + ".0", "NIP_DECIMAL"),
        (14, NIP_A[1:], "NIP_LENGTH"),
        (15, NIP_A[:8] + "\u200b" + NIP_A[8:], "NIP_CHARACTER"),
        (15, NIP_A[:8] + "\u200f" + NIP_A[8:], "NIP_CHARACTER"),
        (16, "".join(chr(0x0660 + int(one)) for one in NIP_A), "NIP_CHARACTER"),
        (16, "".join(chr(0xFF10 + int(one)) for one in NIP_A), "NIP_CHARACTER"),
        (17, "198713152010011023", "NIP_BIRTH"),
        (17, "198703152010019023", "NIP_SEX"),
    ],
)
def test_a_damaged_nip_is_refused_and_never_repaired(number: int, text: str, code: str) -> None:
    assert read("asn", "nip", text) == ([None], [code])


def test_11_a_blank_nip_leaves_the_others_whole() -> None:
    assert read("asn", "nip", NIP_A, "", NIP_B) == ([NIP_A, None, NIP_B], [])
    assert said(broken("asn", 2, nip="", sex="")) == [("asn", 2, "nip", "NIP_MISSING")]


def test_13_a_nip_with_blanks_becomes_its_digits() -> None:
    assert read("asn", "nip", "19870315 201001 1 023") == ([NIP_A], [])


def test_18_a_person_twice_is_a_note_when_identical_and_refused_when_not() -> None:
    ledger, frames = checked(extended("asn", {}))
    assert [(one.row, one.code, one.severity) for one in ledger.findings] == [(4, "IDENTICAL_ROWS", "note")]
    assert len(frames["asn"]) == 2
    conflict = [one for one in said(extended("asn", {"grade_id": "34"})) if one[0] == "asn"]
    assert ("asn", 2, "asn_id", "CONFLICTING_ROWS") in conflict
    assert ("asn", 4, "asn_id", "CONFLICTING_ROWS") in conflict


def test_18_a_nip_belongs_to_one_person() -> None:
    found = said(extended("asn", {"asn_id": "A9"}))
    assert [one for one in found if one[3] == "NOT_UNIQUE"] == [
        ("asn", 2, "nip", "NOT_UNIQUE"),
        ("asn", 4, "nip", "NOT_UNIQUE"),
    ]


def test_19_a_code_keeps_its_leading_zeros() -> None:
    assert read("courses", "course_id", "007", "7") == (["007", "7"], [])


def test_20_day_first_and_iso_dates_are_read_and_month_first_ones_refused() -> None:
    values, codes = read("asn", "hired_on", "03/04/2025", "03-04-2025", "2025-04-03", "2025-04-03T00:00:00")
    assert values == [pd.Timestamp("2025-04-03")] * 4
    assert codes == []
    assert read("asn", "hired_on", "3/4/2025") == ([None], ["DATE_FORMAT"])


def test_20_a_column_that_can_only_be_month_first_is_refused_as_a_whole() -> None:
    assert sorted(read("asn", "hired_on", "03/04/2025", "03/25/2025")[1]) == [
        "DATE_IMPOSSIBLE",
        "MONTH_FIRST",
    ]
    # One slip in a column that is day first elsewhere concerns its row alone.
    assert read("asn", "hired_on", "25/03/2025", "03/25/2025")[1] == ["DATE_IMPOSSIBLE"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025-13-01", "DATE_IMPOSSIBLE"),
        ("31/02/2025", "DATE_IMPOSSIBLE"),
        ("2025-02-29", "DATE_IMPOSSIBLE"),
        ("1900-01-00", "DATE_IMPOSSIBLE"),
        ("1899-12-31", "DATE_RANGE"),
        ("2101-01-01", "DATE_RANGE"),
        ("45730", "DATE_FORMAT"),
        ("4 Maret 2025", "DATE_FORMAT"),
        ("2025-03-04 13:30", "DATE_FORMAT"),
        ("\u0662\u0660\u0662\u0665-03-04", "DATE_FORMAT"),
    ],
)
def test_21_dates_the_calendar_does_not_have(text: str, code: str) -> None:
    assert read("asn", "hired_on", text) == ([None], [code])


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            broken("assessments", 2, assessed_on="2026-06-03"),
            ("assessments", 2, "assessed_on", "FUTURE_DATE"),
        ),
        (broken("performance", 2, year="2026"), ("performance", 2, "period", "FUTURE_DATE")),
        (broken("asn", 2, hired_on="1986-01-01"), ("asn", 2, "hired_on", "BEFORE_BIRTH")),
        (
            broken("training_records", 2, starts_on="1980-01-01", ends_on="1980-01-09"),
            ("training_records", 2, "ends_on", "BEFORE_BIRTH"),
        ),
        (broken("sessions", 2, ends_on="2026-08-02"), ("sessions", 2, "ends_on", "ORDER")),
    ],
)
def test_22_events_out_of_time_are_refused_by_the_name_of_their_rule(tables: Any, expected: Any) -> None:
    assert expected in said(tables)


def test_22_tomorrow_is_today_elsewhere_and_planned_sessions_may_lie_ahead() -> None:
    assert said(broken("assessments", 2, assessed_on="2026-06-02")) == []


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "1e999", "-0", "-0.0"])
def test_23_numbers_that_are_none(text: str) -> None:
    assert read("courses", "jp", text) == ([None], ["NOT_FINITE"])


@pytest.mark.parametrize(
    ("table", "column", "text", "code"),
    [
        ("courses", "jp", "-8", "RANGE"),
        ("courses", "jp", "0", "RANGE"),
        ("courses", "jp", "1000000", "RANGE"),
        ("evaluations", "score", "101", "RANGE"),
        ("evaluations", "score", "9.9", "RANGE"),
        ("assessments", "level", "5.5", "RANGE"),
        ("assessments", "level", "2.3", "STEP"),
        ("position_standards", "required_level", "6", "RANGE"),
        ("courses", "dev_kind_id", "26", "CODE"),
        ("evaluations", "level", "2", "CODE"),
        ("asn", "grade_id", "46", "CODE"),
        ("asn", "edu_level_id", "5", "CODE"),
        ("training_records", "status", "lulus", "CODE"),
        ("asn", "training_hold", "ya", "FLAG"),
        ("courses", "jp", "8 JP", "NUMBER"),
        ("courses", "jp", "\u0668", "NUMBER"),
        ("courses", "cost_per_participant", "1.2E+07", "NUMBER_SCIENTIFIC"),
        ("sessions", "seats", "30.0", "NOT_WHOLE"),
    ],
)
def test_24_values_outside_their_range_list_or_form(table: str, column: str, text: str, code: str) -> None:
    assert read(table, column, text)[1] == [code]


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("courses", "jp", "1.200"),
        ("courses", "jp", "1,200"),
        ("courses", "cost_per_participant", "3.500.000"),
        ("sessions", "seats", "1.200"),
    ],
)
def test_25_thousands_are_refused_as_ambiguous(table: str, column: str, text: str) -> None:
    assert read(table, column, text) == ([None], ["AMBIGUOUS_NUMBER"])


def test_25_three_decimals_are_no_thousands_where_a_thousand_is_too_much() -> None:
    assert read("evaluations", "score", "86.125", "0.125")[0] == [86.125, 0.125]


def test_07_a_decimal_comma_needs_a_file_that_declares_it() -> None:
    assert read("evaluations", "score", "86,5") == ([None], ["DECIMAL_COMMA"])
    assert read("evaluations", "score", "86,5", "86.5", decimal_comma=True) == ([86.5, 86.5], [])
    assert read("courses", "cost_per_participant", "1.200,50", decimal_comma=True)[1] == ["AMBIGUOUS_NUMBER"]


@pytest.mark.parametrize(
    "text",
    ["NA", "null", "None", "TRUE", "nan", "=HYPERLINK(1)", "+cmd", "-2+3", "@SUM", "🙂", "Ng\u1ee5y\u1ec5n"],
)
def test_26_27_30_names_stay_as_they_are(text: str) -> None:
    assert read("asn", "name", text) == ([text], [])


def test_a_column_keeps_its_dtype_when_every_cell_is_empty() -> None:
    raw = raw_table("courses", [{"course_id": "C1"}])
    frame = parse_table(raw, TABLES["courses"], Ledger())
    assert [str(one) for one in frame.dtypes] == [one.dtype for one in TABLES["courses"].columns]


def test_an_empty_cell_stands_for_the_default() -> None:
    assert read("courses", "active", "", "0") == ([True, False], [])
    assert read("asn", "legal_status", "", "03") == (["01", "03"], [])
    assert read("courses", "cost_per_participant", "") == ([0.0], [])
    assert read("courses", "days", "") == ([None], [])


def test_a_cell_that_must_be_filled_is_named_with_its_row() -> None:
    assert ("courses", 3, "title", "EMPTY") in said(broken("courses", 3, title=""))


def test_a_column_that_must_be_there_is_named() -> None:
    tables = broken("asn", 2)
    for row in tables["asn"]:
        del row["employment"]
    ledger, _ = checked(tables)
    assert ("asn", 0, "employment", "MISSING_COLUMN") in [
        (one.table, one.row, one.column, one.code) for one in ledger.findings
    ]
    assert ledger.blocked


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    found = said(broken("courses", 2, jp="0", days="x", form="LAIN", title="", min_class="5", max_class="2"))
    wrong = {(column, code) for table, row, column, code in found if (table, row) == ("courses", 2)}
    assert wrong == {
        ("jp", "RANGE"), ("days", "NUMBER"), ("form", "CODE"), ("title", "EMPTY"), ("max_class", "ORDER"),
        ("form", "FORM_DIFFERS"),
    }  # fmt: skip


def test_no_message_about_a_person_repeats_nip_or_name() -> None:
    ledger, _ = checked(broken("asn", 2, nip=NIP_A[1:], name="Rahasia", sex="X"))
    texts = " ".join(one.text + one.fix for one in ledger.findings)
    assert NIP_A[1:] not in texts and "Rahasia" not in texts


def test_one_wrong_value_in_many_rows_costs_few_sentences_but_is_counted_whole() -> None:
    ledger = Ledger()
    rows = [{"course_id": str(number), "jp": "-1"} for number in range(1000)]
    frame = parse_table(raw_table("courses", rows), TABLES["courses"], ledger)
    check_table(frame, TABLES["courses"], ledger)
    assert sum(one.code == "RANGE" for one in ledger.findings) == 200
    assert np.array_equal(ledger.refused("courses"), np.arange(2, 1002))

"""Whatever a table holds: it is refused with a row and a code, or every cell arrives as it was written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.tables.check import check_table
from recommender.tables.column import Column
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger
from recommender.tables.parse import parse_table
from tests.tables.small_source import raw_table

NAMES = ("courses", "assessments", "training_records", "asn", "position_standards")
MUTATIONS = (
    "", "1.200", "86,5", "nan", "inf", "-0", "1e999", "=1+1", "NA", "2025-02-30", "03/25/2025", "45730", "-8",
    "101", "1000000", "5.0", "TRUE", "x" * 65, "198703152010011023", "\u0661\u0662", "0",
)  # fmt: skip


def valid_text(column: Column) -> st.SearchStrategy[str]:
    """Texts a cell of ``column`` may hold, in every way it may be written."""
    if column.kind == "nip":
        return st.just("") | st.builds(
            "19{:02d}{:02d}{:02d}2010{:02d}{}{:03d}".format,
            st.integers(50, 89), st.integers(1, 12), st.integers(1, 28), st.integers(1, 12),
            st.sampled_from("12"), st.integers(1, 999),
        )  # fmt: skip
    if column.codes:
        filled: st.SearchStrategy[str] = st.sampled_from(column.codes)
    elif column.kind == "date":
        days = st.dates(date(1950, 1, 1), date(2030, 12, 31))
        filled = days.flatmap(
            lambda day: st.sampled_from([f"{day:%Y-%m-%d}", f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}"])
        )
    elif column.kind == "flag":
        filled = st.sampled_from("01")
    elif column.kind == "whole":
        filled = st.integers(int(column.low or 1), int(column.high or 5)).map(str)
    elif column.kind == "number":
        step = column.step or 0.25
        low = column.low if column.low is not None else step
        top = min(column.high if column.high is not None else 1000, low + 400 * step)
        filled = st.integers(0, int((top - low) / step)).map(lambda n: f"{low + n * step:g}")
    else:
        filled = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
    return filled if column.filled else st.just("") | filled


@st.composite
def rows_of(draw: Any, name: str) -> list[dict[str, str]]:
    columns = TABLES[name].columns
    row = st.fixed_dictionaries({one.name: valid_text(one) for one in columns})
    rows: list[dict[str, str]] = draw(st.lists(row, min_size=1, max_size=4))
    return rows


def parsed(name: str, rows: list[dict[str, str]]) -> tuple[pd.DataFrame, Ledger]:
    ledger = Ledger()
    frame = parse_table(raw_table(name, rows), TABLES[name], ledger)
    check_table(frame, TABLES[name], ledger)
    return frame, ledger


def says_the_same(value: Any, text: str, column: Column) -> bool:
    """Whether a typed cell means what was written, by rules independent of the reader's."""
    text = text or column.default
    if not text or pd.isna(value):
        return not text and bool(pd.isna(value))
    if column.kind == "date":
        parts = text.replace("/", "-").split("-")
        return f"{value:%Y-%m-%d}" == "-".join(parts if len(parts[0]) == 4 else parts[::-1])
    if column.kind in ("whole", "number"):
        return float(value) == float(text)
    return bool(value == (text == "1") if column.kind == "flag" else value == text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_valid_table_is_accepted_cell_by_cell(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    rows = data.draw(rows_of(name))
    frame, ledger = parsed(name, rows)
    assert ledger.findings == ()
    for column in TABLES[name].columns:
        for value, row in zip(frame[column.name], rows, strict=True):
            assert says_the_same(value, row[column.name], column), (column.name, row[column.name], value)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_cell_is_refused_by_its_row_or_arrives_as_it_was_written(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    rows = data.draw(rows_of(name))
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(TABLES[name].columns))
    text = data.draw(st.sampled_from(MUTATIONS))
    rows[place] |= {column.name: text}
    frame, ledger = parsed(name, rows)
    errors = {(one.row, one.column) for one in ledger.findings if one.severity == "error" and one.row}
    assert errors <= {(place + 2, column.name)}  # nothing else is blamed
    if not errors:
        assert says_the_same(frame[column.name].iloc[place], text, column)

"""Rules for text of every origin, on grids made by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from recommender.tables.cells import finish
from recommender.tables.declaration import TABLES
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import Arrangement, Grid
from recommender.tables.raw import RawTable


def read(
    *columns: tuple[str, list[str | None]], table: str = "course_aliases"
) -> tuple[RawTable, tuple[Finding, ...]]:
    wanted = tuple((at, TABLES[table].column(name)) for at, (name, _) in enumerate(columns))
    values = tuple(pa.chunked_array([pa.array(cells, type=pa.string())]) for _, cells in columns)
    rows = np.arange(2, len(columns[0][1]) + 2)
    return finish(Grid(Arrangement(wanted), values, rows), table=table)


def said(findings: tuple[Finding, ...]) -> list[tuple[str, int, str, str]]:
    return [(one.code, one.row, one.column, one.severity) for one in findings]


@pytest.mark.parametrize(
    "text", ["JUMLAH", "Total", "total:", "Grand Total", "Sub-total", "SUBTOTAL", "Jumlah keseluruhan :"]
)
def test_a_total_row_is_refused(text: str) -> None:
    table, findings = read(("raw_name", ["Kelas", text]), ("status", ["USULAN", "2"]))
    assert table.rows.tolist() == [2]
    assert said(findings) == [("TOTAL_ROW", 3, "raw_name", "error")]


@pytest.mark.parametrize("text", ["Total Quality Management", "Jumlah Penduduk", "Subtotals", "Totalitas"])
def test_a_name_that_begins_so_is_no_total_row(text: str) -> None:
    assert said(read(("raw_name", [text]))[1]) == []


def test_a_total_in_a_later_cell_of_a_filled_row_is_data() -> None:
    assert said(read(("course_id", ["C1"]), ("raw_name", ["Total"]))[1]) == []


def test_text_is_stripped_and_composed() -> None:
    table, findings = read(
        ("raw_name", ["\t Re\u0301ne \r\n", "a  b", None]), ("course_id", ["C1", "", "C3"])
    )
    assert table.cells["raw_name"].tolist() == ["Réne", "a  b", ""]
    assert findings == ()


@pytest.mark.parametrize("mark", ["\u200b", "\u00a0", "\u202e", "\u00ad", "\u3000", "\ufeff", "\x1b", "\t"])
def test_a_hidden_mark_in_a_key_is_refused_with_its_code_point(mark: str) -> None:
    table, findings = read(("course_id", [f"C{mark}1", "C2"]))
    assert said(findings) == [("HIDDEN_CHARACTER", 2, "course_id", "error")]
    assert f"U+{ord(mark):04X}" in findings[0].text
    assert table.rows.tolist() == [3]


def test_free_text_keeps_its_lines_and_joiners_and_loses_direction_marks() -> None:
    table, findings = read(("raw_name", ["a\u202eb\x07", "l1\nl2\tx", "👩\u200d🔬"]))
    assert table.cells["raw_name"].tolist() == ["ab", "l1\nl2\tx", "👩\u200d🔬"]
    assert said(findings) == [("HIDDEN_CHARACTER_REMOVED", 2, "raw_name", "warning")]


def test_a_thousand_refused_rows_are_named_and_one_more_refuses_the_table() -> None:
    table, findings = read(("course_id", ["C\x00"] * 1_000))
    assert len(findings) == 1_000
    assert len(table.rows) == 0
    with pytest.raises(TableRefused) as refused:
        read(("course_id", ["C\x00"] * 1_001))
    assert (refused.value.finding.code, refused.value.finding.row) == ("NUL_BYTE", 2)


def test_of_two_columns_for_one_the_filled_cell_counts() -> None:
    table, findings = read(
        ("course_id", ["C1", "", "C3", ""]), ("course_id", ["", "C2", "C3", ""]), ("raw_name", ["x"] * 4)
    )
    assert table.cells["course_id"].tolist() == ["C1", "C2", "C3", ""]
    assert findings == ()
    assert said(read(("course_id", ["C1", "C2"]), ("course_id", ["C9", "C2"]))[1]) == [
        ("CELLS_DISAGREE", 2, "course_id", "error")
    ]

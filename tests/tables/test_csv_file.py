"""Caps, blocks and row numbers of CSV, and: what is accepted is what stood in the file."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.tables import csv_file, csv_text
from recommender.tables.reading import read_source

BLANKS = " \t\r\n"


def write(folder: Path, content: str, *, table: str = "units") -> str:
    (folder / f"{table}.csv").write_bytes(content.encode())
    return str(folder)


def refusals(source: str) -> list[tuple[str, int, str]]:
    return [
        (one.code, one.row, one.column) for one in read_source(source).findings if one.severity == "error"
    ]


def test_rows_count_as_a_spreadsheet_does(tmp_path: Path) -> None:
    found = read_source(write(tmp_path, 'unit_id,name\nU1,"two\nlines"\n\nU2,B\nU3\nU4,C\n'))
    assert found.tables["units"].rows.tolist() == [2, 4, 6]
    assert [(one.code, one.row) for one in found.findings] == [("FIELD_COUNT", 5)]


def test_blocks_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path, 'unit_id,name\r\nU1,"é ""x"",\r\ny"\r\nU2,b\r\nU3\r\nU4,"d"')
    whole = read_source(source)
    for size in range(1, 12):
        monkeypatch.setattr(csv_text, "BLOCK_BYTES", size)
        found = read_source(source)
        assert found.tables["units"].cells["name"].tolist() == ['é "x",\r\ny', "b", "d"]
        assert found.tables["units"].rows.tolist() == [2, 3, 5]
        assert found.findings == whole.findings


def test_more_than_two_million_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MAX_ROWS", 3)
    rows = [f"U{at},Dinas\n" for at in range(4)]
    assert refusals(write(tmp_path, "unit_id,name\n" + "".join(rows[:3]))) == []
    assert refusals(write(tmp_path, "unit_id,name\n" + "".join(rows))) == [("TOO_MANY_ROWS", 0, "")]


def test_a_file_over_the_cap_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MAX_BYTES", 20)
    assert refusals(write(tmp_path, "unit_id,name\nU1,Dinas\n")) == [("TOO_LARGE", 0, "")]


def test_a_row_without_end_is_refused_before_it_is_all_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_text, "BLOCK_BYTES", 64)
    monkeypatch.setattr(csv_file, "MAX_RECORD_BYTES", 256)
    assert refusals(write(tmp_path, "unit_id,name\nU1," + "x" * 600)) == [("ROW_TOO_LONG", 2, "")]
    assert refusals(write(tmp_path, 'unit_id,name\nU1,"' + "x" * 600)) == [("QUOTE_UNTERMINATED", 2, "")]


def test_a_thousand_bad_rows_are_named_and_one_more_refuses_the_table(tmp_path: Path) -> None:
    named = read_source(write(tmp_path, "unit_id,name\nU0,Dinas\n" + "U1\n" * 1_000))
    assert len(named.findings) == 1_000
    assert len(named.tables["units"].rows) == 1
    refused = read_source(write(tmp_path, "unit_id,name\nU0,Dinas\n" + "U1\n" * 1_001))
    assert [one.code for one in refused.findings] == ["FIELD_COUNT"]
    assert "units" not in refused.tables


def test_the_encoding_error_names_byte_and_line(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(b"unit_id,name\nU1,Dinas\nU2,Ren\xe9\n")
    (finding,) = read_source(str(tmp_path)).findings
    assert "byte ke-29 di baris teks ke-3" in finding.text


def test_only_semicolons_declare_the_decimal_comma(tmp_path: Path) -> None:
    assert not read_source(write(tmp_path, "unit_id,name\nU1,A\n")).tables["units"].decimal_comma
    assert read_source(write(tmp_path, "unit_id;name\nU1;A\n")).tables["units"].decimal_comma


TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list('ab7",;\t\r\n é')),
        st.characters(
            min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")
        ),
    ),
    max_size=12,
)


def line(cells: Sequence[str], *, delimiter: str, always: bool) -> str:
    """Cells as RFC 4180 writes them, quoted where they must be or always."""

    def field(text: str) -> str:
        needs = always or any(one in text for one in (delimiter, '"', "\r", "\n"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    return delimiter.join(map(field, cells))


@settings(max_examples=500, deadline=None)
@given(
    cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_accepted_cells_equal_the_text_of_the_file(
    cells: list[tuple[str, str]], delimiter: str, end: str, always: bool, encoding: str
) -> None:
    rows = [("unit_id", "name", "unit_type"), *((f"U{at}", *one) for at, one in enumerate(cells))]
    content = "".join(line(one, delimiter=delimiter, always=always) + end for one in rows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "units.csv").write_bytes(content.encode(encoding))
        found = read_source(folder)
    expected = [[unicodedata.normalize("NFC", one).strip(BLANKS) for one in row] for row in cells]
    table = found.tables["units"]
    assert found.findings == ()
    assert np.stack([table.cells["name"], table.cells["unit_type"]], axis=1).tolist() == expected
    assert table.cells["unit_id"].tolist() == [f"U{at}" for at in range(len(cells))]

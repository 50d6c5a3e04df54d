"""Parquet columns: text as it is, typed ones rendered, keys from text alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from recommender.tables import parquet_file
from recommender.tables.reading import read_source

COURSES = {
    "course_id": pa.array(["007", "008"]),
    "title": pa.array(["A", "B"]).dictionary_encode(),
    "dev_kind_id": pa.array([3, None], type=pa.int32()),
    "form": pa.array(["KLASIKAL", None], type=pa.large_string()),
    "jp": [40.0, 2.5],
    "active": [True, False],
    "valid_from": [dt.date(2025, 4, 3), None],
    "email": ["x@y", "z"],
}


def write(folder: Path, columns: dict[str, object], *, table: str = "courses") -> str:
    pq.write_table(pa.table(columns), folder / f"{table}.parquet")
    return str(folder)


def test_typed_columns_become_canonical_text(tmp_path: Path) -> None:
    found = read_source(write(tmp_path, COURSES))
    cells = {name: values.tolist() for name, values in found.tables["courses"].cells.items()}
    assert cells == {
        "course_id": ["007", "008"], "title": ["A", "B"], "dev_kind_id": ["3", ""], "form": ["KLASIKAL", ""],
        "jp": ["40", "2.5"], "active": ["1", "0"], "valid_from": ["2025-04-03", ""],
    }  # fmt: skip
    assert found.dropped_columns == ("courses.email",)
    assert found.tables["courses"].rows.tolist() == [2, 3]


def test_a_numeric_key_is_refused(tmp_path: Path) -> None:
    found = read_source(write(tmp_path, {**COURSES, "course_id": [7, 8]}))
    assert [(one.code, one.row, one.column) for one in found.findings] == [
        ("ID_NUMERIC_CELL", 2, "course_id"),
        ("ID_NUMERIC_CELL", 3, "course_id"),
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"course_id,title\n", b"PAR1" + b"x" * 50 + b"PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "courses.parquet").write_bytes(content)
    assert [one.code for one in read_source(str(tmp_path)).findings] == ["NOT_PARQUET"]


def test_caps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path, COURSES)
    monkeypatch.setattr(parquet_file, "MAX_ROWS", 1)
    assert [one.code for one in read_source(source).findings] == ["TOO_MANY_ROWS"]
    monkeypatch.setattr(parquet_file, "MAX_ROWS", 2)
    monkeypatch.setattr(parquet_file, "MAX_BYTES", 100)
    assert [one.code for one in read_source(source).findings] == ["TOO_LARGE"]


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "courses.csv").write_text("course_id,title\n")
    found = read_source(write(tmp_path, COURSES))
    assert [one.code for one in found.findings] == ["TABLE_TWICE"]
    assert not found.tables

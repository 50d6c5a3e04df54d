"""Which files, sheets and addresses are sources, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import ServiceError
from recommender.tables.reading import read_source

UNITS = "unit_id,name\nU1,Dinas\n"


def refusal(source: str) -> str:
    with pytest.raises(ServiceError) as refused:
        read_source(source)
    assert refused.value.fix
    return refused.value.code


def test_what_is_no_source(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "none")) == "SOURCE_NOT_FOUND"
    assert refusal("x" * 5_000) == "SOURCE_NOT_FOUND"
    assert refusal("a\0b") == "SOURCE_NOT_FOUND"
    assert refusal(str(tmp_path)) == "SOURCE_EMPTY"
    (tmp_path / "units.xlsm").write_bytes(b"PK")
    assert refusal(str(tmp_path / "units.xlsm")) == "SOURCE_KIND"


def test_names_match_whatever_their_case(tmp_path: Path) -> None:
    (tmp_path / "UNITS.CSV").write_text(UNITS)
    assert list(read_source(str(tmp_path)).tables) == ["units"]


def test_one_bad_table_leaves_the_others_readable(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "asn.csv").write_text("{}")
    found = read_source(str(tmp_path))
    assert list(found.tables) == ["units"]
    assert [(one.table, one.code) for one in found.findings] == [("asn", "NOT_CSV")]


def test_files_that_are_no_tables_are_named_or_none_of_our_business(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "unit.csv").write_text(UNITS)
    (tmp_path / "README.md").write_text("x")
    (tmp_path / "asn.csv").mkdir()
    found = read_source(str(tmp_path))
    assert [(one.code, "`unit.csv`" in one.text) for one in found.findings] == [("UNKNOWN_TABLE", True)]


def test_reading_twice_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS + "U2\n")
    first, second = (read_source(str(tmp_path)) for _ in range(2))
    assert first.findings == second.findings
    assert first.tables["units"].cells["name"].tolist() == second.tables["units"].cells["name"].tolist()

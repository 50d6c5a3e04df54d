"""What a workbook's typed cells, sheets and far corners become."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import BadInput
from recommender.tables import zip_check
from recommender.tables.raw import RawSource
from recommender.tables.reading import read_source
from tests.tables import workbooks as wb

SESSIONS = ("session_id", "course_id", "starts_on", "ends_on", "seats")


def read(folder: Path, sheets: dict[str, str], **options: bool) -> RawSource:
    return read_source(
        str(wb.write(folder / "source.xlsx", wb.parts(sheets, date1904=options.get("date1904", False))))
    )


def sessions(*cells: str) -> dict[str, str]:
    return {"sessions": wb.sheet(wb.row(1, *SESSIONS), wb.row(2, "S1", "007", *cells))}


@pytest.mark.parametrize(("date1904", "text"), [(False, "2025-03-14"), (True, "2029-03-15")])
def test_a_typed_date_follows_the_date_system_of_its_workbook(
    tmp_path: Path, date1904: bool, text: str
) -> None:
    """Serial 45730 is 14 March 2025 counted from 1900; from 1904 it is 1,462 days later."""
    found = read(tmp_path, sessions(wb.number("C2", 45730, style=1), "15/03/2025"), date1904=date1904)
    cells = found.tables["sessions"].cells
    assert (cells["starts_on"][0], cells["ends_on"][0], cells["course_id"][0]) == (text, "15/03/2025", "007")


def test_a_number_without_date_format_is_no_date(tmp_path: Path) -> None:
    found = read(tmp_path, sessions(wb.number("C2", 45730), wb.number("D2", "45731.0"), wb.number("E2", 40)))
    cells = found.tables["sessions"].cells
    assert (cells["starts_on"][0], cells["ends_on"][0], cells["seats"][0]) == ("45730", "45731", "40")


def test_a_boolean_is_a_flag_and_no_text(tmp_path: Path) -> None:
    header = ("course_id", "title", "dev_kind_id", "form", "jp", "active")
    true = '<c r="{}" t="b"><v>1</v></c>'
    lines = [
        wb.row(2, "C1", "Kelas", "3", "KLASIKAL", wb.number("E2", 8), true.format("F2")),
        wb.row(3, "C2", true.format("B3"), "3", "KLASIKAL", wb.number("E3", 8)),
    ]
    found = read(tmp_path, {"courses": wb.sheet(wb.row(1, *header), *lines)})
    assert found.tables["courses"].cells["active"].tolist() == ["1"]
    assert [(one.code, one.row, one.column) for one in found.findings] == [("CELL_TYPE", 3, "title")]


def test_cells_may_stand_without_address(tmp_path: Path) -> None:
    def bare(text: str) -> str:
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'

    content = f"<row>{bare('unit_id')}{bare('name')}</row><row>{bare('U1')}{bare('Dinas')}</row>"
    found = read(tmp_path, {"units": wb.sheet(content)})
    assert found.tables["units"].cells["name"].tolist() == ["Dinas"]


def test_an_empty_row_keeps_the_row_numbers_below_it(tmp_path: Path) -> None:
    lines = [
        wb.row(1, "unit_id", "name"),
        wb.row(2, "U1", "Dinas"),
        wb.row(5, wb.cell("A5", "U2"), wb.cell("B5", "B")),
    ]
    found = read(tmp_path, {"units": wb.sheet(*lines)})
    assert found.tables["units"].rows.tolist() == [2, 5]
    assert [(one.code, one.row) for one in found.findings] == [("BLANK_ROW", 3)]


def test_sheet_names_match_whatever_their_case(tmp_path: Path) -> None:
    found = read(tmp_path, {" Units ": wb.table(("unit_id", "name"), ("U1", "Dinas"))})
    assert found.tables["units"].cells["unit_id"].tolist() == ["U1"]


def test_what_is_not_read_may_hold_anything(tmp_path: Path) -> None:
    formula = '<c r="C2"><f>1+1</f><v>2</v></c>'
    lines = [wb.row(1, "unit_id", "name", "catatan"), wb.row(2, "U1", "Dinas", formula)]
    merged = '<mergeCells count="2"><mergeCell ref="C2:C3"/><mergeCell ref="A9:B9"/></mergeCells>'
    found = read(tmp_path, {"units": wb.sheet(*lines, after=merged)})
    assert found.tables["units"].cells["name"].tolist() == ["Dinas"]
    assert [one.code for one in found.findings] == ["UNKNOWN_COLUMN"]


def test_a_column_of_formulas_refuses_the_table_at_its_first_row(tmp_path: Path) -> None:
    lines = [wb.row(at, f"U{at}", f'<c r="B{at}"><f>1</f><v>1</v></c>') for at in range(2, 1_003)]
    found = read(tmp_path, {"units": wb.sheet(wb.row(1, "unit_id", "name"), *lines)})
    assert [(one.code, one.row, one.column) for one in found.findings] == [("FORMULA_CELL", 2, "name")]
    assert not found.tables


def test_a_bad_sheet_leaves_the_others_readable(tmp_path: Path) -> None:
    far = wb.sheet(wb.row(1, *SESSIONS, wb.cell("XFD1", "x")))
    found = read(tmp_path, {"sessions": far, "units": wb.table(("unit_id", "name"), ("U1", "Dinas"))})
    assert list(found.tables) == ["units"]
    assert [(one.table, one.code) for one in found.findings] == [("sessions", "SHEET_AREA")]


@pytest.mark.parametrize("address", ["A0", "ZZZZ1", "A99999999", "1A", "é1"])
def test_a_cell_without_a_place_is_damage(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, {"units": wb.sheet(wb.row(1, "unit_id", "name"), wb.row(2, wb.cell(address, "x")))})
    assert refused.value.code == "XLSX_DAMAGED"


def test_a_sheet_without_a_part_is_damage(tmp_path: Path) -> None:
    content = wb.parts({"units": wb.table(("unit_id", "name"), ("U1", "Dinas"))})
    del content["xl/worksheets/sheet1.xml"]
    with pytest.raises(BadInput) as refused:
        read_source(str(wb.write(tmp_path / "source.xlsx", content)))
    assert refused.value.code == "XLSX_DAMAGED"


@pytest.mark.parametrize("limit", ["MAX_FILE_BYTES", "MAX_UNPACKED_BYTES", "MAX_ENTRIES"])
def test_the_zip_directory_is_held_to_its_caps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    path = wb.write(tmp_path / "source.xlsx", wb.parts({"units": wb.table(("unit_id",))}))
    assert zip_check.check_zip(path) > 100
    monkeypatch.setattr(zip_check, limit, 5)
    with pytest.raises(BadInput) as refused:
        zip_check.check_zip(path)
    assert refused.value.code == "ZIP_BOMB"

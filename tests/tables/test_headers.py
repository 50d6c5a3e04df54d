"""Which header is which column, what is dropped unread and what is refused."""

from __future__ import annotations

import pytest

from recommender.tables.declaration import TABLES
from recommender.tables.findings import TableRefused
from recommender.tables.grid import Arrangement
from recommender.tables.headers import arrange
from recommender.tables.privacy import is_private

ASN = ("asn_id", "employment", "position_id", "unit_id")


def names(found: Arrangement) -> list[tuple[int, str]]:
    return [(position, column.name) for position, column in found.wanted]


@pytest.mark.parametrize("header", ["unit_id", "Unit ID", "UNIT-ID", " unitId ", "unit.id", "Kode unit"])
def test_spelling_does_not_matter(header: str) -> None:
    assert names(arrange(TABLES["units"], ["name", header])) == [(0, "name"), (1, "unit_id")]


def test_a_label_that_may_mean_a_name_is_no_id() -> None:
    """A column headed “Jabatan” holds names of posts."""
    found = arrange(TABLES["asn"], [*ASN, "Jabatan"])
    assert len(found.wanted) == 4
    assert [one.code for one in found.findings] == ["UNKNOWN_COLUMN"]


@pytest.mark.parametrize(
    "header",
    [
        "NIK",
        "agama",
        "agamaId",
        "Agama_Nama",
        "jenisKawinId",
        "status perkawinan",
        "marital_status",
        "alamat rumah",
        "noHp",
        "No. HP",
        "Nomor Telepon",
        "email",
        "emailPribadi",
        "noNpwp",
        "BPJS",
        "jumlahAnak",
        "nama ayah",
        "hukdis_tingkat",
        "Hukuman Disiplin",
        "golongan darah",
        "noSuratKeteranganDokter",
        "nomorIdDocument",
    ],
)
def test_what_the_service_must_not_know_is_dropped_and_named(header: str) -> None:
    found = arrange(TABLES["asn"], [*ASN, header])
    assert len(found.wanted) == 4
    assert found.findings == ()
    assert found.dropped == (header,)


def test_no_column_of_the_contract_is_private() -> None:
    assert not [one.name for table in TABLES.values() for one in table.columns if is_private(one.name)]


def test_a_mapping_cannot_bring_in_what_is_private() -> None:
    found = arrange(TABLES["asn"], [*ASN, "agama"], renames={"agama": "edu_field"})
    assert len(found.wanted) == 4
    assert found.dropped == ("agama",)


def test_a_mapping_goes_before_the_own_name() -> None:
    found = arrange(
        TABLES["units"], ["unit_id", "name", "id"], renames={"unit_id": "parent_id", "id": "unit_id"}
    )
    assert names(found) == [(0, "parent_id"), (1, "name"), (2, "unit_id")]


def test_an_unknown_column_close_to_a_known_one_is_pointed_out() -> None:
    (finding,) = arrange(TABLES["units"], ["unit_id", "name", "parrent_id"]).findings
    assert (finding.code, finding.row, finding.column) == ("UNKNOWN_COLUMN", 1, "parrent_id")
    assert "`parent_id`" in finding.fix


def test_a_hostile_header_is_shown_harmlessly() -> None:
    (finding,) = arrange(TABLES["units"], ["unit_id", "name", "x\x1b\u202e" + "y" * 500]).findings
    assert (finding.text + finding.column).isprintable()
    assert len(finding.text) < 150


@pytest.mark.parametrize(
    ("header", "opening", "code", "row", "column"),
    [
        (["unit_id", "name", "Name"], [], "HEADER_DUPLICATE", 1, "name"),
        (["unit_id", "warna", "name", "WARNA"], [], "HEADER_DUPLICATE", 1, "warna"),
        (["unit_id", "kode unit", "name"], [], "HEADER_DUPLICATE", 1, "unit_id"),
        (["unit_id"], [], "COLUMN_MISSING", 1, "name"),
        (["U1", "Dinas"], [], "HEADER_MISSING", 1, ""),
        (["Daftar unit", ""], [["", ""], ["unit_id", "name"]], "HEADER_NOT_FIRST", 3, ""),
        (["unit_id", "name", *map(str, range(199))], [], "TOO_MANY_COLUMNS", 1, ""),
    ],
)
def test_headers_that_cannot_be_used(
    header: list[str], opening: list[list[str]], code: str, row: int, column: str
) -> None:
    with pytest.raises(TableRefused) as refused:
        arrange(TABLES["units"], header, opening=opening)
    finding = refused.value.finding
    assert (finding.code, finding.row, finding.column) == (code, row, column)


def test_empty_headers_may_repeat() -> None:
    found = arrange(TABLES["units"], ["unit_id", "name", "", ""])
    assert [one.code for one in found.findings] == ["UNKNOWN_COLUMN", "UNKNOWN_COLUMN"]

"""Mapping files, and the ready one for SIASN."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import BadInput, NotFound
from recommender.tables.declaration import TABLES
from recommender.tables.mapping import TableMapping, read_mapping, ready_mappings
from recommender.tables.reading import read_source

SIASN = Path("siasn")


def write(folder: Path, content: str) -> Path:
    path = folder / "map.toml"
    path.write_text(content)
    return path


def test_a_mapping_names_source_and_columns(tmp_path: Path) -> None:
    path = write(tmp_path, '[tables.units]\nsource = "unor"\n[tables.units.columns]\nNamaUnor = "name"\n')
    assert read_mapping(path) == {"units": TableMapping("unor", {"NamaUnor": "name"})}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("tables = 1", "MAPPING_INVALID"),
        ("[tables.units", "MAPPING_INVALID"),
        ("[other]", "MAPPING_INVALID"),
        ("[tables.units]\nfile = 'x'", "MAPPING_INVALID"),
        ("[tables.units]\nsource = 1", "MAPPING_INVALID"),
        ("[tables.unit]", "MAPPING_UNKNOWN"),
        ("[tables.units.columns]\na = 'warna'", "MAPPING_UNKNOWN"),
        ("[tables.units.columns]\na = 1", "MAPPING_UNKNOWN"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_so(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_mapping(write(tmp_path, content))
    assert refused.value.code == code


def test_a_missing_mapping_names_the_ready_ones() -> None:
    with pytest.raises(NotFound, match="siasn"):
        read_mapping(Path("nowhere.toml"))


def test_every_ready_mapping_reads() -> None:
    assert ready_mappings() == ("siasn",)
    assert read_mapping(SIASN)


def test_the_ready_mapping_says_what_the_declaration_says() -> None:
    mapping = read_mapping(SIASN)
    for table in TABLES.values():
        for column in table.columns:
            if column.siasn:
                assert mapping[table.name].columns[column.siasn] == column.name


def test_a_siasn_export_reads_under_its_own_names(tmp_path: Path) -> None:
    (tmp_path / "data_utama.csv").write_text(
        "id,nipBaru,nama,agama,nik,statusPegawai,jabatanStrukturalId,jabatanFungsionalId,jabatanFungsionalUmumId,unorId\n"
        "A1,198703152010011023,Budi,Islam,18,PNS,,JF1,,U1\n"
        "A2,,Ani,Hindu,18,PPPK,,,JU1,U1\n"
        "A3,,Adi,Hindu,18,PPPK,JS1,JF1,,U1\n"
    )
    found = read_source(str(tmp_path), mapping=SIASN)
    assert found.tables["asn"].cells["position_id"].tolist() == ["JF1", "JU1"]
    assert found.tables["asn"].cells["asn_id"].tolist() == ["A1", "A2"]
    assert found.dropped_columns == ("asn.agama", "asn.nik")
    assert [(one.code, one.row, one.column) for one in found.findings] == [
        ("CELLS_DISAGREE", 4, "position_id")
    ]

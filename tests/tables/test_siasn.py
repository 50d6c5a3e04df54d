"""The reference lists of BKN against the code lists, and through the ready mapping into a snapshot."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recommender.domain import codes
from recommender.errors import BadInput, NotFound
from recommender.tables.importing import import_source
from recommender.tables.siasn import write_reference_tables
from tests.tables.small_source import small_source, write_source

LISTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "siasn-referensi"
needs_lists = pytest.mark.skipif(
    not LISTS.is_dir(), reason="the SIASN reference lists are not beside the project"
)


def listed(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(gzip.decompress((LISTS / f"{name}.json.gz").read_bytes()))
    return rows


@needs_lists
def test_the_code_lists_are_those_of_siasn() -> None:
    grades = {int(one["id"]): one["nama"] for one in listed("golonganPns")}
    assert grades == {grade: name for grade, name in codes.GRADES.items() if grade < codes.PPPK_GRADE_FROM}
    assert {one["id"] for one in listed("kedudukanHukum")} == set(codes.LEGAL_STATUS)
    assert [int(one["id"]) for one in listed("jenisDiklat")] == list(codes.DEV_KINDS)
    classes = {one["jabatanAsn"].replace(" ", "_") for one in listed("eselon") if one["jabatanAsn"]}
    assert classes == {"JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS"}
    assert classes < set(codes.POSITION_CLASSES)
    assert {one["jenjang"] for one in listed("jabatanFungsional")} - {"XX"} == set(codes.JF_TIERS)
    assert [one["id"] for one in listed("kuadranNilai")] == ["1", "2", "3", "4", "5"]


@needs_lists
def test_the_reference_lists_import_through_the_siasn_mapping(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in small_source().items() if name in ("competencies", "courses")}
    source = write_source(tables, tmp_path / "source")
    written = write_reference_tables(LISTS, out=source)
    assert written == {"positions": 1464, "course_aliases": 1283, "skipped": 2}
    functional = next(one for one in listed("jabatanFungsional") if one["jenjang"] == "PT")
    write_siasn(source / "ref_unor.csv", {"Id": "U1", "NamaUnor": "Dinas", "DiatasanId": ""})
    write_siasn(
        source / "data_utama.csv",
        {
            "pnsOrangId": "A1", "nipBaru": "198703152010011023", "statusPegawai": "PNS", "unorId": "U1",
            "jabatanFungsionalId": functional["id"], "golRuangAkhirId": "33", "tmtCpns": "01-01-2010",
            "agama": "rahasia",
        },
    )  # fmt: skip
    snapshot = import_source(
        source, out=tmp_path / "out", mapping=Path("siasn"), as_of=date(2026, 6, 1)
    ).snapshot
    assert snapshot.rows["positions"] == 1464
    assert snapshot.rows["course_aliases"] == 1283
    positions = snapshot.frame("positions").set_index("position_id")
    assert positions.loc[functional["id"], "name"] == functional["nama"]
    assert positions.loc[functional["id"], "position_class"] == "JF_KEAHLIAN"
    assert positions["position_class"].value_counts().to_dict() == {
        "JF_KEAHLIAN": 964,
        "JF_KETERAMPILAN": 500,
    }
    assert str(snapshot.frame("asn")["hired_on"].iloc[0].date()) == "2010-01-01"


def write_siasn(path: Path, row: dict[str, str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(row))
        writer.writeheader()
        writer.writerow(row)


def test_a_missing_or_foreign_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="SIASN_LIST_MISSING"):
        write_reference_tables(tmp_path, out=tmp_path)
    for content in (b"x", gzip.compress(b"{}x"), gzip.compress(b'[{"id": 1}]')):
        (tmp_path / "jabatanFungsional.json.gz").write_bytes(content)
        with pytest.raises(BadInput, match="SIASN_LIST_INVALID"):
            write_reference_tables(tmp_path, out=tmp_path)

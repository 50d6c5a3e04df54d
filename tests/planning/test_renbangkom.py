from __future__ import annotations

import subprocess
import sys
from collections import Counter
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from recommender.domain.codes import DEV_KINDS
from recommender.domain.rules import RULE_NAMES
from recommender.needs.workbook import workbook_bytes
from recommender.planning.renbangkom import NAMES, renbangkom_sheets
from recommender.store.plan_content import participants
from recommender.tables.people_file import Person
from tests.store.plan_world import content, place

COURSES = [
    {
        "course_id": "C1", "dev_kind": 3, "delivery": "DARING_SINKRON", "provider": "=BPSDM",
        "teaches": [
            {"competency": "Komunikasi", "level_from": 1.5, "level_to": 3.0},
            {"competency": "Integritas", "level_from": 2.0, "level_to": 3.0},
        ],
        "terms": [{"rule": "GRADE_MIN", "value": "III/a"}],
    },
    {"course_id": "C2", "dev_kind": 16, "delivery": "", "provider": "", "teaches": [], "terms": []},
]  # fmt: skip
SOURCES = [
    {"account": "U1", "unit": "Dinas Kominfo", "source": "APBD"},
    {"account": "", "unit": "", "source": "APBN"},
]


def world(**changes: Any) -> dict[str, Any]:
    return content(courses=COURSES, sources=SOURCES, **changes)


def tables(told: dict[str, Any], **options: Any) -> dict[str, list[dict[str, Any]]]:
    """Rows of each sheet as the file holds them; no cell of it is a formula."""
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(renbangkom_sheets(told, **options))))
    assert tuple(book.sheetnames) == NAMES
    found = {}
    for page in book:
        assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}
        head, *rows = page.iter_rows(values_only=True)
        found[page.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_a_row_is_a_course_and_a_price() -> None:
    *rows, total = tables(world())["renbangkom"]
    figures = ("Prioritas", "Kode", "Jumlah peserta", "Angkatan", "JP", "Biaya/peserta (Rp)", "Pagu (Rp)")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        (1, "C1", 1, 1, 40, 500_000, 500_000), (1, "C1", 1, 1, 40, 1_000_000, 1_000_000),
        (2, "C2", 1, 1, 40, 1_000_000, 1_000_000),
    ]  # fmt: skip
    assert [row["Sumber dana"] for row in rows] == ["APBN", "APBD", "APBD"]
    first, _, last = rows
    assert (first["Jenis/Jalur"], last["Jenis/Jalur"]) == ("Diklat Teknis", "E-Learning")
    assert (first["Bentuk/Metode"], last["Bentuk/Metode"]) == ("Klasikal, daring sinkron", "Klasikal")
    assert (first["Penyelenggara"], last["Penyelenggara"]) == ("=BPSDM", "–")
    assert first["Kompetensi dan level"] == "Komunikasi (1,5 ke 3); Integritas (2 ke 3)"
    assert first["Sasaran jabatan/kriteria peserta"] == (
        "JF KEAHLIAN 1. Syarat: Golongan paling rendah: III/a."
    )
    assert first["Waktu"] == "S1: 3 Agustus 2026 s.d. 7 Agustus 2026"
    assert last["Waktu"] == "S2: 1 September 2026"
    assert first["Indikator dampak kinerja organisasi"].startswith("Harapan: 0,50 poin")
    assert (total["Kode"], total["Jumlah peserta"], total["Angkatan"], total["Pagu (Rp)"]) == (
        "JUMLAH", 3, 2, 2_500_000,
    )  # fmt: skip


def test_what_is_mandatory_comes_first() -> None:
    places = [place("A1", "S1"), place("A2", "S1"), place("A3", "S2", mandatory=True)]
    rows = tables(world(places=places))["renbangkom"]
    assert [row["Kode"] for row in rows] == ["C2", "C1", "JUMLAH"]


def test_money_is_told_by_source_and_account() -> None:
    rows = tables(world(whole=9_000_000.0))["sumber dana"]
    assert [tuple(row.values()) for row in rows] == [
        ("APBD", "Dinas Kominfo (U1)", 2, 1, 2_000_000, 3_000_000, 1_000_000),
        ("Jumlah APBD", "", 2, 1, 2_000_000, None, None),
        ("APBN", "seluruh instansi", 1, 1, 500_000, None, None),
        ("Jumlah APBN", "", 1, 1, 500_000, None, None),
        ("JUMLAH", "", 3, 2, 2_500_000, 9_000_000, 6_500_000),
    ]


def test_money_nobody_is_planned_for_is_told_too() -> None:
    rows = tables(world(ceilings={"U1": 3_000_000.0, "U3": 700_000.0}))["sumber dana"]
    assert [tuple(row.values()) for row in rows[4:6]] == [
        ("tidak dinyatakan", "(U3)", 0, 0, 0, 700_000, 700_000),
        ("Jumlah tidak dinyatakan", "", 0, 0, 0, None, None),
    ]  # fmt: skip


def test_a_plan_of_a_unit_names_the_money_that_pays_for_somebody() -> None:
    rows = tables(world(ceilings={"U1": 3_000_000.0, "U3": 700_000.0}), whole=False)["sumber dana"]
    assert [row["Dibebankan pada"] for row in rows] == ["Dinas Kominfo (U1)", "", "seluruh instansi", "", ""]


def test_hours_are_added_to_those_a_person_has() -> None:
    places = [
        place("A3", "S1", jp_before=5.0), place("A1", "S2", unit="Badan", jp_before=1.0),
        place("A3", "S2", jp_before=5.0), place("A4", "S1", "CADANGAN"), place("A5", "S1", "DITOLAK"),
    ]  # fmt: skip
    sessions = [{**one, "jp": jp} for one, jp in zip(content()["sessions"], (12.0, 2.5), strict=True)]
    known = {"A1": Person("+Siti", "198001012005011001")}
    rows = tables(world(places=places, sessions=sessions), known=known)["jp pegawai"]
    figures = ("Nama", "ASN ID", "Pelatihan", "JP sebelum rencana", "JP rencana", "JP seluruhnya")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        ("+Siti", "A1", 1, 1, 2.5, 3.5), ("", "A3", 2, 5, 14.5, 19.5)
    ]  # fmt: skip
    assert [row["Mencapai 20 JP"] for row in rows] == ["belum", "belum"]
    assert "Nama" not in tables(world())["jp pegawai"][0]


def test_a_plan_of_before_says_what_is_not_known() -> None:
    first, *_ = tables(content())["renbangkom"]
    unknown = ("Jenis/Jalur", "Kompetensi dan level", "Penyelenggara")
    assert [first[name] for name in unknown] == ["–"] * 3
    assert first["Sumber dana"] == "tidak dinyatakan"


def test_nothing_is_left_of_an_empty_plan_but_its_sums() -> None:
    told = tables(world(places=[]))
    assert [row["Jumlah peserta"] for row in told["renbangkom"]] == [0]
    assert [row["Jumlah peserta"] for row in told["sumber dana"]] == [0, 0, 0]
    assert (told["sumber dana"][0]["Sisa (Rp)"], told["jp pegawai"]) == (3_000_000, [])


@pytest.fixture(scope="module")
def proposal(province_snapshot, province_trained):
    from recommender.planning.proposal import make_proposal

    request = {"year": 2027, "budget": 3e7, "rules": {}, "lock": [], "ban": [], "drop": []}
    return make_proposal(
        province_trained.bundle, province_snapshot, version="V", request=request, unit_id=None
    )


def test_every_figure_is_that_of_the_plan(proposal, province_trained) -> None:
    told, taken = tables(proposal), list(participants(proposal))
    *rows, total = told["renbangkom"]
    sessions = {one["session_id"]: one for one in proposal["sessions"]}
    seats = Counter((sessions[one["session_id"]]["course_id"], one["cost"]) for one in taken)
    assert {(row["Kode"], row["Biaya/peserta (Rp)"]): row["Jumlah peserta"] for row in rows} == seats
    assert all(row["Pagu (Rp)"] == row["Jumlah peserta"] * row["Biaya/peserta (Rp)"] for row in rows)
    assert total["Pagu (Rp)"] == sum(one["cost"] for one in taken) == told["sumber dana"][-1]["Biaya (Rp)"]
    assert [row["Prioritas"] for row in rows] == sorted(row["Prioritas"] for row in rows)
    catalogue, known = province_trained.bundle.catalogue, province_trained.bundle.competencies
    for row in rows:
        at = catalogue.courses.row(row["Kode"])
        assert row["Nama pelatihan"] == catalogue.texts[at].title
        assert row["Jenis/Jalur"] == DEV_KINDS[int(catalogue.dev_kind[at])].name
        taught = [known.names[one] for one in catalogue.pair_competency[catalogue.pair_course == at]]
        assert row["Kompetensi dan level"].count(" ke ") == len(taught)
        assert all(name in row["Kompetensi dan level"] for name in taught)
        terms = {RULE_NAMES[one.rule] for one in catalogue.rules if one.course == at}
        assert all(f"{name}: " in row["Sasaran jabatan/kriteria peserta"] for name in terms)
        assert row["Sumber dana"] == "APBD (sintetis)"
    hours = {row["ASN ID"]: row["JP rencana"] for row in told["jp pegawai"]}
    counted: Counter[str] = Counter()
    for one in taken:
        counted[one["asn_id"]] += sessions[one["session_id"]]["jp"]
    assert hours == counted


def test_a_server_reads_it_without_the_solver() -> None:
    code = (
        "import sys, recommender.planning.renbangkom;"
        "print({'pandas', 'scipy', 'sklearn', 'lightfm'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

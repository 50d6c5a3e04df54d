from __future__ import annotations

import re
from typing import Any

import numpy as np

from recommender.needs.workbook import Sheet, workbook_bytes
from recommender.programme.design import design
from recommender.programme.province import Terms
from recommender.programme.sheets import programme_sheets
from tests.programme.test_design import CLASSES
from tests.programme.world import known_province

PROGRAMME = design(known_province(), terms=Terms(classes=CLASSES))
SHEETS = {one.name: one for one in programme_sheets(PROGRAMME)}


def row(sheet: Sheet, number: int) -> dict[str, Any]:
    return {header: np.asarray(values)[number].item() for header, values in sheet.columns.items()}


def test_a_course_worth_creating_in_one_row() -> None:
    assert row(SHEETS["program"], 0) == {
        "No": 1, "Kompetensi": "Kompetensi 0", "Level awal": 1, "Level akhir": 3, "Bentuk": "NONKLASIKAL",
        "Sebab": "Belum ada pelatihan", "Saran": "Buat pelatihan baru, atau cari penyelenggara lain.",
        "Pegawai": 20, "Cukup untuk satu kelas": "ya", "Poin tertutup": 0.82, "Poin terendah": 0.82,
        "Poin tertinggi": 0.82, "Saran JP": 14.5, "Biaya per peserta": 250, "Pelatihan serupa": 4,
        "Kelas terkecil": 5, "Tempat": "Pusat pelatihan (20)", "Unit terbanyak": "Dinas Kominfo (20)",
        "Syarat yang menutup": "",
    }  # fmt: skip


def test_every_person_of_every_proposal_has_a_row() -> None:
    people = SHEETS["program_pegawai"]
    assert len(people.columns["No program"]) == len(PROGRAMME.needs)
    assert row(people, 0) == {
        "No program": 1, "ASN ID": "A001", "Jabatan": "Kepala Seksi", "Unit": "Dinas Kominfo", "Level": 1,
        "Standar": 3, "Poin tertutup": 0.041,
    }  # fmt: skip


def test_only_what_the_reader_may_see() -> None:
    seen = np.zeros(len(PROGRAMME.province.people), bool)
    seen[[1, 30]] = True
    sheets = {one.name: one for one in programme_sheets(PROGRAMME, seen=seen, smallest=11)}
    people = sheets["program_pegawai"].columns
    assert np.asarray(people["ASN ID"]).tolist() == ["A001", "A030"]
    assert np.asarray(people["No program"]).tolist() == [1, 2]
    assert sheets["program"].columns["Pegawai"] == [1, 1]
    assert sum(sheets["program_sebab"].columns["Jumlah"]) == 2
    few = sheets["tumpang_tindih"].columns
    assert few["Dilayani keduanya"] == few["Poin per pegawai A"] == few["Poin per pegawai B"] == [None]
    shown = sheets["tidak_dibutuhkan"].columns
    assert all(benefit is None for benefit, people in
               zip(shown["Poin tertutup"], shown["Boleh ikut"], strict=True) if people is None)  # fmt: skip
    told = re.findall(r"\((\d+)", " ".join(sheets["program"].columns["Tempat"]))
    assert min(map(int, told), default=11) >= 11


def test_courses_beside_each_other() -> None:
    twins = row(SHEETS["tumpang_tindih"], 0)
    assert (twins["Pelatihan A"], twins["Pelatihan B"]) == ("Twin_B", "Twin_A")
    assert (twins["Biaya per peserta A"], twins["Biaya per peserta B"]) == (100, 200)
    last = row(SHEETS["tidak_dibutuhkan"], 4)
    assert (last["ID"], last["Lebih murah dan sama baik"]) == ("TWIN_A", "TWIN_B Twin_B")


def test_reasons_add_up_to_what_is_not_served() -> None:
    counts = np.asarray(SHEETS["program_sebab"].columns["Jumlah"])
    assert counts[:6].sum() == len(PROGRAMME.needs)
    assert counts[6] == 0


def test_the_sheets_make_a_workbook() -> None:
    assert workbook_bytes(list(SHEETS.values())).startswith(b"PK")

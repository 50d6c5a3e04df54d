from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
from flask import Flask
from python_calamine import CalamineWorkbook

from recommender.bundle.lists import Lists
from tests.programme.world import known_province
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.pages import pages_app, table_rows, words


def app(**people: Any) -> Flask:
    """The pages on the world whose gaps are known; everybody is in U1 but whom ``people`` moves."""
    world = known_province()
    return pages_app(
        bundle={
            "people": replace(world.people, **people), "catalogue": world.catalogue, "gain": world.gain,
            "positions": world.positions, "competencies": world.competencies,
            "completion": world.gain.completion, "lists": Lists.empty(len(world.people), 0, 0),
        }
    )  # fmt: skip


APP = app()


def moved(*rows: int) -> Any:
    """(n,) units: ``rows`` in U2, the others in U1."""
    unit = np.ones(len(known_province().people), np.int32)
    unit[list(rows)] = 2
    return unit


def test_the_list_says_why_what_and_for_whom() -> None:
    text = signed_in(APP).get("/program").text
    rows = table_rows(text)
    assert [(row[0], row[1]) for row in rows[:6]] == [
        ("Belum ada pelatihan", "20"), ("Pelatihan yang ada berhenti terlalu rendah", "7"),
        ("Pelatihan yang ada mulai terlalu tinggi", "18"), ("Bentuknya tidak dapat diikuti", "2"),
        ("Terlalu jauh", "16"), ("Tertutup oleh syarat", "15"),
    ]  # fmt: skip
    assert rows[6] == [
        "Kompetensi 0, level 1 ke 3", "Belum ada pelatihan", "Nonklasikal", "20", "0,8 0,8 – 0,8", "14",
        "Rp 250", "Dinas Kominfo (20)",
    ]  # fmt: skip
    assert [row[3] for row in rows[6:]] == ["20", "18", "16", "15"]


def test_the_list_can_be_narrowed_and_sorted() -> None:
    client = signed_in(APP)
    assert [row[3] for row in table_rows(client.get("/program?ukuran=semua").text)[6:]] == [
        "20", "18", "16", "15", "7", "2",
    ]  # fmt: skip
    assert [row[3] for row in table_rows(client.get("/program?sebab=RULES").text)[6:]] == ["15"]
    rising = client.get("/program?urut=asn&arah=naik").text
    assert [row[3] for row in table_rows(rising)[6:]] == ["15", "16", "18", "20"]
    assert "Tidak ada usulan yang cocok." in client.get("/program?sebab=FORM").text


def test_the_people_behind_a_proposal() -> None:
    text = signed_in(APP).get("/program/usulan/K3~1~3~NONKLASIKAL~RULES").text
    assert "Pendidikan paling rendah: 15 ASN" in words(text)
    assert ["Pusat pelatihan", "15", "cukup"] in table_rows(text)
    assert len([row for row in table_rows(text) if len(row) == 6]) == 15
    assert signed_in(APP).get("/program/usulan/K3~1~3~KLASIKAL~RULES").status_code == 404


def test_a_planner_of_a_unit_sees_her_people_and_no_few_others() -> None:
    key = "planner-u2-key"
    few = signed_in(app(unit=moved(*range(1, 18))), key)  # 17 of the 20 without any course
    row = table_rows(few.get("/program").text)[6]
    assert row[3:6] == ["17", "–", "0,7 0,7 – 0,7"]
    assert "Di unit lain kurang dari 5." in words(
        few.get("/program/usulan/K0~1~3~NONKLASIKAL~NO_COURSE").text
    )
    many = signed_in(app(unit=moved(*range(1, 11))), key)
    assert table_rows(many.get("/program").text)[6][3:5] == ["10", "20"]
    assert many.get("/program/usulan/K3~1~3~NONKLASIKAL~RULES").status_code == 404


def test_courses_beside_each_other_with_what_differs() -> None:
    text = signed_in(APP).get("/program/kursus").text
    rows = table_rows(text)
    assert rows[0][:4] == ["Twin_B", "Nonklasikal", "16", "Rp 100"]
    assert rows[0][-1] == "10 / 10"
    assert rows[2][0] == "Twin_A"
    assert rows[2][-1] == "Twin_B , Rp 100"
    assert {row[0] for row in rows[2:]} == {
        "Twin_A", "Course_High", "Course_Idle", "Course_Low", "Course_Rule",
    }  # fmt: skip


def test_the_export_holds_what_the_caller_may_see() -> None:
    client = signed_in(app(unit=moved(*range(1, 11))), "planner-u2-key")
    token = form_token(client.get("/program").text)
    answer = client.post("/program/program.xlsx", data={"csrf_token": token, "nama": "true"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_name("program_pegawai").to_python()
    assert rows[0][:4] == ["No program", "ASN ID", "NIP", "Nama"]
    assert {row[1] for row in rows[1:]} == {f"A{row:03d}" for row in range(1, 11)}

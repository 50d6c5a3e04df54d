from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.web.fake_service import form_token, signed_in
from tests.web.planner.impact_world import STUDY, evidence
from tests.web.planner.pages import pages_app, table_rows, words


def client(**changes: Any) -> FlaskClient:
    one = evidence(**changes)
    return signed_in(pages_app(impact=lambda: one))


def test_every_level_has_mean_and_response_rate() -> None:
    rows = table_rows(client().get("/dampak/kirkpatrick").text)
    assert rows[0] == ["Pelatihan Satu", "60", *["81,4 90,0%"] * 6]


def test_what_so_few_people_said_is_left_out() -> None:
    text = client().get("/dampak/kirkpatrick").text
    assert table_rows(text)[1] == ["Pelatihan Dua", "&lt; 5", *["– –"] * 6]
    assert "66,6" not in text
    text = client().get("/dampak/kirkpatrick?bagian=angkatan").text
    assert table_rows(text) == [["Pelatihan Satu", "S1", "20", *["– 20,0%"] * 6]]
    assert "55,5" not in text


def test_what_is_not_measured_and_should_be() -> None:
    page = client().get("/dampak/kirkpatrick?bagian=belum").text
    assert table_rows(page) == [["Pelatihan Satu", "60", "L4 ATASAN"]]
    assert "Belum diukur, padahal perlu (1)" in words(page)


def test_the_calendar_says_whom_to_ask_until_when() -> None:
    page = client().get("/dampak/kirkpatrick?bagian=kalender").text
    assert table_rows(page) == [
        ["Pelatihan Dua", "S3", "1 April 2026", "1 Januari 2027", "&lt; 5", "–", "Sedang berjalan"],
        ["Pelatihan Satu", "S1", "1 Mei 2026", "1 Februari 2027", "20", "2", "Sedang berjalan"],
    ]
    assert "Kalender evaluasi (2)" in words(page)
    over = client().get("/dampak/kirkpatrick?bagian=kalender&keadaan=terlewat").text
    assert [row[1] for row in table_rows(over)] == ["S0"]


def test_parts_are_sorted_and_may_be_empty() -> None:
    page = client().get("/dampak/kirkpatrick?urut=nama&arah=naik").text
    assert [row[0] for row in table_rows(page)] == ["Pelatihan Dua", "Pelatihan Satu"]
    page = client(sessions=[]).get("/dampak/kirkpatrick?bagian=angkatan").text
    assert "Tidak ada baris di bagian ini." in page


def rows_of(*counts: tuple[str, int, int]) -> list[dict[str, Any]]:
    """Course C1 or its sessions: (id, completed, answered)."""
    first = STUDY["courses"][0]
    return [
        {**first, "session_id": name, "completed": completed, "levels": {
            level: {"answered": answered, "rate": answered / completed, "mean": 70.123 + completed}
            for level in first["levels"]
        }}
        for name, completed, answered in counts
    ]  # fmt: skip


def sheet(browser: FlaskClient, name: str) -> list[list[Any]]:
    token = form_token(browser.get("/dampak").text)
    answer = browser.post("/dampak/dampak.xlsx", data={"csrf_token": token})
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name(name).to_python()


def test_a_small_session_cannot_be_computed_from_its_course() -> None:
    """33 less 20 less 10 would be the three of S3, so S2 is not told either; nor on any other table."""
    browser = client(
        courses=rows_of(("", 33, 33)), sessions=rows_of(("S1", 20, 20), ("S2", 10, 10), ("S3", 3, 3)),
        pending=[{**STUDY["pending"][0], "session_id": "S2", "alumni": 10, "answered": 9}],
    )  # fmt: skip
    page = browser.get("/dampak/kirkpatrick?bagian=angkatan&urut=angkatan&arah=naik").text
    assert table_rows(page) == [
        ["Pelatihan Satu", "S1", "20", *["90,1 100,0%"] * 6],
        ["Pelatihan Satu", "S2", "–", *["– –"] * 6],
        ["Pelatihan Satu", "S3", "&lt; 5", *["– –"] * 6],
    ]
    assert table_rows(browser.get("/dampak/kirkpatrick?bagian=kalender").text)[0][4:6] == ["–", "–"]
    told = sheet(browser, "kirkpatrick_angkatan")
    assert [row[3:6] for row in told[1:]] == [[20.0, 90.1, 1.0], ["", "", ""], ["", "", ""]]
    assert sheet(browser, "kalender_evaluasi")[1][5:7] == ["", ""]


@pytest.mark.parametrize(
    ("whole", "parts", "means"),
    [
        (30, [("S1", 20, 15), ("S2", 10, 8)], [True, True]),  # nobody is left out
        (30, [("S1", 20, 15), ("S2", 10, 4)], [False, False]),  # 4 of S2 hidden: S1 would tell them
        (32, [("S1", 20, 15), ("S2", 10, 8)], [True, False]),  # two came to no session
        (40, [("S1", 20, 15), ("S2", 10, 8)], [True, True]),  # ten came to no session
        (20, [("S1", 20, 20), ("S2", 20, 3)], [False, False]),  # the same people twice
    ],
)
def test_means_are_told_only_where_no_small_rest_remains(
    whole: int, parts: list[tuple[str, int, int]], means: list[bool]
) -> None:
    answered = {30: sum(one[2] for one in parts), 32: 25, 40: 33, 20: 20}[whole]
    one = evidence(courses=rows_of(("", whole, answered)), sessions=rows_of(*parts))
    assert [row["levels"]["L2"]["mean"] is not None for row in one.sessions] == means
    assert one.courses[0]["levels"]["L2"]["mean"] == round(70.123 + whole, 1)


def test_courses_that_the_served_version_lacks_are_no_links() -> None:
    old = {"course_id": "C77", "title": "Pelatihan Lama", "missing": ["L1"]}
    browser = client(
        courses=[{**one, **old} for one in rows_of(("", 33, 33))],
        sessions=[{**one, **old} for one in rows_of(("S1", 33, 33))],
        pending=[{**STUDY["pending"][0], **old}],
    )
    for part in ("", "?bagian=angkatan", "?bagian=belum", "?bagian=kalender"):
        text = browser.get(f"/dampak/kirkpatrick{part}").text
        assert "Pelatihan Lama" in text and "/kursus/C77" not in text
    assert 'href="/kursus/C1"' in client().get("/dampak/kirkpatrick").text

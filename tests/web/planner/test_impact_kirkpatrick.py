from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.web.fake_service import signed_in
from tests.web.planner.impact_world import evidence
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

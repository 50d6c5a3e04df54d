from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from recommender.web.planner.language import COOKIE
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.impact_world import STUDY, asked, evidence, finding
from tests.web.planner.pages import pages_app, table_rows, words


def client(key: str = "planner-key", **changes: Any) -> FlaskClient:
    one = evidence(**changes)
    return signed_in(pages_app(impact=lambda: one), key)


def answers(text: str) -> list[list[str]]:
    """The rows of the table of verdicts."""
    return [row for row in table_rows(text) if len(row) == 6 and row[0] not in {"PPPK", "Pelaksana"}]


def test_before_the_first_study_the_page_says_what_to_run() -> None:
    for address in ("/dampak", "/dampak/kirkpatrick"):
        text = words(signed_in(pages_app()).get(address).text)
        assert "Belum dihitung." in text
        assert "asn-recommender impact" in text


def test_each_answer_has_verdict_reason_n_effect_and_interval() -> None:
    rows = answers(client().get("/dampak").text)
    assert [row[0] for row in rows] == [
        "Semua pelatihan", "Klasikal", "=Pelatihan &lt;b&gt;Satu&lt;/b&gt;", "Pelatihan Dua",
        "Pelatihan Empat",
    ]  # fmt: skip
    assert rows[0][1] == "Seluruh provinsi"
    assert rows[0][2].startswith("terbukti Jauh dari nol (p &lt; 0,001)")
    assert rows[0][3:] == ["300", "+2,00", "1,02 … 2,98"]
    assert rows[1][2].startswith("tidak tampak Seluruh selang")
    assert rows[1][4:] == ["−0,75", "−1,73 … 0,23"]
    assert rows[4][3:] == ["0", "–", "–"]


def test_no_figure_of_fewer_than_five_people_is_shown() -> None:
    for address in ("/dampak", "/dampak/kinerja/pelatihan/C2"):
        text = client().get(address).text
        assert "&lt; 5" in text
        assert not any(figure in text for figure in ("77,77", "78,75", "77,87"))
    book = workbook(client())
    assert all(77.77 not in row and 66.6 not in row for sheet in book.values() for row in sheet)


def test_the_plot_draws_the_rows_that_have_an_interval() -> None:
    text = client().get("/dampak").text
    assert text.count('class="whisker"') == 3
    assert text.count("<circle") == 3
    assert "<script" not in text and "style=" not in text


def test_answers_are_narrowed_and_sorted() -> None:
    browser = client()
    assert [row[0] for row in answers(browser.get("/dampak?lingkup=bentuk").text)] == ["Klasikal"]
    assert [row[0] for row in answers(browser.get("/dampak?putusan=terbukti").text)] == [
        "Semua pelatihan", "=Pelatihan &lt;b&gt;Satu&lt;/b&gt;", "Pelatihan Dua",
    ]  # fmt: skip
    assert [row[4] for row in answers(browser.get("/dampak?urut=pengaruh&arah=naik").text)][:3] == [
        "−0,75", "+2,00", "+3,00",
    ]  # fmt: skip
    assert answers(browser.get("/dampak?hasil=L2").text)[0][4] == "+8,25"
    assert [row[3:5] for row in answers(browser.get("/dampak?hasil=IKM").text)] == [["7", "+1,10"]]
    assert "Tidak ada putusan yang cocok." in browser.get("/dampak?hasil=nihil").text
    assert browser.get("/dampak?lingkup=nihil").status_code == 422


def test_the_short_answer_counts_verdicts_and_leads_to_them() -> None:
    text = client().get("/dampak").text
    rows = [row for row in table_rows(text) if len(row) == 5]
    assert [row[1:] for row in rows[:2]] == [["3", "0", "1", "1"], ["0", "1", "0", "4"]]
    assert 'href="/dampak?hasil=kinerja&amp;putusan=terbukti#putusan"' in text


def test_groups_carry_the_p_value_of_all_asked_at_once() -> None:
    rows = [row for row in table_rows(client().get("/dampak").text) if row[0] in {"PPPK", "Pelaksana"}]
    assert rows[0][2:] == ["90", "+1,50", "0,52 … 2,48", "0,037"]
    assert rows[1][2:] == ["&lt; 5", "–", "–", "–"]
    assert "PPPK" not in client().get("/dampak?hasil=L2").text
    text = words(client().get("/dampak/kinerja/kelompok/PPPK").text)
    assert "p (Holm) 0,037" in text


def test_one_answer_tells_everything_for_and_against_it() -> None:
    text = client().get("/dampak/kinerja/provinsi/semua").text
    told = {row[0]: row[1:3] for row in table_rows(text)}
    assert told["Pembanding efektif (ESS)"][0] == "412"
    assert told["Bagian yang dipotong"][0] == "1,5%"
    assert told["Cara pertama (linear)"] == ["+2,00", "1,02 … 2,98"]
    assert told["Cara kedua (pohon keputusan)"][0] == "+2,10"
    assert told["Plasebo"] == ["+0,05", "−0,93 … 1,03"]
    assert told["Kontrol negatif"][0] == "−0,07"
    assert told["Nilai ketahanan (RV)"][0] == "12,3%"
    assert told["Nilai-E"][0] == "1,91"
    assert told["Menyusut ke rumpun"] == ["+1,70", "0,92 … 2,48"]
    assert told["Beda rata-rata peserta dan bukan peserta"][0] == "+5,50"
    assert told["Beda-dalam-beda"][0] == "−2,50"
    assert "Undian kursi" not in told


def test_measures_of_units_tell_the_lead() -> None:
    text = client().get("/dampak/IKM/bentuk/KLASIKAL").text
    told = {row[0]: row[1] for row in table_rows(text)}
    assert told == {"Sebelum mulai": "+0,20", "Perbandingan yang dihitung": "6"}


def test_a_scope_with_a_slash_in_its_name_has_a_page() -> None:
    browser = client(asked=[asked("pelatihan", "BKPSDM/2024/01", "Bergaris miring")])
    address = re.search(r'href="(/dampak/kinerja/[^"]+)"', browser.get("/dampak").text)
    assert address is not None
    answer = browser.get(address[1])
    assert answer.status_code == 200 and "Bergaris miring" in answer.text


def test_people_and_person_years_are_told_apart() -> None:
    told = finding("mungkin", "NOT_SURE", 3.0, 62, people=41)
    browser = client(asked=[asked("pelatihan", "C1", "Satu", kinerja=told)])
    assert answers(browser.get("/dampak").text)[0][3] == "40"
    text = words(browser.get("/dampak/kinerja/pelatihan/C1").text)
    assert "n 40 Orang yang ikut, masing-masing dihitung sekali, dalam 60 orang-tahun;" in text
    head, first, *_ = workbook(browser)["putusan"]
    assert [first[head.index(one)] for one in ("n orang (kosong bila sedikit)", "Orang-tahun")] == [
        40.0,
        60.0,
    ]


def test_a_form_less_than_the_province_by_a_few_people_does_not_tell_them() -> None:
    """1,002 less 998 would be the four who took the other form alone; told, both are consistent with none."""
    whole, part = (finding("mungkin", "NOT_SURE", 3.0, n, people=n) for n in (1002, 998))
    browser = client(asked=[
        asked("provinsi", "semua", "Semua pelatihan", kinerja=whole),
        asked("bentuk", "KLASIKAL", "Klasikal", kinerja=part),
    ])  # fmt: skip
    assert [row[3] for row in answers(browser.get("/dampak").text)] == ["1.000", "1.000"]
    head, *rows = workbook(browser)["putusan"]
    assert [row[head.index("n orang (kosong bila sedikit)")] for row in rows[:8:4]] == [1000.0, 1000.0]


def test_an_answer_nobody_asked_for_is_no_page() -> None:
    browser = client()
    for address in ("/dampak/kinerja/pelatihan/C9", "/dampak/nihil/provinsi/semua"):
        assert browser.get(address).status_code == 404
    assert signed_in(pages_app()).get("/dampak/kinerja/provinsi/semua").status_code == 404


@pytest.mark.parametrize(
    ("digest", "day", "note"),
    [
        ("0" * 64, date(2026, 6, 30), None),
        ("1" * 64, date(2026, 3, 31), "bukan dari data versi yang melayani (30 Juni 2026). Jalankan lagi:"),
        ("1" * 64, date(2026, 6, 30), "bukan dari data versi yang melayani (30 Juni 2026)"),
        ("1" * 64, date(2026, 9, 30), "versi yang melayani masih memakai data sampai 30 Juni 2026"),
    ],
)
def test_evidence_of_other_data_than_the_version_says_so(digest: str, day: date, note: str | None) -> None:
    for address in ("/dampak", "/dampak/kirkpatrick", "/dampak/kinerja/provinsi/semua"):
        text = words(client(digest=digest, as_of=day).get(address).text)
        assert ("Dampak ini dihitung" in text) == (note is not None)
        assert note is None or note in text


def test_the_value_of_a_point_is_told_or_why_there_is_none() -> None:
    text = words(client().get("/dampak").text)
    assert "Satu poin manfaat ≈ 2,00 poin skor kinerja (1,00 … 4,00)." in text
    nothing = {**STUDY["point_value"], "value": None, "low": None, "high": None, "reason": "Belum jelas."}
    text = words(client(point_value=nothing).get("/dampak").text)
    assert "Nilai satu poin manfaat belum dapat dinyatakan. Belum jelas." in text
    text = words(client(point_value=None).get("/dampak").text)
    assert "Nilai satu poin manfaat belum dapat dinyatakan." in text


def workbook(browser: FlaskClient) -> dict[str, list[list[Any]]]:
    token = form_token(browser.get("/dampak").text)
    answer = browser.post("/dampak/dampak.xlsx", data={"csrf_token": token})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_holds_what_the_pages_show_and_no_formula() -> None:
    book = workbook(client())
    head, *rows = book["putusan"]
    by_id = {(row[0][:5], row[2]): row for row in rows}
    assert by_id["Nilai", "C1"][3] == "=Pelatihan <b>Satu</b>"
    assert by_id["Nilai", "semua"][head.index("Pengaruh")] == 2.0
    assert by_id["Nilai", "C2"][head.index("Pengaruh")] == ""
    assert by_id["Nilai", "PPPK"][head.index("p (Holm)")] == 0.037
    assert ["Pelatihan Satu", "S1"] in [row[1:3] for row in book["kirkpatrick_angkatan"]]
    assert [row[5] for row in book["kalender_evaluasi"][1:]] == [20.0, "", 11.0]
    assert client().post("/dampak/dampak.xlsx").status_code == 400


def test_the_pages_speak_english() -> None:
    browser = client()
    browser.set_cookie(COOKIE, "en")
    text = words(browser.get("/dampak").text)
    assert "proven" in text and "terbukti" not in text
    assert "+2.00" in text


def test_a_course_and_the_front_page_tell_the_verdict() -> None:
    browser = client()
    text = browser.get("/kursus/C1").text
    assert 'href="/dampak/kinerja/pelatihan/C1"' in text
    assert "terbukti +3,00 (2,02 … 3,98)" in words(text)
    assert "Dampak" in words(browser.get("/").text)
    assert "Semua pelatihan terhadap nilai kinerja: terbukti, +2,00 poin (1,02 … 2,98)." in words(
        browser.get("/").text
    )
    nothing = signed_in(pages_app())
    assert "Belum dihitung" in words(nothing.get("/kursus/C1").text)
    assert nothing.get("/").status_code == 200


def test_a_persons_page_tells_what_a_benefit_is_worth_and_keeps_its_order() -> None:
    """The smallest value and a huge one: the list stays as it is without either."""
    lists = []
    huge = {**STUDY["point_value"], "value": 900.0, "low": 800.0, "high": 1000.0}
    for told in (None, STUDY["point_value"], huge):
        text = client(point_value=told).get("/asn/A2").text
        lists.append(re.findall(r"<h3><a href=\"/kursus/([^\"]+)\"", text))
        assert (words(text).count("poin skor kinerja") > 0) == (told is not None)
    assert lists[0] == lists[1] == lists[2] != []
    text = words(client().get("/asn/A2").text)
    assert "Manfaat 0,40 ≈ 0,80 poin skor kinerja (0,30 … 2,00); pengaruh semua pelatihan: terbukti." in text

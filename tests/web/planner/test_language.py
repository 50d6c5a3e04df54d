from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from recommender.web.planner import formats
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.pages import pages_app, words

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


def choose(client: Any, language: str, to: str = "/") -> Any:
    token = form_token(client.get("/masuk").text)
    return client.post("/bahasa", query_string={"lanjut": to}, data={"csrf_token": token, "bahasa": language})


@pytest.mark.parametrize(
    ("wish", "language", "title"),
    [("", "id", "Masuk"), ("en-GB,en;q=0.9,id;q=0.8", "en", "Sign in"), ("jv,su", "id", "Masuk"),
     ("id-ID,en;q=0.5", "id", "Masuk")],
)  # fmt: skip
def test_a_browser_is_answered_in_the_language_it_wishes(wish: str, language: str, title: str) -> None:
    page = pages_app().test_client().get("/masuk", headers={"Accept-Language": wish}).text
    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page


def test_what_was_chosen_counts_more_than_the_browsers_wish() -> None:
    client = pages_app().test_client()
    answer = choose(client, "en", to="/kursus?hal=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kursus?hal=1")
    assert '<html lang="en">' in client.get("/masuk", headers={"Accept-Language": "id"}).text
    choose(client, "id")
    assert '<html lang="id">' in client.get("/masuk", headers=ENGLISH).text


def test_the_choice_leads_nowhere_else_and_needs_the_forms_token() -> None:
    client = pages_app().test_client()
    assert choose(client, "en", to="//example.org").headers["Location"] == "/"
    assert client.post("/bahasa", data={"bahasa": "en"}).status_code == 400
    assert choose(client, "xx").status_code == 422


def test_the_choice_outlives_signing_in_and_is_kept_from_scripts() -> None:
    client = signed_in(pages_app(), "planner-key")
    cookie = choose(client, "en").headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age="))
    assert "<h1>Courses</h1>" in client.get("/kursus").text


def test_a_failure_is_told_in_the_language_too() -> None:
    page = signed_in(pages_app(), "planner-key").get("/tidak-ada", headers={**ENGLISH, "Accept": "text/html"})
    assert "This page does not exist." in page.text


def test_programs_are_answered_in_indonesian() -> None:
    answer = pages_app().test_client().get("/v1/asn/A1/needs", headers=ENGLISH)
    assert answer.get_json()["title"] == "Kunci API tidak ada, salah, atau sudah dicabut."


def test_numbers_money_and_dates_are_written_as_each_language_writes_them() -> None:
    with pages_app().test_request_context(headers=ENGLISH):
        assert formats.number(-1234.5, 1) == "−1,234.5"
        assert words(formats.rupiah(3_500_000)) == "Rp 3,500,000"
        assert formats.percent(1, 8) == "12.5%"
        assert formats.day(date(2027, 2, 9)) == "9 February 2027"
        assert words(formats.moment("2026-11-25T04:44:00+00:00")) == "25 November 2026 11:44 WIB"
        assert formats.code("NONKLASIKAL") == "Non-classroom"

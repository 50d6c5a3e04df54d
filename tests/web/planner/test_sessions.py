from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from recommender.web.rate import RateLimit
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.pages import pages_app, words


def sign_in(client: FlaskClient, account: str, secret: str, **more: Any) -> Any:
    token = form_token(client.get("/masuk").text)
    return client.post("/masuk", data={"csrf_token": token, "akun": account, "sandi": secret, **more})


def cookie_of(answer: Any) -> str:
    (cookie,) = answer.headers.getlist("Set-Cookie")
    return str(cookie)


def test_id_and_key_begin_a_session_and_sign_out_ends_it_everywhere() -> None:
    client = pages_app().test_client()
    answer = sign_in(client, "2", "planner-key", lanjut="/asn?unit=U2")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/asn?unit=U2")
    assert client.get("/asn").status_code == 200
    stolen = client.get_cookie("asn_session")
    client.post("/keluar", data={"csrf_token": form_token(client.get("/akun").text)})
    assert client.get("/asn").status_code == 303
    assert stolen is not None
    client.set_cookie("asn_session", stolen.value)
    assert client.get("/asn").status_code == 303


@pytest.mark.parametrize(
    ("account", "secret"), [("2", "wrong"), ("3", "planner-key"), ("99", "planner-key"), ("1", "portal-key")]
)
def test_one_answer_for_a_wrong_id_a_wrong_secret_and_a_role_without_pages(account: str, secret: str) -> None:
    client = pages_app().test_client()
    answer = sign_in(client, account, secret)
    assert answer.status_code == 401
    assert "Id akun atau kata sandi tidak cocok" in answer.text
    assert secret not in answer.text
    assert client.get("/").status_code == 303


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_lines() -> None:
    answer = pages_app().test_client().get("/masuk", base_url="https://bangkom.lampungprov.go.id")
    assert all(one in cookie_of(answer) for one in ("Secure", "HttpOnly", "SameSite=Lax"))
    for host in ("127.0.0.1:8000", "localhost", "[::1]:8000"):
        local = pages_app().test_client().get("/masuk", base_url=f"http://{host}")
        assert "Secure" not in cookie_of(local)
    assert "Secure" in cookie_of(pages_app().test_client().get("/masuk", base_url="http://10.0.0.5:8000"))


def test_what_was_in_the_browser_before_is_not_taken_over() -> None:
    client = pages_app().test_client()
    before = form_token(client.get("/masuk").text)
    client.post("/masuk", data={"csrf_token": before, "akun": "2", "sandi": "planner-key"})
    answer = client.post("/asn/cari", data={"csrf_token": before, "kata": "A1"})
    assert answer.status_code == 400


def test_tries_are_counted_per_account() -> None:
    app = pages_app(sign_in_rate=RateLimit(per_second=1 / 30, burst=2, clock=lambda: 1000.0))
    client = app.test_client()
    assert [sign_in(client, "2", "wrong").status_code for _ in range(3)] == [401, 401, 429]
    answer = sign_in(client, "2", "planner-key")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "setelah 30 detik" in answer.text
    assert sign_in(client, "6", "approver-key").status_code == 303


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\tb", ""])
def test_the_sign_in_leads_nowhere_else(wanted: str) -> None:
    answer = sign_in(pages_app().test_client(), "2", "planner-key", lanjut=wanted)
    assert answer.headers["Location"] == "/"


def test_where_passwords_do_not_sign_in_none_is_taken() -> None:
    app = pages_app()
    client = signed_in(app)
    app.extensions["asn_services"] = replace(app.extensions["asn_services"], password_sign_in=False)
    page = client.get("/akun").text
    assert 'name="sandi"' not in page and "Id akun" in page
    new = "empat kata yang acak"
    answer = client.post("/akun", data={"csrf_token": form_token(page), "sandi": new, "ulang": new})
    assert answer.status_code == 403
    app.extensions["asn_services"] = replace(app.extensions["asn_services"], password_sign_in=True)
    assert sign_in(app.test_client(), "2", new).status_code == 401


def test_a_password_is_chosen_twice_and_then_signs_in() -> None:
    app = pages_app()
    client = signed_in(app)

    def choose(first: str, second: str) -> Any:
        token = form_token(client.get("/akun").text)
        return client.post("/akun", data={"csrf_token": token, "sandi": first, "ulang": second})

    assert "Kedua isian tidak sama" in choose("empat kata yang acak", "lima").text
    assert choose("pendek", "pendek").status_code == 422
    assert "Kata sandi disimpan" in words(choose("empat kata yang acak", "empat kata yang acak").text)
    assert client.get("/akun").status_code == 200
    assert sign_in(app.test_client(), "2", "empat kata yang acak").status_code == 303

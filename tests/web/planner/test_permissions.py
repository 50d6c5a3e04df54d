"""Who may see which page: the whole matrix of pages and identities, taken from the pages themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest
from werkzeug.routing import Rule

from recommender.web.operation import operation_of
from tests.small_bundle import small_bundle
from tests.web.fake_service import CALLERS, bearer, form_token, signed_in
from tests.web.planner.impact_world import evidence
from tests.web.planner.pages import pages_app
from tests.web.small_plans import PLAN

PUBLIC: Final = {
    ("GET", "/masuk"), ("POST", "/masuk"), ("GET", "/masuk/oidc"), ("GET", "/masuk/oidc/kembali"),
    ("POST", "/bahasa"), ("GET", "/gaya/<name>"),
}  # fmt: skip
PEOPLE: Final = {"planner", "approver"}
EVERYBODY: Final = {*PEOPLE, "operator"}
ROLES: Final = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/akun"): EVERYBODY,
    ("POST", "/akun"): EVERYBODY,
    ("POST", "/keluar"): EVERYBODY,
    ("GET", "/kursus"): EVERYBODY,
    ("GET", "/kursus/<course_id>"): EVERYBODY,
    ("GET", "/kebutuhan"): PEOPLE,
    ("GET", "/kebutuhan/kompetensi/<competency_id>"): PEOPLE,
    ("POST", "/kebutuhan/akpk.xlsx"): PEOPLE,
    ("GET", "/program"): PEOPLE,
    ("GET", "/program/usulan/<key>"): PEOPLE,
    ("GET", "/program/kursus"): PEOPLE,
    ("POST", "/program/program.xlsx"): PEOPLE,
    ("GET", "/dampak"): EVERYBODY,
    ("GET", "/dampak/<outcome>/<kind>/<path:scope>"): EVERYBODY,
    ("GET", "/dampak/kirkpatrick"): EVERYBODY,
    ("POST", "/dampak/dampak.xlsx"): EVERYBODY,
    ("GET", "/asn"): PEOPLE,
    ("GET", "/asn/<asn_id>"): PEOPLE,
    ("POST", "/asn/cari"): PEOPLE,
    ("POST", "/asn/<asn_id>/keberatan"): PEOPLE,
    ("POST", "/asn/<asn_id>/keberatan/akhir"): PEOPLE,
    ("GET", "/keberatan"): PEOPLE,
    ("GET", "/rencana"): PEOPLE,
    ("GET", "/rencana/baru"): PEOPLE,
    ("POST", "/rencana/baru"): PEOPLE,
    ("GET", "/rencana/bandingkan"): PEOPLE,
    ("GET", "/rencana/<plan_id>"): PEOPLE,
    ("GET", "/rencana/<plan_id>/angkatan/<session_id>"): PEOPLE,
    ("POST", "/rencana/<plan_id>/putusan"): PEOPLE,
    ("POST", "/rencana/<plan_id>/rencana.xlsx"): PEOPLE,
}
"""The roles of the pages, written down a second time on purpose."""
FORMS: Final = {
    "/asn/cari": {"kata": "Pegawai"},
    "/asn/<asn_id>/keberatan": {"pelatihan": "C1", "alasan": "Sudah menguasai."},
    "/asn/<asn_id>/keberatan/akhir": {"hasil": "WITHDRAWN", "catatan": "Surat 3/2026"},
    "/rencana/baru": {"year": "2026"},
    "/rencana/<plan_id>/putusan": {"action": "ACCEPT", "revision": "1", "session_id": "S1"},
    "/akun": {"sandi": "empat kata yang acak", "ulang": "empat kata yang acak"},
}
DONE: Final = {200, 303}

UNTAUGHT: Final = replace(small_bundle().catalogue, active=np.array([True, True, False, False, True]))
"""Without the courses of T.01, so that a proposal is there to be seen."""
PROPOSAL: Final = "T.01~3~4~NONKLASIKAL~NO_COURSE"

APP: Final = pages_app()
RULES: Final = sorted(
    (
        (method, rule)
        for rule in APP.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if (declared := operation_of(APP, rule.endpoint)) is not None and declared.session
    ),
    key=lambda one: (one[1].rule, one[0]),
)


def call(method: str, rule: Rule, key: str | None, **path: str) -> Any:
    """The answer of a page to the holder of ``key``; POST carries the token of a page she has seen."""
    app = pages_app(bundle={"catalogue": UNTAUGHT}, impact=evidence)
    client = app.test_client() if key is None else signed_in(app, key)
    known = {
        "asn_id": "A1", "course_id": "C1", "competency_id": "M.05", "name": "planner.css", "plan_id": PLAN,
        "session_id": "S1", "key": PROPOSAL, "outcome": "kinerja", "kind": "provinsi", "scope": "semua",
        **path,
    }  # fmt: skip
    address = rule.rule
    for name, value in known.items():
        address = address.replace(f"<{name}>", value).replace(f"<path:{name}>", value)
    if method == "GET":
        return client.get(address)
    token = form_token(client.get("/masuk").text)
    return client.post(address, data={"csrf_token": token, **FORMS.get(rule.rule, {})})


def test_the_matrix_covers_every_page() -> None:
    assert {(method, rule.rule) for method, rule in RULES} == PUBLIC | set(ROLES)


@pytest.mark.parametrize(("method", "rule"), RULES, ids=lambda one: getattr(one, "rule", one))
def test_every_identity_gets_what_its_role_allows(method: str, rule: Rule) -> None:
    if (method, rule.rule) in PUBLIC:
        return
    stranger = call(method, rule, None)
    assert stranger.status_code == 303
    assert stranger.headers["Location"].startswith("/masuk")
    for key, one in CALLERS.items():
        if one.unit_id is None:
            allowed = one.role in ROLES[method, rule.rule]
            status = call(method, rule, key).status_code
            assert (status in DONE) == allowed, key
            assert allowed or status == 403


def test_a_key_opens_no_page_and_a_session_no_route() -> None:
    assert APP.test_client().get("/asn", headers=bearer("planner-key")).status_code == 303
    assert signed_in(APP).get("/v1/model").status_code == 401


@pytest.mark.parametrize("key", ["planner-u2-key", "planner-gone-key"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_and_absent_people_are_one_answer(method: str, key: str) -> None:
    rules = [one for kind, one in RULES if "asn_id" in one.arguments and kind == method]
    assert rules
    for rule in rules:
        foreign, absent = (call(method, rule, key, asn_id=one) for one in ("A3", "A9"))
        assert foreign.status_code == absent.status_code == 404
        assert foreign.text.replace(form_token(foreign.text), "") == absent.text.replace(
            form_token(absent.text), ""
        )


@pytest.mark.parametrize("key", ["planner-u2-key", "planner-gone-key"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_and_absent_plans_are_one_answer(method: str, key: str) -> None:
    rules = [one for kind, one in RULES if "plan_id" in one.arguments and kind == method]
    assert rules
    for rule in rules:
        foreign, absent = (call(method, rule, key, plan_id=one) for one in (PLAN, "f" * 16))
        assert foreign.status_code == absent.status_code == 404
        assert foreign.text.replace(form_token(foreign.text), "") == absent.text.replace(
            form_token(absent.text), ""
        )


@pytest.mark.parametrize("page", ["/kebutuhan", "/asn", "/kebutuhan/kompetensi/M.05", "/kursus/C1"])
def test_a_unit_planner_sees_her_subtree(page: str) -> None:
    client = signed_in(pages_app(), "planner-u2-key")
    assert client.get(f"{page}?unit=U2").status_code == 200
    for unit in ("U1", "U0", "U9"):
        assert client.get(f"{page}?unit={unit}").status_code == 404
    text = client.get(page).text
    assert not any(f"/asn/{one}" in text for one in ("A3", "A4", "A6"))
    assert "Dinas Kominfo" not in text


def test_a_unit_planner_exports_and_finds_her_subtree_alone() -> None:
    client = signed_in(pages_app(), "planner-u2-key")
    token = {"csrf_token": form_token(client.get("/asn").text)}
    assert client.post("/kebutuhan/akpk.xlsx", data={**token, "unit": "U1"}).status_code == 404
    for wanted in ("Budi", "A3"):
        assert "Tidak ada ASN yang cocok" in client.post("/asn/cari", data={**token, "kata": wanted}).text

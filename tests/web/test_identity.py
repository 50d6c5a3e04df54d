"""Who may call what: the whole matrix of routes and identities, taken from the routes themselves.

The pages, which ask for a session instead of a key, have theirs in ``planner/test_permissions.py``.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from flask import Flask
from werkzeug.routing import Rule

from recommender.errors import Misconfigured
from recommender.web.operation import operation, operation_of, require_declared
from tests.web.fake_service import CALLERS, NIP, bearer, fake_app
from tests.web.small_plans import PLAN

PUBLIC: Final = {"/docs", "/openapi.json", "/metrics", "/health/live", "/health/ready", "/health/model"}
ROLES: Final = {
    "/v1/asn/<asn_id>/recommendations": {"portal", "planner"},
    "/v1/asn:lookup": {"portal", "planner"},
    "/v1/recommendations": {"portal"},
    "/v1/recommendations:batch": {"portal"},
    "/v1/asn/<asn_id>/needs": {"portal", "planner"},
    "/v1/units/<unit_id>/needs": {"portal", "planner"},
    "/v1/feedback": {"portal"},
    "/v1/plans": {"planner", "approver"},
    "/v1/plans/<plan_id>": {"planner", "approver"},
    "/v1/plans/<plan_id>/decisions": {"planner", "approver"},
    "/v1/plans/<plan_id>/export.xlsx": {"planner", "approver"},
    "/v1/model": {"portal", "planner", "approver", "operator", "auditor"},
}
"""The roles of the contract, written down a second time on purpose."""

BODIES: Final[dict[str, dict[str, Any]]] = {
    "/v1/asn:lookup": {"nip": NIP},
    "/v1/recommendations": {"profile": {}},
    "/v1/recommendations:batch": {"asn_ids": ["A1"]},
    "/v1/plans": {"year": 2026},
    "/v1/plans/<plan_id>/decisions": {"action": "ACCEPT", "revision": 1, "session_id": "S1"},
    "/v1/feedback": {
        "asn_id": "A1", "course_id": "C1", "event": "SHOWN", "occurred_at": "2026-11-24T08:30:00+07:00",
    },
}  # fmt: skip

APP: Final = fake_app()
ALL_RULES: Final = sorted(APP.url_map.iter_rules(), key=lambda rule: rule.rule)


def _is_page(rule: Rule) -> bool:
    declared = operation_of(APP, rule.endpoint)
    return declared is not None and declared.session


RULES: Final = [rule for rule in ALL_RULES if not _is_page(rule)]


def call(rule: Rule, key: str | None, **path_parts: str) -> Any:
    path = rule.rule
    for name, value in {"asn_id": "A1", "unit_id": "U2", "plan_id": PLAN, **path_parts}.items():
        path = path.replace(f"<{name}>", value)
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    headers = {} if key is None else bearer(key)
    return APP.test_client().open(path, method=method, json=BODIES.get(rule.rule), headers=headers)


def test_the_matrix_covers_every_route() -> None:
    assert {rule.rule for rule in RULES} == PUBLIC | set(ROLES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_every_identity_gets_what_its_role_allows(rule: Rule) -> None:
    for key in (None, "no-such-key", "", "portal-key x"):
        assert call(rule, key).status_code == (200 if rule.rule in PUBLIC else 401)
    for key, one in CALLERS.items():
        if one.unit_id is None:
            allowed = rule.rule in PUBLIC or one.role in ROLES[rule.rule]
            done = {200, 202, 409}  # 409: an editor before had the same session
            assert call(rule, key).status_code in (done if allowed else {403}), (key, rule.rule)


@pytest.mark.parametrize("name", ["asn_id", "unit_id", "plan_id"])
@pytest.mark.parametrize("key", ["planner-u2-key", "planner-gone-key", "portal-u2-key"])
def test_foreign_and_absent_are_one_answer(name: str, key: str) -> None:
    foreign, absent = {"asn_id": ("A3", "A9"), "unit_id": ("U1", "U9"), "plan_id": (PLAN, "f" * 16)}[name]
    for rule in (one for one in RULES if name in one.arguments):
        first, second = (call(rule, key, **{name: value}) for value in (foreign, absent))
        if CALLERS[key].role not in ROLES[rule.rule]:
            assert first.status_code == second.status_code == 403
            continue
        assert first.status_code == second.status_code == 404
        assert first.data == second.data
        assert _without_id(first) == _without_id(second)


def test_a_unit_key_sees_its_subtree() -> None:
    rules = {rule.rule: rule for rule in RULES}
    for path in ("/v1/asn/<asn_id>/recommendations", "/v1/asn/<asn_id>/needs"):
        assert call(rules[path], "planner-u2-key", asn_id="A1").status_code == 200
        assert call(rules[path], "planner-gone-key", asn_id="A1").status_code == 404
    assert call(rules["/v1/units/<unit_id>/needs"], "planner-u2-key", unit_id="U2").status_code == 200


def test_a_unit_key_learns_nothing_of_others_by_post() -> None:
    client = APP.test_client()
    options: dict[str, Any] = {"headers": bearer("portal-u2-key")}
    answer = client.post("/v1/recommendations:batch", json={"asn_ids": ["A3", "A1", "A9"]}, **options)
    assert [one["asn_id"] for one in answer.get_json()["recommendations"]] == ["A1"]
    assert answer.get_json()["not_found"] == ["A3", "A9"]
    event = BODIES["/v1/feedback"]
    foreign, absent = (
        client.post("/v1/feedback", json={**event, "asn_id": one}, **options) for one in ("A3", "A9")
    )
    assert (foreign.status_code, foreign.data) == (404, absent.data)
    known, unknown = (
        client.post("/v1/asn:lookup", json={"nip": nip}, headers=bearer("planner-gone-key"))
        for nip in (NIP, "199001012015031009")
    )
    assert (known.status_code, known.data) == (404, unknown.data)


def test_a_route_without_a_declaration_does_not_start() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/declared", view_func=operation(roles=(), summary="", answer="text/plain")(lambda: ""))
    app.add_url_rule("/forgotten", endpoint="forgotten", view_func=lambda: "")
    with pytest.raises(Misconfigured, match="/forgotten") as refused:
        require_declared(app)
    assert refused.value.code == "ROUTE_UNDECLARED"
    assert "/declared" not in refused.value.text


def test_a_route_added_after_the_start_is_denied() -> None:
    app = fake_app()
    app.add_url_rule("/late", endpoint="late", view_func=lambda: "secret")
    assert app.test_client().get("/late", headers=bearer("portal-key")).status_code == 403


def test_every_view_with_roles_is_under_v1() -> None:
    for rule in RULES:
        declared = operation_of(APP, rule.endpoint)
        assert declared is not None
        assert bool(declared.roles) == rule.rule.startswith("/v1/")


def _without_id(answer: Any) -> list[tuple[str, str]]:
    return [(name, text) for name, text in answer.headers if name != "X-Request-Id"]

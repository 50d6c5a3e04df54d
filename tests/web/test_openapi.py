"""The document holds for every answer: schemathesis tries it, in process and against itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from recommender.web.problems import PROBLEMS
from tests.web.fake_service import NIP, bearer, fake_app
from tests.web.small_plans import PLAN

APP = fake_app()
DOCUMENT: dict[str, Any] = APP.test_client().get("/openapi.json").get_json()
OPERATIONS = [
    (method, path, one) for path, methods in DOCUMENT["paths"].items() for method, one in methods.items()
]

schema = schemathesis.openapi.from_wsgi("/openapi.json", APP)
KEYS = ["portal-key"] * 6 + ["portal-u2-key", "planner-key", "auditor-key", "wrong-key"]
PAGE_CODES = ("FORM_EXPIRED", "SIGN_IN_REQUIRED", "EXPORT_TOO_LARGE")
"""What only pages answer with; they stand in no OpenAPI document."""
CASES = 1000 // len(OPERATIONS) + 1


@schema.parametrize()
@settings(
    max_examples=CASES, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
def test_no_answer_is_undocumented(case: schemathesis.Case) -> None:
    choice = len(repr((case.path_parameters, case.query, case.body)))
    case.headers = {**(case.headers or {}), **bearer(KEYS[choice % len(KEYS)])}
    if choice % 2:
        _name_what_exists(case)
    case.call_and_validate(
        checks=[
            not_a_server_error, status_code_conformance, content_type_conformance,
            response_schema_conformance, response_headers_conformance,
        ]
    )  # fmt: skip


def _name_what_exists(case: Any) -> None:
    """A random identifier is never known: put known ones in their place."""
    known = {
        "asn_id": "A1",
        "unit_id": "U1",
        "course_id": "C1",
        "asn_ids": ["A1", "A2"],
        "nip": NIP,
        "plan_id": PLAN,
    }
    for values in (case.path_parameters, case.body):
        if isinstance(values, dict):
            values.update({name: known[name] for name in values.keys() & known.keys()})


@pytest.mark.parametrize(("method", "path", "described"), OPERATIONS)
def test_every_status_is_described(method: str, path: str, described: dict[str, Any]) -> None:
    statuses = set(described["responses"])
    assert {"400", "422", "500"} < statuses
    assert len(statuses & {"200", "202"}) == 1
    if path.startswith("/v1/"):
        assert {"401", "403", "429", "503"} <= statuses
        assert described["security"] == [{"key": []}]
    if method == "post":
        assert {"413", "415"} <= statuses
        assert described["requestBody"]["content"]["application/json"]["example"]


def test_it_is_openapi_3_1_and_closed() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    text = json.dumps(DOCUMENT)
    for name in DOCUMENT["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
    for reference in text.split('"$ref": "')[1:]:
        assert reference.split('"')[0].rsplit("/", 1)[1] in DOCUMENT["components"]["schemas"]


def test_every_code_belongs_to_a_route_or_to_no_route_at_all() -> None:
    described = {
        code
        for _, _, one in OPERATIONS
        for status, response in one["responses"].items()
        if not status.startswith("2")
        for code in response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"][
            "code"
        ]["enum"]
    }
    assert set(PROBLEMS) - described == {
        "ROUTE_UNKNOWN", "METHOD_NOT_ALLOWED", *PAGE_CODES,
    }  # fmt: skip


def test_the_same_question_has_the_same_bytes() -> None:
    first, second = (fake_app().test_client() for _ in range(2))
    path = "/v1/asn/A1/recommendations?n=3&include=excluded"
    assert (
        first.get(path, headers=bearer("portal-key")).data
        == second.get(path, headers=bearer("portal-key")).data
    )


def test_the_examples_are_accepted() -> None:
    client = APP.test_client()
    for method, path, one in OPERATIONS:
        if method == "post" and path != "/v1/asn:lookup":
            body = one["requestBody"]["content"]["application/json"]["example"]
            key = "planner-key" if path.startswith("/v1/plans") else "portal-key"
            answer = client.post(path, json=body, headers=bearer(key))
            assert answer.status_code in {200, 202, 404}, path
    assert client.post("/v1/asn:lookup", json={"nip": NIP}, headers=bearer("portal-key")).get_json() == {
        "as_of": "2026-06-30", "model_version": "2026Q2-00000001", "asn_id": "A1",
    }  # fmt: skip

"""The one error shape, stated once for all routes."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from recommender.errors import ServiceError
from recommender.web.operation import operation
from recommender.web.problems import PROBLEMS
from recommender.web.request_models import NoQuery
from tests.web.fake_service import bearer, fake_app, fake_services

LIST = "/v1/asn/A1/recommendations"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return fake_app().test_client()


@pytest.mark.parametrize(
    ("code", "method", "path", "options"),
    [
        ("JSON_INVALID", "POST", "/v1/asn:lookup", {"data": b"{", "content_type": "application/json"}),
        ("KEY_REQUIRED", "GET", LIST, {"headers": {}}),
        ("KEY_REQUIRED", "GET", LIST, {"headers": bearer("no such key")}),
        ("KEY_REQUIRED", "GET", LIST, {"headers": {"Authorization": "Basic cG9ydGFsLWtleQ=="}}),
        ("ROLE_NOT_PERMITTED", "GET", LIST, {"headers": bearer("auditor-key")}),
        ("ROUTE_UNKNOWN", "GET", "/v1/nip/198001012015031001/recommendations", {}),
        ("ROUTE_UNKNOWN", "GET", LIST + "/", {}),
        ("ASN_UNKNOWN", "GET", "/v1/asn/A7/recommendations", {}),
        ("ASN_UNKNOWN", "GET", "/v1/asn/A1%00/recommendations", {}),
        ("METHOD_NOT_ALLOWED", "PUT", LIST, {}),
        ("METHOD_NOT_ALLOWED", "OPTIONS", LIST, {}),
        ("BODY_TOO_LARGE", "POST", "/v1/asn:lookup", {"json": {"nip": "1" * 1_000_000}}),
        ("MEDIA_TYPE", "POST", "/v1/asn:lookup", {"data": b'{"nip": "1"}'}),
        ("FIELDS_INVALID", "POST", "/v1/asn:lookup", {"json": {"nip": 198001012015031001}}),
        ("FIELDS_INVALID", "GET", LIST + "?nn=5", {}),
        ("FIELDS_INVALID", "GET", LIST + "?n=5&n=6", {}),
        ("FIELDS_INVALID", "GET", "/health/live?verbose=1", {}),
    ],
)
def test_every_failure_has_the_same_shape(
    client: FlaskClient, code: str, method: str, path: str, options: dict[str, Any]
) -> None:
    answer = client.open(path, method=method, **{"headers": bearer("portal-key"), **options})
    problem = PROBLEMS[code]
    assert answer.status_code == problem.status
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body.pop("errors", None) is None or code == "FIELDS_INVALID"
    assert body == {
        "type": f"/docs#{code}",
        "title": problem.title,
        "status": problem.status,
        "code": code,
        "fix": problem.fix,
    }


def test_an_unforeseen_failure_tells_nothing() -> None:
    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("198001012015031001 secret path /srv/x")

    answer = fake_app(recommend_known=fail).test_client().get(LIST, headers=bearer("portal-key"))
    assert answer.status_code == 500
    assert answer.get_json()["code"] == "INTERNAL"
    assert b"198001012015031001" not in answer.data


def test_storage_trouble_is_503() -> None:
    def fail(key: str) -> Any:
        raise ServiceError("STORAGE_UNAVAILABLE", "disk penuh")

    answer = fake_app(verify_key=fail).test_client().get(LIST, headers=bearer("portal-key"))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "STORAGE_UNAVAILABLE")


def test_without_a_model_nothing_else_is_answered() -> None:
    services = fake_services()
    services.models.served = None
    client = fake_app(models=services.models).test_client()
    for path in ("/health/ready", "/health/model", LIST, "/v1/model"):
        answer = client.get(path, headers=bearer("portal-key"))
        assert (answer.status_code, answer.get_json()["code"]) == (503, "MODEL_NOT_READY")
    assert client.get("/health/live").status_code == 200


def test_unauthenticated_says_how(client: FlaskClient) -> None:
    assert client.get(LIST).headers["WWW-Authenticate"] == "Bearer"


def test_method_not_allowed_names_the_allowed(client: FlaskClient) -> None:
    assert set(client.put(LIST).headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_the_field_error_names_the_field_and_the_remedy(client: FlaskClient) -> None:
    answer = client.get(LIST + "?n=0&form=X", headers=bearer("portal-key")).get_json()
    assert answer["errors"] == [
        {"field": "query.n", "text": "paling kecil 1"},
        {"field": "query.form", "text": "harus salah satu dari 'KLASIKAL' atau 'NONKLASIKAL'"},
    ]


def test_what_the_client_sent_never_comes_back(client: FlaskClient) -> None:
    nip = "198001012015031001"
    body = {"asn_id": nip, "course_id": nip, "event": nip, "occurred_at": nip, nip: nip}
    for answer in (
        client.post("/v1/feedback", json=body, headers=bearer("portal-key")),
        client.get(f"{LIST}?{nip}={nip}&kind={nip}", headers=bearer("portal-key")),
        client.get(f"/v1/asn/{nip}/recommendations", headers=bearer("portal-key")),
    ):
        assert 400 <= answer.status_code < 500
        assert nip.encode() not in answer.data + str(answer.headers).encode()


def test_codes_of_a_view_are_the_table_s() -> None:
    with pytest.raises(KeyError):
        operation(roles=(), summary="", answer="text/plain", query=NoQuery, problems=("NO_SUCH_CODE",))

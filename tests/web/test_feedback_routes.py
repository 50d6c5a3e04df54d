from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.fake_service import bearer, fake_app

EVENT = {"asn_id": "A1", "course_id": "C1", "event": "SHOWN", "occurred_at": "2026-11-24T08:30:00+07:00"}


@pytest.fixture
def client() -> FlaskClient:
    return fake_app().test_client()


def post(client: FlaskClient, event: dict[str, Any], key: str | None = None) -> Any:
    headers = bearer("portal-key") | ({} if key is None else {"Idempotency-Key": key})
    return client.post("/v1/feedback", json=event, headers=headers)


def test_the_same_key_and_event_are_stored_once(client: FlaskClient) -> None:
    first, second = post(client, EVENT, "k1"), post(client, EVENT, "k1")
    assert first.status_code == 200
    assert first.data == second.data
    assert post(client, EVENT, "k2").get_json()["feedback_id"] == 2


def test_the_same_key_with_another_event_is_refused(client: FlaskClient) -> None:
    post(client, EVENT, "k1")
    refused = post(client, {**EVENT, "event": "OPENED"}, "k1")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_without_a_key_the_event_is_its_own(client: FlaskClient) -> None:
    assert [post(client, EVENT).get_json()["feedback_id"] for _ in range(2)] == [1, 1]
    assert post(client, {**EVENT, "event": "OPENED"}).get_json()["feedback_id"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "kunci\x80"])
def test_a_key_is_short_printable_text(client: FlaskClient, key: str) -> None:
    assert post(client, EVENT, key).get_json()["errors"][0]["field"] == "header.Idempotency-Key"


def test_only_known_people_and_courses(client: FlaskClient) -> None:
    assert post(client, {**EVENT, "asn_id": "A9"}).get_json()["code"] == "ASN_UNKNOWN"
    assert post(client, {**EVENT, "course_id": "C9"}).get_json()["code"] == "COURSE_UNKNOWN"


def test_who_objects_gets_no_list(client: FlaskClient) -> None:
    post(client, {**EVENT, "event": "OBJECTED"})
    lists = client.get("/v1/asn/A1/recommendations", headers=bearer("portal-key")).get_json()
    assert (lists["items"], lists["notes"]) == ([], ["keberatan"])
    batch = client.post(
        "/v1/recommendations:batch", json={"asn_ids": ["A2", "A1"]}, headers=bearer("portal-key")
    ).get_json()
    assert [bool(one["items"]) for one in batch["recommendations"]] == [True, False]

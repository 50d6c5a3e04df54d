"""Canaries: invented NIPs and keys through every route, none of which may be seen again."""

from __future__ import annotations

import base64
import io
import json
from contextlib import redirect_stderr
from urllib.parse import quote

import structlog

from recommender.web.logs import configure_logs
from tests.web.fake_service import CALLERS, NIP, bearer, fake_app
from tests.web.test_identity import BODIES, RULES

CANARIES = [f"19{year}0101201503100{year % 10}" for year in range(60, 100)] + [NIP, "197502012000121001"]


def test_no_nip_and_no_key_is_ever_written() -> None:
    app, written = fake_app(), io.StringIO()
    client = app.test_client()
    answers: list[str] = []
    with redirect_stderr(written):
        configure_logs()
        try:
            for nip in CANARIES:
                for rule in RULES:
                    path = rule.rule.replace("<asn_id>", nip).replace("<unit_id>", nip)
                    for key in (nip, "portal-key"):
                        headers = {**bearer(key), "Idempotency-Key": nip, "X-Forwarded-For": nip}
                        body = dict.fromkeys(BODIES.get(rule.rule, {}), nip)
                        for send in (client.get, client.post, client.put):
                            answer = send(f"{path}?{nip}={nip}&n={nip}", json=body, headers=headers)
                            if answer.status_code >= 400:
                                answers.append(answer.text + str(answer.headers))
                client.post("/v1/asn:lookup", json={"nip": nip}, headers=bearer("portal-key"))
        finally:
            structlog.reset_defaults()
    seen = written.getvalue() + client.get("/metrics").text + "".join(answers)
    assert written.getvalue().count("\n") > 1000, "the log was really written"
    for nip in CANARIES:
        spaced = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
        for form in (nip, quote(spaced), spaced, base64.b64encode(nip.encode()).decode()):
            assert form not in seen
    for key in CALLERS:
        assert key not in seen


def test_a_line_names_route_key_and_pseudonym() -> None:
    app, written = fake_app(), io.StringIO()
    with redirect_stderr(written):
        configure_logs()
        try:
            app.test_client().get("/v1/asn/A1/recommendations?n=3", headers=bearer("planner-key"))
        finally:
            structlog.reset_defaults()
    line = json.loads(written.getvalue())
    assert line["route"] == "/v1/asn/<asn_id>/recommendations"
    assert (line["key_id"], line["status"], line["event"]) == ("2", 200, "request")
    assert len(line["person"]) == 16
    assert "A1" not in written.getvalue()
    assert set(line) == {
        "event", "level", "timestamp", "request_id", "method", "route", "status", "ms", "key_id", "person",
    }  # fmt: skip


def test_the_request_id_of_the_answer_is_that_of_the_line() -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        answer = fake_app().test_client().get("/health/live", headers={"X-Request-Id": "mine"})
    assert lines[-1]["request_id"] == answer.headers["X-Request-Id"] != "mine"

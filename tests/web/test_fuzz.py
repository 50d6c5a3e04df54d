"""Anything at all through every route: never a 5xx, always the one error shape."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.fake_service import bearer, fake_app
from tests.web.test_identity import BODIES, RULES

CLIENT = fake_app().test_client()
FIELDS = sorted(
    {name for body in BODIES.values() for name in body} | {"n", "kind", "form", "max_jp", "include"}
)

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["A1", "C1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner)
    ),
    max_leaves=8,
)
bodies = st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6).map(json.dumps).map(
    str.encode
) | st.binary(max_size=40)
segments = st.text(st.characters(exclude_characters="/"), min_size=1, max_size=20) | st.sampled_from(
    ["A1", "U2", ".."]
)
queries = st.dictionaries(
    st.sampled_from(["n", "kind", "form", "max_jp", "include"]) | st.text(max_size=3), st.text(max_size=6)
)


def check(answer: Any) -> None:
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["status"] == answer.status_code


@pytest.mark.parametrize(
    "rule", [one for one in RULES if "POST" in (one.methods or ())], ids=lambda one: one.rule
)
@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(body=bodies, changed=st.sampled_from(FIELDS), value=anything)
def test_any_body(rule: Any, body: bytes, changed: str, value: Any) -> None:
    for raw in (body, json.dumps({**BODIES[rule.rule], changed: value}).encode("utf-8", "surrogatepass")):
        check(CLIENT.post(rule.rule, data=raw, content_type="application/json", headers=bearer("portal-key")))


@pytest.mark.parametrize(
    "rule", [one for one in RULES if "GET" in (one.methods or ())], ids=lambda one: one.rule
)
@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(segment=segments, query=queries)
def test_any_path_and_query(rule: Any, segment: str, query: dict[str, str]) -> None:
    quoted = quote(segment, safe="")
    path = rule.rule.replace("<asn_id>", quoted).replace("<unit_id>", quoted)
    check(CLIENT.get(path, query_string=query, headers=bearer("portal-key")))


@settings(max_examples=250, derandomize=True, deadline=None, database=None)
@given(value=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60))
def test_any_header(value: str) -> None:
    for name in ("Authorization", "Idempotency-Key", "Content-Type", "Accept", "Host", "X-Request-Id"):
        headers = {**bearer("portal-key"), name: value}
        check(CLIENT.post("/v1/feedback", data=b"{}", headers=headers))
        check(CLIENT.get("/docs", headers={name: value}))

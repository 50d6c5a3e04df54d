"""docs/api.md and /docs against the code: every route, error code and reason code, and the reverse."""

from __future__ import annotations

import re
from pathlib import Path

from recommender.ranking.eligibility import REASON_CODES as EXCLUSIONS
from recommender.ranking.levers import LEVER_TEXTS
from recommender.ranking.reasons import REASON_TEXTS
from recommender.web.problems import PROBLEMS
from recommender.web.reference import EXCLUSION_CODES, LEVER_CODES, REASON_CODES, markdown, routes
from tests.web.fake_service import fake_app

APP = fake_app()
DOCUMENT = APP.extensions["openapi"]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_page_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == markdown(DOCUMENT), "renew it: python -m tests.web.test_reference"


def test_both_pages_name_every_route_and_code() -> None:
    expected = {(one.method, one.path) for one in routes(DOCUMENT)}
    served = APP.test_client().get("/docs").text
    for text in (PAGE.read_text("utf-8"), served):
        assert {*re.findall(r"(GET|POST) (/[^\s`<]*)(?=`\n|</code></h2>)", text)} == expected
        for code in (*PROBLEMS, *REASON_CODES, *LEVER_CODES, *EXCLUSION_CODES):
            assert re.search(rf"\b{code}\b", text)


def test_the_excluding_codes_are_those_of_the_rules() -> None:
    assert set(EXCLUSION_CODES) == set(EXCLUSIONS)


def test_the_reasons_are_those_the_ranking_writes() -> None:
    assert set(REASON_CODES) == set(REASON_TEXTS)


def test_the_levers_are_those_the_advice_names() -> None:
    assert set(LEVER_CODES) == set(LEVER_TEXTS)


def test_a_curl_line_is_ready_to_be_sent() -> None:
    lines = {one.path: one.curl for one in routes(DOCUMENT, base="http://h")}
    assert lines["/v1/asn/{asn_id}/recommendations"] == (
        "curl -s 'http://h/v1/asn/A000123/recommendations?n=5&include=excluded'"
        ' -H "Authorization: Bearer $KEY"'
    )
    assert lines["/health/live"] == "curl -s http://h/health/live"
    assert lines["/v1/asn:lookup"].endswith("""-d '{"nip":"199001012015031001"}'""")


if __name__ == "__main__":
    PAGE.write_text(markdown(DOCUMENT), "utf-8")

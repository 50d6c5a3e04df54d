from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from recommender.store.plans import PlanRow
from recommender.web.planner.plan_words import conflicts, prices, rules_beside
from tests.store.plan_world import content
from tests.web.planner.pages import pages_app


def test_a_rule_of_one_plan_alone_stands_beside_nothing() -> None:
    first = {**content(), "settings": {"MAX_PPPK_SHARE": 0.4, "MANDATORY_FIRST": 1.0}}
    second = {**content(), "settings": {"MAX_DAYS_AWAY": 10.0, "MANDATORY_FIRST": 0.0}}
    with pages_app().test_request_context():
        found = {label: (one, other) for label, one, other in rules_beside(first, second)}
    assert sorted(found.values()) == [("40%", "–"), ("ya", "–"), ("–", "10 hari")]


ROW = PlanRow("p", "R", None, {"lock": [["A1", "S1"], ["A1", "S10"]], "rules": {}}, "FAILED", 0, "t", "k",
              None, "", 0, 0, None)  # fmt: skip


@pytest.mark.parametrize(("told", "indonesian", "english"), [
    ("LOCK A1:S10: x", "A1 dikunci pada angkatan S10.", "A1 is locked into session S10."),
    ("LOCK A1:S1", "A1 dikunci pada angkatan S1.", "A1 is locked into session S1."),
    ("MAX_UNIT_SHARE: 0.125 bagian", "Satu unit mendapat paling banyak 12,5% dari seluruh kursi terpakai.",
     "No unit gets more than 12.5% of all seats used."),
    ("MAX_COURSES_PER_PERSON: x", "Seorang pegawai mendapat paling banyak 2 pelatihan.",
     "Nobody gets more than 2 courses."),
    ("SEATS: x", "Peserta tidak melebihi kursi yang tersisa pada angkatan.",
     "No more participants than the session has seats left."),
    ("SNAPSHOT: lain", "SNAPSHOT: lain", "SNAPSHOT: lain"),
])  # fmt: skip
def test_a_conflict_is_a_sentence_in_the_language_of_the_page(
    told: str, indonesian: str, english: str
) -> None:
    request: dict[str, Any] = {**ROW.request, "rules": {"MAX_UNIT_SHARE": 0.125}}
    row = replace(ROW, request=request, failure={"conflict": [told]})
    for language, text in (("id", indonesian), ("en", english)):
        with pages_app().test_request_context(headers={"Accept-Language": language}):
            assert conflicts(row) == [text]
    with pages_app().test_request_context():
        assert conflicts(replace(row, failure={"code": "X"})) == conflicts(ROW) == []


def test_prices_are_told_with_names_instead_of_codes() -> None:
    bindings = [
        {"rule": rule, "subject": subject, "price": 0.25, "text": ""}
        for rule, subject in (
            ("SEATS", "S1"), ("UNIT_BUDGET", "U1"), ("WHOLE_BUDGET", "x"), ("MAX_UNIT_SHARE", "Dinas Kominfo")
        )
    ]  # fmt: skip
    sources = [{"account": "U1", "unit": "Dinas Kominfo", "source": "APBD"}]
    with pages_app().test_request_context():
        assert prices(content(bindings=bindings, sources=sources)) == [
            "Satu kursi lagi pada Pelatihan S1 (S1, mulai 3 Agustus 2026) membeli sekitar 0,250 poin.",
            "Rp 10 juta lagi untuk Dinas Kominfo membeli sekitar 0,250 poin.",
            "Rp 10 juta lagi untuk seluruh instansi membeli sekitar 0,250 poin.",
            "Kelonggaran satu kursi pada “Bagian satu unit paling banyak” (Dinas Kominfo) membeli sekitar "
            "0,250 poin.",
        ]
    with pages_app().test_request_context(headers={"Accept-Language": "en"}):
        assert prices(content())[0] == (
            "One more seat in Pelatihan S1 (S1, from 3 August 2026) buys about 0.200 points."
        )

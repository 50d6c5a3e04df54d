"""Needs on the small world, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recommender.needs.rulebook import read_rulebook
from recommender.web import need_answers
from recommender.web.answer_models import PersonNeedsAnswer, UnitNeedsAnswer
from recommender.web.need_answers import person_needs, unit_needs
from tests.small_world import AS_OF
from tests.web.fake_service import bearer, fake_app, small_bundle

CLIENT = fake_app().test_client()
BOOK = read_rulebook().on(AS_OF)


def get(path: str) -> Any:
    return CLIENT.get(path, headers=bearer("planner-key")).get_json()


def owed(needs: Any) -> set[tuple[str, str]]:
    return {(one["rule"], one["subject"]) for one in needs["entitlement_needs"]}


def test_a_person_s_gaps_and_entitlements_stand_apart() -> None:
    answer = get("/v1/asn/A1/needs")
    PersonNeedsAnswer.model_validate(answer)
    (gap,) = answer["gap_needs"]
    assert (gap["competency_id"], gap["level"], gap["required"], gap["gap"]) == ("M.03", 2, 3, 1)
    assert (gap["weight"], gap["priority"], gap["method"]) == (0.5, 0.5, "ASSESSMENT_CENTER")
    assert {("JP_MINIMUM", "")} <= owed(answer)
    jp = next(one for one in answer["entitlement_needs"] if one["rule"] == "JP_MINIMUM")
    assert (jp["missing"], jp["value"], jp["unit"]) == (20, 20, "JP")
    assert "20 JP" in jp["text"]
    assert jp["legal_basis"]


def test_who_has_the_hours_is_owed_none() -> None:
    assert ("JP_MINIMUM", "") not in owed(get("/v1/asn/A2/needs"))


def test_a_unit_adds_up_all_below_it() -> None:
    answer = get("/v1/units/U2/needs")
    UnitNeedsAnswer.model_validate(answer)
    assert (answer["name"], answer["people"]) == ("Seksi Layanan", 3)
    assert answer["gap_needs"] == [
        {"competency_id": "M.05", "name": "Pelayanan Publik", "people": 2, "mean_gap": 1.5, "priority": 2.5},
        {"competency_id": "M.03", "name": "Komunikasi", "people": 1, "mean_gap": 1.0, "priority": 0.5},
    ]
    jp = [one for one in answer["entitlement_needs"] if one["rule"] == "JP_MINIMUM"]
    assert [(one["people"], one["missing"]) for one in jp] == [(1, 20), (1, 20)], "A1 as PNS, A5 as PPPK"
    assert get("/v1/units/U0/needs")["people"] == get("/v1/units/U1/needs")["people"] == 6


def test_chunks_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = unit_needs(small_bundle(), np.arange(6), book=BOOK)
    monkeypatch.setattr(need_answers, "_CHUNK", 2)
    assert unit_needs(small_bundle(), np.arange(6), book=BOOK) == whole


def test_an_empty_unit_needs_nothing() -> None:
    assert unit_needs(small_bundle(), np.arange(0), book=BOOK) == {
        "people": 0, "gap_needs": [], "entitlement_needs": [], "notes": [],
    }  # fmt: skip


def test_without_records_nothing_is_said_to_be_owed() -> None:
    bundle = small_bundle(switched_off=("training_records",))
    needs = person_needs(bundle, bundle.people.take([0]), book=BOOK)
    assert needs["entitlement_needs"] == []
    assert len(needs["gap_needs"]) == 1
    assert "training_records" in needs["notes"][0]


def test_a_person_without_a_known_post_has_no_gap() -> None:
    bundle = small_bundle()
    person = replace(bundle.people.take([0]), position=np.array([-1], np.int32))
    assert person_needs(bundle, person, book=BOOK)["gap_needs"] == []

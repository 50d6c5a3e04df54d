from __future__ import annotations

import json
from typing import Any

import pytest

from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.errors import ServiceError
from recommender.planning.proposal import make_proposal
from recommender.planning.rules import RULES
from recommender.store.plan_content import content_digest, participants, small_classes

ASKED = {"year": 2027, "budget": 3e7, "rules": {"RESERVES": 2.0}, "lock": [], "ban": [], "drop": []}


@pytest.fixture(scope="module")
def propose(province_snapshot, province_trained):
    def call(unit_id: str | None = None, objectors: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
        return make_proposal(
            province_trained.bundle, province_snapshot, version="V", request={**ASKED, **changes},
            unit_id=unit_id, objectors=objectors,
        )  # fmt: skip

    return call


@pytest.fixture(scope="module")
def plain(propose):
    return propose()


def test_the_content_is_json_that_keeps_its_budget_and_classes(plain):
    again = json.loads(json.dumps(plain))
    assert content_digest(again) == content_digest(plain)
    taken = list(participants(plain))
    assert 0 < sum(one["cost"] for one in taken) <= 3e7
    assert plain["whole"] <= 3e7
    assert small_classes(plain) == []
    assert {one["session_id"] for one in plain["sessions"]} == {one["session_id"] for one in taken}
    assert any(one["status"] == "CADANGAN" for one in plain["places"])
    assert 0 <= plain["figures"]["gap"] < 0.05


def test_who_objects_gets_no_place_and_no_reserve(plain, propose):
    gone = tuple({one["asn_id"] for one in plain["places"]})[:5]
    assert not {one["asn_id"] for one in propose(objectors=gone)["places"]} & set(gone)


def test_a_unit_plans_its_own_people(plain, propose, province_trained):
    unit_id = max(one["unit_id"] for one in plain["places"])
    rules = {"RESERVES": 1.0}
    try:
        places = propose(unit_id=unit_id, rules=rules)["places"]
    except ServiceError as failure:
        pytest.fail(str(failure))
    units = province_trained.bundle.units
    for one in places:
        row = units.ids.row(one["unit_id"])
        while row >= 0 and units.ids[row] != unit_id:
            row = int(units.parent[row])
        assert row >= 0


def test_locks_and_bans_pass_through(plain, propose):
    first = next(participants(plain))
    pair = [first["asn_id"], first["session_id"]]
    banned = {(one["asn_id"], one["session_id"]) for one in propose(ban=[pair])["places"]}
    assert tuple(pair) not in banned
    assert pair in [[one["asn_id"], one["session_id"]] for one in participants(propose(lock=[pair]))]
    with pytest.raises(ServiceError, match="PLAN_LOCK_REFUSED"):
        propose(lock=[pair], objectors=(first["asn_id"],))
    with pytest.raises(ServiceError, match="PLAN_INFEASIBLE") as told:
        propose(lock=[pair], rules={"MAX_JP_PER_DAY": 0.0})
    assert [one.split(":")[0].split()[0] for one in told.value.context["conflict"]] == [
        "LOCK",
        "MAX_JP_PER_DAY",
    ]


def test_the_fields_of_pages_are_the_rules_that_can_be_set():
    fields = {one.code: (one.low, one.high) for one in PLAN_FIELDS}
    assert fields == {one.code: (one.low, one.high) for one in RULES if not one.always}
    defaults = {one.code: one.default for one in RULES if one.default is not None}
    assert defaults.items() <= {one.code: one.default for one in PLAN_FIELDS}.items()

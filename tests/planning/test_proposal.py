from __future__ import annotations

import json
from typing import Any

import pytest

from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS, UNASKED
from recommender.errors import ServiceError
from recommender.planning.problem import Problem
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
def reads() -> list[int]:
    """One entry for each time the costs of all candidates were made for ``plain``."""
    return []


@pytest.fixture(scope="module")
def plain(propose, reads):
    made = Problem.cost.fget
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Problem, "cost", property(lambda problem: reads.append(1) or made(problem)))
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


def test_costs_of_all_candidates_are_not_made_for_each_place(plain, reads):
    assert 0 < len(reads) < len(plain["places"]) / 4


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


def test_what_ifs_stand_beside_the_plan_and_change_what_they_say(plain, propose):
    dropped = plain["sessions"][0]["session_id"]
    content = propose(what_if=["budget:-50%", f"session:{dropped}", "off:MAX_COURSES_PER_PERSON"])
    mine, poorer, without, free = content["outcomes"]
    assert mine["name"] == "" and mine["seats"] == len(list(participants(plain)))
    assert poorer["cost"] <= 0.5 * plain["whole"] and poorer["benefit"] < mine["benefit"]
    assert without["value"] <= mine["bound"] + 1e-6 and free["value"] >= mine["value"] - 1e-6
    assert plain["outcomes"] == []


def test_seats_are_drawn_with_the_seed_that_was_given(plain, propose):
    first, again = propose(lottery=7), propose(lottery=7)
    assert content_digest(first) == content_digest(again)
    assert plain["draws"] == []
    held = {(one["asn_id"], one["session_id"]) for one in participants(first)}
    for draw in first["draws"]:
        assert draw["seed"] == 7 and draw["odds"] == len(draw["drawn"]) / len(draw["eligible"])
        got = {one for one in draw["eligible"] if (one, draw["session_id"]) in held}
        assert got == set(draw["drawn"])
    with pytest.raises(ServiceError, match="PLAN_LOTTERY_RULES"):
        propose(lottery=7, rules={"MAX_UNIT_SHARE": 0.5})


def test_a_default_rule_can_be_left_out(propose):
    assert "MAX_COURSES_PER_PERSON" not in propose(off=["MAX_COURSES_PER_PERSON"])["settings"]


def test_the_fields_of_pages_are_the_rules_that_can_be_set():
    assert set(FIXED_RULES) == {one.code for one in RULES if one.always}
    fields = {one.code: (one.low, one.high) for one in PLAN_FIELDS}
    assert fields == {one.code: (one.low, one.high) for one in RULES if not one.always}
    defaults = {one.code: one.default for one in RULES if one.default is not None}
    assert defaults == UNASKED
    assert defaults.items() <= {one.code: one.default for one in PLAN_FIELDS}.items()

from __future__ import annotations

from typing import Any

import pytest

from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.errors import BadInput
from recommender.store.database import Database
from recommender.store.plan_check import NOT_TOLD, broken_rules, newly_broken
from recommender.store.plan_content import Decision
from recommender.store.plans import Plans
from tests.store.plan_world import account, content, place, proposed

PPPK = {"employment": "PPPK"}


def told(**settings: float) -> list[str]:
    """What a plan of A1 in S1, A3 (PPPK) in S1 and S2 breaks; 40 JP each, S1 five days, S2 one."""
    world = content(settings=settings)
    world["places"] = [place("A1", "S1", unit_id="U2", unit="Seksi"), place("A3", "S1", **PPPK),
                       place("A3", "S2", **PPPK), place("A4", "S2", "CADANGAN")]  # fmt: skip
    return [one.text for one in broken_rules(world)]


@pytest.mark.parametrize(
    ("rule", "kept", "broken", "why"),
    [
        ("MAX_COURSES_PER_PERSON", 2, 1, "A3 mendapat 2 pelatihan, batasnya 1."),
        ("MAX_DAYS_AWAY", 6, 5, "A3 mendapat 6 hari, batasnya 5."),
        ("MAX_JP_PER_PERSON", 80, 79, "A3 mendapat 80 JP, batasnya 79."),
        ("MAX_UNIT_SHARE", 0.7, 0.6, "Dinas Kominfo 2 dari 3 kursi, paling banyak 60%."),
        ("MAX_PPPK_SHARE", 0.7, 0.6, "2 dari 3 kursi, paling banyak 60%."),
        ("MIN_PPPK_SHARE", 0.6, 0.7, "2 dari 3 kursi, paling sedikit 70%."),
        ("MIN_KLASIKAL_SHARE", 1, 1.1, "3 dari 3 kursi, paling sedikit 110%."),
    ],
)
def test_each_rule_is_told_with_its_reason(rule: str, kept: float, broken: float, why: str) -> None:
    label = next(one.label for one in PLAN_FIELDS if one.code == rule)
    assert told(**{rule: kept}) == []
    assert told(**{rule: broken}) == [f"{label}: {why}"]


def test_every_setting_is_checked_said_not_to_be_or_forbids_nothing() -> None:
    forbids_nothing = {"RESERVES", "DIAL", "ENTITLEMENT_WEIGHT"}
    of_the_session_alone = {"MAX_JP_PER_DAY"}
    checked = {
        "MAX_COURSES_PER_PERSON", "MAX_DAYS_AWAY", "MAX_JP_PER_PERSON", "MAX_UNIT_SHARE", "MAX_PPPK_SHARE",
        "MIN_PPPK_SHARE", "MIN_KLASIKAL_SHARE",
    }  # fmt: skip
    assert {one.code for one in PLAN_FIELDS} == (
        checked | set(NOT_TOLD) | forbids_nothing | of_the_session_alone
    )


def test_only_what_held_before_is_newly_broken() -> None:
    before = content(settings={"MAX_COURSES_PER_PERSON": 1.0})
    assert [one.subject for one in broken_rules(before)] == ["A3"]
    assert newly_broken(before, before) == []


def test_a_swap_that_breaks_a_rule_is_refused_with_the_reason(database: Database) -> None:
    planner = account(database, "planner")
    changes: dict[str, Any] = {"settings": {"MAX_PPPK_SHARE": 0.3}}
    world = content()
    for one in world["places"]:
        one["employment"] = "PPPK" if one["asn_id"] == "A4" else "PNS"
    plan = proposed(database, planner, places=world["places"], **changes)
    with pytest.raises(BadInput, match="Bagian PPPK paling banyak: 1 dari 3 kursi, paling banyak 30%"):
        Plans(database).decide(planner, plan, Decision("SWAP", "S1", "A3", "A4", "TUGAS"), revision=1)
    Plans(database).decide(planner, plan, Decision("DECLINE", "S1", "A3", reason="TUGAS"), revision=1)

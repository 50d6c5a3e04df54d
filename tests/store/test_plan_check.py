from __future__ import annotations

from typing import Any

import pytest

from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.errors import BadInput
from recommender.store.database import Database
from recommender.store.plan_check import broken_rules, newly_broken
from recommender.store.plan_content import Decision
from recommender.store.plans import Plans
from tests.store.plan_world import account, content, place, proposed

PPPK = {"employment": "PPPK"}
RULES = [
    ("MAX_COURSES_PER_PERSON", 2, 1, "A3 mendapat 2 pelatihan, batasnya 1."),
    ("MAX_DAYS_AWAY", 6, 5, "A3 mendapat 6 hari, batasnya 5."),
    ("MAX_JP_PER_PERSON", 80, 79.5, "A3 mendapat 80 JP, batasnya 79,5."),
    ("MAX_UNIT_SHARE", 0.8, 0.7, "Dinas Kominfo 3 dari 4 kursi, paling banyak 70%."),
    ("MAX_REGION_SHARE", 0.8, 0.7, "1871 3 dari 4 kursi, paling banyak 70%."),
    ("MAX_PPPK_SHARE", 0.5, 0.375, "2 dari 4 kursi, paling banyak 37,5%."),
    ("MIN_PPPK_SHARE", 0.5, 0.6, "2 dari 4 kursi, paling sedikit 60%."),
    ("MIN_KLASIKAL_SHARE", 1, 1.1, "4 dari 4 kursi, paling sedikit 110%."),
    ("MAX_UNIT_SHARE_AWAY", 0.5, 0.4, "Dinas Kominfo 2 orang pada 3 Agustus 2026, paling banyak 1."),
    ("MIN_20JP_COVERAGE", 0.3, 0.4, "3 dari 10 pegawai, paling sedikit 40%."),
    ("MANDATORY_FIRST", 0, 1, "A1 mendapat pelatihan lain sebelum pelatihan wajibnya."),
]


def told(**settings: float) -> list[str]:
    """What a plan of A1 in S1, A3 (PPPK) in S1 and S2 breaks; 40 JP each, S1 five days, S2 one.

    A3 is of U1 with 4 people and is owed S2; 10 people are planned, one of them had 20 JP before.
    """
    world = content(settings=settings)
    world["places"] = [
        place("A1", "S1", unit_id="U2", unit="Seksi", region="1801", owed=True),
        place("A3", "S1", owed=True, **PPPK), place("A3", "S2", owed=True, mandatory=True, **PPPK),
        place("A4", "S2", "CADANGAN"), place("A7", "S1", jp_before=20.0),
    ]  # fmt: skip
    return [one.text for one in broken_rules(world)]


@pytest.mark.parametrize(("rule", "kept", "broken", "why"), RULES)
def test_each_rule_is_told_with_its_reason(rule: str, kept: float, broken: float, why: str) -> None:
    label = next(one.label for one in PLAN_FIELDS if one.code == rule)
    assert told(**{rule: kept}) == []
    assert told(**{rule: broken}) == [f"{label}: {why}"]


def test_every_setting_is_checked_or_forbids_nothing() -> None:
    forbids_nothing = {"RESERVES", "DIAL", "ENTITLEMENT_WEIGHT"}
    of_the_session_alone = {"MAX_JP_PER_DAY"}
    assert {one.code for one in PLAN_FIELDS} == {
        rule for rule, *_ in RULES
    } | forbids_nothing | of_the_session_alone


def test_a_content_without_the_facts_is_not_judged_by_them() -> None:
    old = content(settings={"MIN_20JP_COVERAGE": 1.0, "MAX_REGION_SHARE": 0.1, "MAX_UNIT_SHARE_AWAY": 0.1})
    del old["staff"]
    for one in old["places"]:
        del one["region"]
    assert broken_rules(old) == []


def test_only_what_held_before_is_newly_broken() -> None:
    before = content(settings={"MAX_COURSES_PER_PERSON": 1.0})
    assert [one.subject for one in broken_rules(before)] == ["A3"]
    assert newly_broken(before, before) == []


def test_units_of_one_name_are_told_apart() -> None:
    """Sekretariat U1 is over its share already; that a swap puts Sekretariat U2 over its own is new."""

    def world(*units: str) -> dict[str, object]:
        found = content(settings={"MAX_UNIT_SHARE": 0.3})
        found["places"] = [
            place(f"A{at}", "S1", unit_id=unit, unit="Sekretariat") for at, unit in enumerate(units)
        ]
        return found

    before, after = world("U1", "U1", "U2", "U3", "U4"), world("U1", "U1", "U2", "U2", "U4")
    assert [one.subject for one in newly_broken(before, after)] == ["U2"]


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


def test_what_is_handed_in_keeps_every_rule(database: Database) -> None:
    """A1 and A3 in S1, A3 in S2: after A1's refusal two of two places are of one unit."""
    planner, plans = account(database, "planner"), Plans(database)
    plan = proposed(database, planner, settings={"MAX_UNIT_SHARE": 0.7})
    plans.decide(planner, plan, Decision("DECLINE", "S1", "A1", reason="TUGAS"), revision=1)
    with pytest.raises(BadInput, match="Dinas Kominfo 2 dari 2 kursi, paling banyak 70%") as told:
        plans.decide(planner, plan, Decision("SUBMIT"), revision=2)
    assert told.value.code == "PLAN_RULES_BROKEN"
    whole = proposed(database, planner, settings={"MAX_UNIT_SHARE": 0.7})
    assert plans.decide(planner, whole, Decision("SUBMIT"), revision=1)["state"] == "SUBMITTED"

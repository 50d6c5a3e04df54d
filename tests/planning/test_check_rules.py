"""Each rule of a plan is broken once in a sheet of two sessions, and the checker sees exactly that rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from recommender.planning.check import check_sheet
from recommender.planning.check_rules import CHECKS
from recommender.planning.check_sheet import Sheet
from recommender.planning.rules import RULES

METHOD = Path(__file__).resolve().parents[2] / "docs" / "method.md"
START = date(2027, 3, 1)
UNITS = {"U0": {"unit_id": "U0", "parent_id": None, "region_code": "18"}} | {
    f"U{one}": {"unit_id": f"U{one}", "parent_id": "U0", "region_code": f"180{one}"} for one in (1, 2)
}
POSITIONS = {"P": {"position_class": "PELAKSANA"}, "K": {"position_class": "PENGAWAS"}}
COURSES = {
    "C1": {"title": "Pelayanan Publik", "form": "KLASIKAL", "jp": 40, "dev_kind_id": 5},
    "C2": {"title": "Arsip Digital", "form": "NONKLASIKAL", "jp": 10, "dev_kind_id": 5},
    "C3": {"title": "Pelatihan Kepemimpinan Pengawas", "form": "KLASIKAL", "jp": 40, "dev_kind_id": 1},
}
"""C1 and C3 last five days, C2 one."""


def person(number: int, **changes: Any) -> dict[str, Any]:
    """A1 and A3 are of U1, A2 and A4 of U2; A4 is a PPPK."""
    known = {
        "asn_id": f"A{number}", "unit_id": f"U{1 if number % 2 else 2}", "position_id": "P",
        "employment": "PPPK" if number == 4 else "PNS", "born_on": None, "legal_status": "01",
    }  # fmt: skip
    return known | changes


def session(number: int, **changes: Any) -> dict[str, Any]:
    """S1 of C1 and so on, ten days apart."""
    course = f"C{number}"
    first = START + timedelta(days=10 * number)
    last = first + timedelta(days=0 if course == "C2" else 4)
    terms = {"course_id": course, "cost_per_participant": 1e6, "max_class": None, "min_class": None}
    return {
        "session_id": f"S{number}", "course_id": course, "starts_on": first, "ends_on": last, "seats": 30,
        "min_seats": None, "cost_per_participant": None, "status": "DIBUKA", "enrolled": 0,
        "course": COURSES[course] | terms,
    } | changes  # fmt: skip


def place(who: int, where: int, of: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    held = session(where, **changes)
    return {
        "asn_id": f"A{who}", "session_id": held["session_id"], "course_id": held["course_id"],
        "session": held, "course": held["course"], "person": person(who, **(of or {})), "enrolled": 0,
    }  # fmt: skip


def sheet(places: Iterable[dict[str, Any]], rules: dict[str, float], **changes: Any) -> Sheet:
    """A plan for four people, two in each unit."""
    people = {f"A{number}": person(number) for number in (1, 2, 3, 4)}
    known: dict[str, Any] = {
        "places": list(places), "reserves": [], "rules": rules, "units": UNITS, "people": people,
        "size": Counter(one["unit_id"] for one in people.values()), "positions": POSITIONS,
        "courses": COURSES, "as_of": date(2026, 10, 31), "sessions": [session(one) for one in (1, 2, 3)],
    }  # fmt: skip
    return Sheet(**known | changes)


MIXED = [place(1, 1), place(1, 2), place(2, 1), place(3, 2), place(4, 1)]
"""Five places: three in S1 (classroom), two in S2; units 3 : 2, one PPPK; all but A3 reach 20 JP."""
OWED = {"position_id": "K"}


def limited(places: list[dict[str, Any]], rule: str, kept: float, broken: float) -> tuple[Sheet, Sheet]:
    """One plan under a value of the rule that it keeps and one that it breaks."""
    return sheet(places, {rule: kept}), sheet(places, {rule: broken})


def found(one: Sheet) -> set[str]:
    return {violation.rule for violation in check_sheet(one)}


CASES: dict[str, tuple[Sheet, Sheet]] = {
    "SEATS": (sheet([place(1, 1, seats=1)], {"SEATS": 0}),
              sheet([place(1, 1, seats=1), place(2, 1, seats=1)], {"SEATS": 0})),
    "MIN_CLASS": (sheet([place(1, 1, min_seats=2), place(2, 1, min_seats=2)], {"MIN_CLASS": 0}),
                  sheet([place(1, 1, min_seats=2)], {"MIN_CLASS": 0})),
    "UNIT_BUDGET": tuple(sheet([place(1, 1), place(3, 1)], {"UNIT_BUDGET": 0},
                               budgets=[{"unit_id": "U1", "ceiling": cap}]) for cap in (2e6, 1.9e6)),
    "WHOLE_BUDGET": tuple(sheet([place(1, 1), place(2, 1)], {"WHOLE_BUDGET": 0},
                                budgets=[{"unit_id": None, "ceiling": cap}]) for cap in (2e6, 1.9e6)),
    "OVERLAP": tuple(sheet([place(1, 1), place(1, 2, starts_on=START + timedelta(days=day),
                                              ends_on=START + timedelta(days=day))], {"OVERLAP": 0})
                     for day in (15, 14)),
    "ONE_PER_COURSE": (sheet([place(1, 1), place(1, 2)], {"ONE_PER_COURSE": 0}),
                       sheet([place(1, 1), place(1, 1)], {"ONE_PER_COURSE": 0})),
    "MAX_COURSES_PER_PERSON": limited([place(1, 1), place(1, 2)], "MAX_COURSES_PER_PERSON", 2, 1),
    "MAX_DAYS_AWAY": limited([place(1, 1), place(1, 2)], "MAX_DAYS_AWAY", 5, 4),
    "MAX_JP_PER_PERSON": limited([place(1, 1), place(1, 2)], "MAX_JP_PER_PERSON", 50, 49),
    "MAX_JP_PER_DAY": limited([place(1, 1)], "MAX_JP_PER_DAY", 8, 7),
    "MAX_UNIT_SHARE": limited(MIXED, "MAX_UNIT_SHARE", 0.6, 0.5),
    "MAX_REGION_SHARE": limited(MIXED, "MAX_REGION_SHARE", 0.6, 0.5),
    "MAX_PPPK_SHARE": limited(MIXED, "MAX_PPPK_SHARE", 0.2, 0.1),
    "MIN_PPPK_SHARE": limited(MIXED, "MIN_PPPK_SHARE", 0.2, 0.3),
    "MIN_KLASIKAL_SHARE": limited(MIXED, "MIN_KLASIKAL_SHARE", 0.6, 0.7),
    "MAX_UNIT_SHARE_AWAY": limited([place(1, 1), place(3, 1)], "MAX_UNIT_SHARE_AWAY", 1, 0.9),
    "MIN_20JP_COVERAGE": limited(MIXED, "MIN_20JP_COVERAGE", 0.75, 0.8),
    "MANDATORY_FIRST": (sheet([place(1, 3, OWED), place(1, 1, OWED)], {"MANDATORY_FIRST": 1}),
                        sheet([place(1, 1, OWED)], {"MANDATORY_FIRST": 1})),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_a_broken_rule_is_seen_and_no_other(rule: str) -> None:
    kept, broken = CASES[rule]
    assert found(kept) == set()
    assert found(broken) == {rule}


def test_every_rule_that_forbids_something_has_its_function_and_its_case() -> None:
    forbids_nothing = {"ENTITLEMENT_WEIGHT", "DIAL"}
    has_its_own_module = {"RESERVES"}
    assert set(CASES) == set(CHECKS)
    assert {one.code for one in RULES} == set(CHECKS) | forbids_nothing | has_its_own_module


def test_a_rule_that_is_off_is_not_looked_at() -> None:
    for _, broken in CASES.values():
        assert found(replace(broken, rules={})) == set()


def test_the_method_page_names_the_functions_of_every_rule() -> None:
    text = METHOD.read_text("utf-8")
    for rule in RULES:
        solver = rule.shared or rule.sets or rule.candidates
        names = [one.__name__ for one in (solver, CHECKS.get(rule.code)) if one is not None]
        (line,) = (one for one in text.splitlines() if one.startswith(f"| `{rule.code}` |"))
        assert all(f"`{name}`" in line for name in names), line


@pytest.mark.parametrize(
    ("changes", "places", "rule"),
    [
        ({"unknown": ["A9:S1"]}, [], "UNKNOWN"),
        ({}, [place(1, 1, status="BATAL")], "SESSION_STATUS"),
        ({}, [place(1, 1, {"legal_status": "03"})], "LEGAL_STATUS"),
        ({"people": {"A2": person(2)}}, [place(1, 1)], "SCOPE"),
        ({"wishes": [("LOCK", "A1:S1")]}, [], "LOCK"),
        ({"wishes": [("BAN", "A1:S1")]}, [place(1, 1)], "BAN"),
        ({"wishes": [("DROPPED", "S1")]}, [place(1, 1)], "DROPPED"),
    ],
)
def test_what_always_holds(changes: dict[str, Any], places: list[dict[str, Any]], rule: str) -> None:
    assert found(sheet(places, {}, **changes)) == {rule}


@pytest.mark.parametrize(
    "why",
    [
        {"wishes": [("BAN", "A1:S3")]}, {"wishes": [("DROPPED", "S3")]},
        {"sessions": [session(3, seats=0)]}, {"sessions": [session(3, status="BATAL")]},
        {"sessions": [session(3, starts_on=date(2026, 10, 31))]},
        {"course_rules": {"C3": [{"rule": "EMPLOYMENT_IN", "value": "PPPK"}]}},
        {"records": {"A1": [{"course_id": "C3", "status": "LULUS", "ends_on": date(2020, 1, 1)}]}},
    ],
)  # fmt: skip
def test_nothing_is_owed_that_cannot_be_given_or_was_passed(why: dict[str, Any]) -> None:
    assert found(sheet([place(1, 1, OWED)], {"MANDATORY_FIRST": 1}, **why)) == set()

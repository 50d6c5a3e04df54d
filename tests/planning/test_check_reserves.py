"""Reserves who would break a rule by moving up are seen, whoever leaves."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.planning.check import check_sheet
from tests.planning.test_check_rules import MIXED, OWED, place, sheet


def told(places: list[dict[str, Any]], reserves: list[dict[str, Any]], **rules: Any) -> list[str]:
    """What the reserves would break; ``budgets`` may stand among the rules."""
    changes = {name: rules.pop(name) for name in ("budgets",) if name in rules}
    made = sheet(places, {"RESERVES": 1, **rules}, reserves=reserves, **changes)
    return [one.text.split()[0] for one in check_sheet(made) if one.rule == "RESERVES"]


@pytest.mark.parametrize(
    ("reserve", "rules", "broken"),
    [
        (place(3, 1), {}, []),
        (place(3, 1), {"MAX_UNIT_SHARE": 0.6}, ["MAX_UNIT_SHARE"]),
        (place(3, 1), {"MAX_UNIT_SHARE": 0.8}, []),
        (place(3, 1), {"MAX_REGION_SHARE": 0.6}, ["MAX_REGION_SHARE"]),
        (place(3, 1), {"MIN_PPPK_SHARE": 0.2}, ["MIN_PPPK_SHARE"]),
        (place(3, 1, {"employment": "PPPK"}), {"MAX_PPPK_SHARE": 0.2}, ["MAX_PPPK_SHARE"]),
        (place(3, 1), {"MAX_UNIT_SHARE_AWAY": 0.5}, ["MAX_UNIT_SHARE_AWAY"]),
        (place(3, 1), {"MAX_UNIT_SHARE_AWAY": 1}, []),
        (place(3, 1), {"MIN_20JP_COVERAGE": 0.75}, []),
        (place(2, 2), {"MIN_20JP_COVERAGE": 0.75}, []),
        (place(3, 1), {"MAX_COURSES_PER_PERSON": 1}, ["MAX_COURSES_PER_PERSON"]),
        (place(3, 1, OWED), {"MANDATORY_FIRST": 1}, ["MANDATORY_FIRST"]),
        (place(3, 3), {}, ["RESERVES"]),
    ],
)
def test_a_reserve_keeps_the_rules_whoever_leaves(
    reserve: dict[str, Any], rules: dict[str, float], broken: list[str]
) -> None:
    """MIXED has units 3 : 2 of five places and one PPPK; a reserve of U1 may replace one of U2."""
    assert told(MIXED, [reserve], **rules) == broken


def test_the_account_of_the_reserve_has_room_unless_it_pays_already() -> None:
    budgets = [{"unit_id": "U1", "ceiling": 1.5e6}]
    both = [place(1, 1), place(2, 1)]
    assert told(both, [place(3, 1)], UNIT_BUDGET=0, budgets=budgets) == ["UNIT_BUDGET"]
    assert told([place(1, 1)], [place(3, 1)], UNIT_BUDGET=0, budgets=budgets) == []


def test_no_more_reserves_than_asked_for_and_nobody_twice() -> None:
    assert told([place(1, 1)], [place(2, 1), place(3, 1)]) == ["2"]
    assert told([place(1, 1), place(1, 2)], [place(2, 1), place(2, 2)]) == ["RESERVES", "RESERVES"]


def test_a_leaver_who_was_counted_must_be_made_up_for() -> None:
    """A1 alone reaches 20 JP; A2 in his place would too, A1 already replaced by a short course would not."""
    assert told([place(1, 1)], [place(2, 1)], MIN_20JP_COVERAGE=0.25) == []
    held = [place(1, 1), place(2, 1)]
    assert told(held, [place(2, 3)], MIN_20JP_COVERAGE=0.5) == ["RESERVES"]

from __future__ import annotations

from recommender.web.planner.plan_words import rules_beside
from tests.store.plan_world import content
from tests.web.planner.pages import pages_app


def test_a_rule_of_one_plan_alone_stands_beside_nothing() -> None:
    first = {**content(), "settings": {"MAX_PPPK_SHARE": 0.4, "MANDATORY_FIRST": 1.0}}
    second = {**content(), "settings": {"MAX_DAYS_AWAY": 10.0, "MANDATORY_FIRST": 0.0}}
    with pages_app().test_request_context():
        found = {label: (one, other) for label, one, other in rules_beside(first, second)}
    assert sorted(found.values()) == [("40%", "–"), ("ya", "–"), ("–", "10 hari")]

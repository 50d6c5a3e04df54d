from __future__ import annotations

from recommender.store.database import Database
from recommender.store.plan_check import broken_rules
from recommender.store.plan_content import Content, Decision, content_digest
from recommender.store.plan_memory import Known, PlanMemory
from recommender.store.plans import Plans
from tests.store.plan_world import account, content, proposed


def test_the_last_contents_are_kept_and_the_oldest_use_is_forgotten() -> None:
    made: list[str] = []

    def make(name: str) -> Content:
        made.append(name)
        return {"name": name}

    memory = PlanMemory(most=2)
    for name in "abacab":
        assert memory.get(name, lambda name=name: make(name)).content == {"name": name}  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_what_is_kept_is_what_the_digest_says_after_every_decision(database: Database) -> None:
    """A second process, which has nothing at hand, reads the same."""
    planner = account(database, "planner")
    plan_id, plans = proposed(database, planner), Plans(database)
    first = plans.view(plan_id)
    assert plans.view(plan_id).content is first.content
    before = content_digest(first.content or {})
    for revision, decision in enumerate((
        Decision("ACCEPT", "S1"), Decision("SWAP", "S1", "A3", "A4", "TUGAS"), Decision("DECLINE", "S2", "A3",
        reason="TUGAS"),
    ), start=1):  # fmt: skip
        plans.decide(planner, plan_id, decision, revision=revision)
        view = plans.view(plan_id)
        assert content_digest(view.content or {}) == view.digest
        assert view.content == Plans(database).view(plan_id).content
    assert content_digest(first.content or {}) == before


def test_broken_rules_are_those_of_the_content() -> None:
    told = content(settings={"MAX_COURSES_PER_PERSON": 1.0})
    assert list(Known(told).broken) == broken_rules(told) != []

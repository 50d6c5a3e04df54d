from __future__ import annotations

from recommender.store.database import Database
from recommender.store.plan_content import Decision
from recommender.store.plan_swaps import Swap, planner_swaps
from recommender.store.plans import Plans
from tests.store.plan_world import account, proposed


def test_a_swap_names_the_course_of_its_session_and_other_decisions_are_left_out(database: Database) -> None:
    planner = account(database, "planner")
    plan_id, plans = proposed(database, planner), Plans(database)
    plans.decide(planner, plan_id, Decision("DECLINE", "S1", "A1", reason="TUGAS"), revision=1)
    swapped = Decision("SWAP", "S1", "A3", "A4", "TIDAK_RELEVAN")
    plans.decide(planner, plan_id, swapped, revision=2)
    assert planner_swaps(database) == (Swap("C1", "A3", "A4", "TIDAK_RELEVAN"),)


def test_without_plans_there_are_none(sqlite: Database) -> None:
    assert planner_swaps(sqlite) == ()

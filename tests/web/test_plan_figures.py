from __future__ import annotations

from recommender.store.plan_content import Decision, decided
from recommender.web.plan_figures import Totals, by_unit, cohorts, totals
from tests.store.plan_world import content


def test_what_a_plan_comes_to() -> None:
    assert totals(content()) == Totals(seats=3, people=2, cost=2_500_000.0, benefit=1.5)
    assert by_unit(content()) == [("Dinas Kominfo", 2, 2_000_000.0), ("Seksi Layanan", 1, 500_000.0)]


def test_a_session_tells_who_was_reviewed_who_left_and_that_it_became_small() -> None:
    plan = content(sessions=[{**one, "minimum": 2} for one in content()["sessions"]])
    after = decided(
        decided(plan, Decision("LOCK", "S1", "A1")), Decision("DECLINE", "S1", "A3", reason="TUGAS")
    )
    first, second = cohorts(after)
    assert [one["asn_id"] for one in (*first.taken, *first.reserves, *first.gone)] == ["A1", "A4", "A6", "A3"]
    assert (first.reviewed, first.small, first.total.cost) == (1, True, 500_000.0)
    assert (second.reviewed, second.small) == (0, True)

from __future__ import annotations

import pytest

from recommender.store.database import Database, open_database
from recommender.store.impact_studies import record_study
from recommender.web.impact_evidence import ImpactView, Interval, read_evidence
from recommender.web.store_view import STALE_SECONDS, StoreView
from tests.store.worlds import AUDIT_KEY
from tests.web.planner.impact_world import STUDY, asked, evidence, finding, stored


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'service.sqlite'}", audit_key=AUDIT_KEY)
    yield opened
    opened.close()


def written(database: Database, body: str) -> None:
    one = stored()
    record_study(
        database, snapshot_digest=one.snapshot_digest, as_of=one.as_of, body=body.encode(), actor="test"
    )


def test_a_newer_study_is_taken_over_and_a_broken_one_is_not(database: Database) -> None:
    view = ImpactView(database)
    view.look()
    assert view.current() is None
    written(database, stored().body)
    view.look()
    first = view.current()
    assert first is not None and first.people == 4321
    written(database, '{"people": 1}')
    view.look()
    assert view.current() is first
    written(database, stored(people=99).body)
    view.look()
    newest = view.current()
    assert newest is not None and newest.people == 99


def test_the_store_view_looks_with_everything_else(database: Database) -> None:
    now = [0.0]
    view = StoreView(database, clock=lambda: now[0])
    view.refresh()
    written(database, stored().body)
    assert view.impact() is None
    view.refresh()
    found = view.impact()
    assert found is not None and found.answers[0].label == "Semua pelatihan"
    written(database, stored(people=99).body)
    now[0] = STALE_SECONDS
    newest = view.impact()
    assert newest is not None and newest.people == 99


def test_figures_of_few_people_are_not_read() -> None:
    one = evidence().find("kinerja", "pelatihan", "C2")
    assert one is not None
    assert (one.people, one.estimate, one.finding) == (None, None, {})
    assert one.verdict == "terbukti"


@pytest.mark.parametrize(
    ("counted", "people", "person_years"),
    [({"people": 4}, None, None), ({"people": 6}, 5, 60), ({}, 60, None)],
)
def test_people_are_counted_and_not_their_years(
    counted: dict[str, int], people: int | None, person_years: int | None
) -> None:
    """Sixty rows of four people are left out; a study that counted no people hides what it hid before."""
    told = asked("pelatihan", "C1", "Satu", kinerja=finding("mungkin", "NOT_SURE", 3.0, 60, **counted))
    one = evidence(asked=[told]).find("kinerja", "pelatihan", "C1")
    assert one is not None
    assert (one.people, one.person_years) == (people, person_years)
    assert (one.estimate is None) == (people is None) == (one.finding == {})


@pytest.mark.parametrize(
    ("benefit", "worth"),
    [
        (Interval(0.4, 0.3, 0.5), Interval(0.8, 0.3, 2.0)),
        (Interval(0.1, -0.1, 0.3), Interval(0.2, -0.4, 1.2)),
    ],
)
def test_worth_is_as_wide_as_its_worst_ends(benefit: Interval, worth: Interval) -> None:
    found = evidence().point_value.of(benefit)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((worth.value, worth.low, worth.high))


@pytest.mark.parametrize("missing", ["value", "low", "high", "all"])
def test_without_a_value_nothing_is_worth_anything(missing: str) -> None:
    value = None if missing == "all" else {**STUDY["point_value"], missing: None}
    assert read_evidence(stored(point_value=value)).point_value.of(Interval(1.0, 1.0, 1.0)) is None

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommender.errors import ServiceError
from recommender.store.database import Database, open_database
from recommender.store.plan_jobs import ATTEMPTS, LEASE_SECONDS, beat, claim, fail, propose, waiting
from recommender.store.plans import Plans
from tests.store.plan_world import account, content
from tests.store.worlds import AUDIT_KEY, side_by_side


class Clock:
    """A clock that is set by hand."""

    moment = datetime(2026, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def claimed(url: str) -> bool:
    database = open_database(url, audit_key=AUDIT_KEY)
    found = claim(database) is not None
    database.close()
    return found


def test_one_process_gets_the_plan(url: str) -> None:
    database = open_database(url, audit_key=AUDIT_KEY)
    Plans(database).create(account(database, "planner"), title="R", request={"year": 2026})
    assert waiting(database)
    assert sorted(side_by_side(claimed, [(url,)] * 4)) == [False, False, False, True]
    assert not waiting(database)
    database.close()


def test_who_was_killed_is_replaced_and_what_it_still_writes_is_not_taken(url: str) -> None:
    clock = Clock()
    database = open_database(url, audit_key=AUDIT_KEY, clock=clock)
    plans, caller = Plans(database), account(database, "planner")
    plan_id = plans.create(caller, title="R", request={"year": 2026})
    first = claim(database)
    assert first is not None and first.request == {"year": 2026}
    assert beat(database, first, step="Menyusun", done=1, total=4) == "GO"
    assert (plans.view(plan_id).row.done, claim(database)) == (1, None)
    clock.moment += timedelta(seconds=LEASE_SECONDS + 1)
    second = claim(database)
    assert second is not None and second.lease != first.lease
    assert beat(database, first, step="x", done=2, total=4) == "GONE"
    assert not propose(database, first, content()) and not fail(database, first, {"code": "X"})
    assert propose(database, second, content())
    assert (plans.view(plan_id).row.state, plans.view(plan_id).content) == ("PROPOSED", content())
    database.close()


def test_a_plan_that_kills_every_process_fails(sqlite_url: str) -> None:
    clock = Clock()
    database = open_database(sqlite_url, audit_key=AUDIT_KEY, clock=clock)
    plans = Plans(database)
    plan_id = plans.create(account(database, "planner"), title="R", request={"year": 2026})
    for _ in range(ATTEMPTS):
        assert claim(database) is not None
        clock.moment += timedelta(seconds=LEASE_SECONDS + 1)
    assert claim(database) is None
    row = plans.view(plan_id).row
    assert row.state == "FAILED" and row.failure is not None and row.failure["code"] == "PLAN_WORKER_LOST"
    database.close()


def test_stopping_keeps_the_best_and_cancelling_gives_up(sqlite: Database) -> None:
    plans, caller = Plans(sqlite), account(sqlite, "planner")
    plan_id = plans.create(caller, title="R", request={"year": 2026})
    job = claim(sqlite)
    assert job is not None
    assert plans.stop(caller, plan_id, action="STOP") == "PLANNING"
    assert beat(sqlite, job, step="x", done=1, total=1) == "STOP"
    assert plans.stop(caller, plan_id, action="CANCEL") == "CANCELLED"
    assert beat(sqlite, job, step="x", done=1, total=1) == "GONE"
    with pytest.raises(ServiceError, match="PLAN_STATE"):
        plans.stop(caller, plan_id, action="CANCEL")

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from recommender.errors import ServiceError
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.keys import Caller
from recommender.store.plan_content import Decision
from recommender.store.plans import Plans
from recommender.store.schema import AUDIT
from tests.store.plan_world import account, proposed
from tests.store.worlds import AUDIT_KEY, side_by_side

TAKE_OUT = Decision("DECLINE", "S1", "A3", reason="TUGAS")


def refused(code: str) -> Any:
    return pytest.raises(ServiceError, match=code)


def decide_once(url: str, caller: Caller, plan_id: str, asn_id: str) -> str:
    plans = Plans(open_database(url, audit_key=AUDIT_KEY))
    try:
        plans.decide(caller, plan_id, Decision("DECLINE", "S1", asn_id, reason="TUGAS"), revision=1)
    except ServiceError as failure:
        return f"{failure.code} {failure.context['changed_by']}"
    return "done"


def test_two_editors_of_one_session_one_wins_and_nothing_is_lost(url: str) -> None:
    database = open_database(url, audit_key=AUDIT_KEY)
    first, second = account(database, "planner"), account(database, "planner")
    plan_id = proposed(database, first)
    told = side_by_side(decide_once, [(url, first, plan_id, "A1"), (url, second, plan_id, "A3")])
    assert told.count("done") == 1
    winner = (first, second)[told.index("done")]
    assert f"PLAN_EDITED {winner.key_id}" in told
    view = Plans(database).view(plan_id)
    assert (view.row.revision, view.history[-1].key_id) == (2, winner.key_id)
    assert verify_audit(database).faults == ()
    database.close()


def test_editors_of_different_sessions_do_not_stop_each_other(database: Database) -> None:
    plans, caller = Plans(database), account(database, "planner")
    plan_id = proposed(database, caller)
    assert plans.decide(caller, plan_id, TAKE_OUT, revision=1)["revision"] == 2
    assert plans.decide(caller, plan_id, Decision("LOCK", "S2", "A3"), revision=1)["revision"] == 3
    with refused("PLAN_EDITED"):
        plans.decide(caller, plan_id, Decision("SUBMIT"), revision=2)


def test_what_was_reviewed_is_approved_by_somebody_else(database: Database) -> None:
    plans = Plans(database)
    planner, approver = account(database, "planner"), account(database, "approver")
    plan_id = proposed(database, planner)
    assert plans.decide(planner, plan_id, TAKE_OUT, revision=1)["state"] == "UNDER_REVIEW"
    sent = plans.decide(planner, plan_id, Decision("SUBMIT"), revision=2)
    assert (sent["state"], sent["revision"]) == ("SUBMITTED", 3)
    with refused("PLAN_STATE"):
        plans.decide(planner, plan_id, Decision("ACCEPT", "S1"), revision=3)
    with refused("PLAN_CHANGED"):
        plans.decide(approver, plan_id, Decision("APPROVE"), revision=3, digest="0" * 64)
    done = plans.decide(approver, plan_id, Decision("APPROVE"), revision=3, digest=sent["digest"])
    assert (done["state"], done["digest"]) == ("APPROVED", sent["digest"])
    with database.reading() as connection:
        told = connection.execute(
            select(AUDIT.c.action).where(AUDIT.c.subject == plan_id).order_by(AUDIT.c.seq)
        )
        assert told.scalars().all() == [
            "PLAN_CREATE", "PLAN_PROPOSE", "PLAN_DECLINE", "PLAN_SUBMIT", "PLAN_APPROVE",
        ]  # fmt: skip
        assert "A3" not in str(connection.execute(select(AUDIT.c.details)).scalars().all())


@pytest.mark.parametrize("part", ["proposer", "editor", "submitter"])
def test_four_eyes(database: Database, part: str) -> None:
    plans, other, approver = Plans(database), account(database, "planner"), account(database, "approver")
    who = {name: approver if name == part else other for name in ("proposer", "editor", "submitter")}
    plan_id = proposed(database, who["proposer"])
    plans.decide(who["editor"], plan_id, TAKE_OUT, revision=1)
    sent = plans.decide(who["submitter"], plan_id, Decision("SUBMIT"), revision=2)
    with refused("FOUR_EYES"):
        plans.decide(approver, plan_id, Decision("APPROVE"), revision=3, digest=sent["digest"])
    assert plans.view(plan_id).row.state == "SUBMITTED"


def test_who_submitted_a_plan_before_it_was_returned_does_not_approve_it(database: Database) -> None:
    plans, planner = Plans(database), account(database, "planner")
    first, second = (account(database, "approver") for _ in range(2))
    plan_id = proposed(database, planner)
    plans.decide(first, plan_id, Decision("SUBMIT"), revision=1)
    plans.decide(second, plan_id, Decision("RETURN", reason="PERLU_PERBAIKAN"), revision=2)
    sent = plans.decide(planner, plan_id, Decision("SUBMIT"), revision=3)
    with refused("FOUR_EYES"):
        plans.decide(first, plan_id, Decision("APPROVE"), revision=4, digest=sent["digest"])


def test_a_returned_plan_is_changed_and_submitted_again(database: Database) -> None:
    plans = Plans(database)
    planner, approver = account(database, "planner"), account(database, "approver")
    plan_id = proposed(database, planner)
    plans.decide(planner, plan_id, Decision("SUBMIT"), revision=1)
    back = Decision("RETURN", reason="PERLU_PERBAIKAN", note="Terlalu banyak dari satu unit.")
    assert plans.decide(approver, plan_id, back, revision=2)["state"] == "RETURNED"
    assert plans.decide(planner, plan_id, TAKE_OUT, revision=3)["state"] == "UNDER_REVIEW"
    assert plans.decide(planner, plan_id, Decision("SUBMIT"), revision=4)["state"] == "SUBMITTED"


def test_the_same_request_counts_once(database: Database) -> None:
    plans, caller = Plans(database), account(database, "planner")
    asked = [plans.create(caller, title="R", request={"year": 2026}, request_key="k") for _ in range(2)]
    assert asked[0] == asked[1]
    with refused("IDEMPOTENCY_MISMATCH"):
        plans.create(caller, title="R", request={"year": 2027}, request_key="k")
    plans.stop(caller, asked[0], action="CANCEL")
    plan_id = proposed(database, caller)
    answers = [plans.decide(caller, plan_id, TAKE_OUT, revision=1, request_key="d") for _ in range(2)]
    assert answers[0] == answers[1]
    assert plans.view(plan_id).row.revision == 2


def test_a_refused_decision_leaves_no_trace(database: Database) -> None:
    plans, caller = Plans(database), account(database, "planner")
    plan_id, rows = proposed(database, caller), verify_audit(database).rows
    with refused("PLAN_PLACE_UNKNOWN"):
        plans.decide(caller, plan_id, Decision("ACCEPT", "S9"), revision=1)
    assert plans.view(plan_id).row.revision == 1
    assert verify_audit(database).rows == rows


def test_plans_are_listed_newest_first(sqlite: Database) -> None:
    plans, caller = Plans(sqlite), account(sqlite, "planner", "U2")
    asked = [plans.create(caller, title=name, request={"year": 2026}) for name in "ab"]
    assert [(one.plan_id, one.title, one.unit_id) for one in plans.recent()] == [
        (asked[1], "b", "U2"), (asked[0], "a", "U2"),
    ]  # fmt: skip
    with refused("PLAN_UNKNOWN"):
        plans.view("0" * 16)

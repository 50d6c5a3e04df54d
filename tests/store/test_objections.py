from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from recommender.errors import BadInput, Conflict
from recommender.store.audit import verify_audit
from recommender.store.database import Database
from recommender.store.feedback import record_feedback
from recommender.store.keys import Caller
from recommender.store.objections import end_objection, objections, open_objections
from recommender.store.schema import AUDIT
from tests.store.worlds import portal, report, side_by_side


def tell(database: Database, caller: Caller, number: int, **changes: str) -> int:
    told = record_feedback(database, report(**changes), caller=caller, request_key=str(number))
    return int(told["feedback_id"])


def test_who_objected_once_is_named_and_nobody_else(database: Database) -> None:
    caller = portal(database)
    for number, (asn_id, event) in enumerate(
        [("A1", "OBJECTED"), ("A1", "OBJECTED"), ("A2", "DECLINED"), ("A3", "OBJECTED")]
    ):
        tell(database, caller, number, asn_id=asn_id, event=event)
    assert objections(database) == {"A1", "A3"}
    assert objections(database, asn_ids=["A1", "A2"]) == {"A1"}
    assert objections(database, asn_ids=[]) == frozenset()


def test_an_objection_ends_for_that_person_alone_and_a_later_one_counts_again(database: Database) -> None:
    caller = portal(database)
    tell(database, caller, 1, event="OBJECTED")
    newest = tell(database, caller, 2, event="OBJECTED", reason="Salah jabatan")
    tell(database, caller, 3, event="OBJECTED", asn_id="A2")
    end_objection(database, asn_id="A1", outcome="WITHDRAWN", note=" Surat 3/2026 ", caller=caller)
    assert objections(database) == {"A2"}
    with database.reading() as connection:
        row = connection.execute(select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).one()
    assert (row.actor, row.action, row.subject) == (caller.key_id, "OBJECTION_END", str(newest))
    assert json.loads(row.details) == {"outcome": "WITHDRAWN"}
    assert verify_audit(database).faults == ()

    tell(database, caller, 4, event="OBJECTED", reason="Lagi")
    assert objections(database) == {"A1", "A2"}
    assert [(one.asn_id, one.reason) for one in open_objections(database)] == [("A2", ""), ("A1", "Lagi")]


@pytest.mark.parametrize(("outcome", "note"), [("GONE", "why"), ("RESOLVED", "  ")])
def test_an_end_says_how_and_why(sqlite: Database, outcome: str, note: str) -> None:
    caller = portal(sqlite)
    tell(sqlite, caller, 1, event="OBJECTED")
    with pytest.raises(BadInput, match="OBJECTION_UNEXPLAINED"):
        end_objection(sqlite, asn_id="A1", outcome=outcome, note=note, caller=caller)
    assert objections(sqlite) == {"A1"}


def end_one(url: str, caller: Caller) -> str:
    from recommender.store.database import open_database
    from tests.store.worlds import AUDIT_KEY

    try:
        end_objection(
            open_database(url, audit_key=AUDIT_KEY), asn_id="A1", outcome="RESOLVED", note="x", caller=caller
        )
    except Conflict as told:
        return told.code
    return "ended"


def test_of_six_who_end_it_at_once_one_does(database: Database, url: str) -> None:
    caller = portal(database)
    tell(database, caller, 1, event="OBJECTED")
    assert sorted(side_by_side(end_one, [(url, caller)] * 6)) == ["OBJECTION_NONE"] * 5 + ["ended"]

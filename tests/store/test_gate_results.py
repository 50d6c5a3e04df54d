from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from recommender.store.audit import verify_audit
from recommender.store.database import Database
from recommender.store.gate_results import GateRecord, gate_record, has_served, record_gate
from recommender.store.schema import AUDIT, GATE_RESULTS
from recommender.store.serving import promote
from tests.store.worlds import A, B, register


def recorded(database: Database, *red: str, digest: str = "d" * 64) -> GateRecord:
    return record_gate(database, version=B, champion=A, red=red, digest=digest, actor="timer")


def test_the_newest_result_counts_and_each_is_sealed_in_the_audit_chain(database: Database) -> None:
    register(database, A, B)
    assert gate_record(database, version=B) is None
    recorded(database, "overlap", "growth")
    assert recorded(database, digest="e" * 64) == GateRecord(B, A, (), "e" * 64)
    assert gate_record(database, version=B) == GateRecord(B, A, (), "e" * 64)
    with database.reading() as connection:
        rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).all()
    assert [(row.actor, row.action, row.subject) for row in rows] == [("timer", "GATE", B)] * 2
    assert json.loads(rows[0].details) == {"champion": A, "digest": "d" * 64, "red": ["overlap", "growth"]}
    assert verify_audit(database).faults == ()


def test_the_same_result_again_is_one_row(database: Database) -> None:
    register(database, A, B)
    assert recorded(database, "overlap") == recorded(database, "overlap")
    with database.reading() as connection:
        assert len(connection.execute(select(GATE_RESULTS)).all()) == 1
    assert verify_audit(database).rows == 1


def test_results_cannot_be_changed_or_removed(database: Database) -> None:
    register(database, A, B)
    recorded(database, "overlap")
    for change in (GATE_RESULTS.update().values(red=""), GATE_RESULTS.delete()):
        with pytest.raises(IntegrityError), database.writing() as connection:
            connection.execute(change)
    assert gate_record(database, version=B) == GateRecord(B, A, ("overlap",), "d" * 64)


def test_having_served_is_remembered(sqlite: Database) -> None:
    register(sqlite, A, B)
    promote(sqlite, version=A, expected_generation=0, actor="test")
    promote(sqlite, version=B, expected_generation=1, actor="test")
    assert has_served(sqlite, version=A) and has_served(sqlite, version=B)
    assert not has_served(sqlite, version="2026Q3-00000003")

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from recommender.store.audit import verify_audit
from recommender.store.database import Database
from recommender.store.impact_studies import StoredStudy, newest_study, newest_study_id, record_study
from recommender.store.schema import AUDIT, IMPACT_STUDIES

OLD, NEW = "a" * 64, "b" * 64
BODY = '{"asked":[],"label":"Diklat – “dasar”"}'.encode()


def stored(database: Database, *, snapshot: str = OLD, body: bytes = BODY) -> StoredStudy:
    return record_study(database, snapshot_digest=snapshot, as_of=date(2026, 6, 30), body=body, actor="timer")


def test_the_newest_study_counts_and_each_is_sealed_in_the_audit_chain(database: Database) -> None:
    assert newest_study(database) is None and newest_study_id(database) is None
    first = stored(database)
    second = stored(database, snapshot=NEW, body=b"{}")
    assert newest_study(database) == second != first
    assert newest_study_id(database) == second.study_id > first.study_id
    with database.reading() as connection:
        rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).all()
    assert [(row.actor, row.action, row.subject) for row in rows] == [
        ("timer", "IMPACT", OLD), ("timer", "IMPACT", NEW),
    ]  # fmt: skip
    assert json.loads(rows[0].details) == {"as_of": "2026-06-30", "digest": sha256(BODY).hexdigest()}
    assert verify_audit(database).faults == ()


def test_what_was_stored_is_read_as_it_was(database: Database) -> None:
    one = stored(database)
    assert newest_study(database) == one
    assert (one.body.encode(), one.as_of) == (BODY, date(2026, 6, 30))
    assert len(one.made_on) == 27


def test_the_same_study_again_is_one_row_and_an_older_one_again_is_the_newest(database: Database) -> None:
    assert stored(database) == stored(database)
    assert verify_audit(database).rows == 1
    stored(database, snapshot=NEW)
    again = stored(database)
    newest = newest_study(database)
    assert newest == again and again.snapshot_digest == OLD
    assert verify_audit(database).rows == 3


def test_studies_cannot_be_changed_or_removed(database: Database) -> None:
    stored(database)
    for change in (IMPACT_STUDIES.update().values(body="{}"), IMPACT_STUDIES.delete()):
        with pytest.raises(IntegrityError), database.writing() as connection:
            connection.execute(change)
    newest = newest_study(database)
    assert newest is not None and newest.body.encode() == BODY

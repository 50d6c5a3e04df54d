from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import IntegrityError

from recommender.errors import NotFound
from recommender.store.database import Database
from recommender.store.schema import SERVED_ANSWERS
from recommender.store.served import read_answer, record_answer, versions_answered
from tests.store.worlds import A, B

REQUEST = {"asn_id": "A1", "as_of": "2026-06-30", "objected": False, "options": {"n": 5, "dial": None}}


def test_an_answer_is_found_by_its_record(database: Database) -> None:
    first = record_answer(database, version=A, request=REQUEST, answer=b"{}")
    second = record_answer(database, version=B, request=REQUEST, answer=b"{}")
    found = read_answer(database, record_id=second)
    assert first != second
    assert (found.version, found.request) == (B, REQUEST)
    assert found.answer_digest == hashlib.sha256(b"{}").hexdigest()
    assert versions_answered(database) == {A, B}


def test_records_cannot_be_changed_or_removed(database: Database) -> None:
    record_answer(database, version=A, request=REQUEST, answer=b"{}")
    for change in (SERVED_ANSWERS.update().values(version=B), SERVED_ANSWERS.delete()):
        with pytest.raises(IntegrityError), database.writing() as connection:
            connection.execute(change)


def test_an_unknown_record_is_not_found(sqlite: Database) -> None:
    with pytest.raises(NotFound, match="RECORD_UNKNOWN"):
        read_answer(sqlite, record_id="0" * 32)

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import IntegrityError

from recommender.errors import NotFound
from recommender.store.database import Database
from recommender.store.schema import SERVED_ANSWERS
from recommender.store.served import (
    GivenAnswer,
    ShownList,
    new_record_id,
    read_answer,
    record_answers,
    shown_lists,
    versions_answered,
)
from tests.store.worlds import A, B

REQUEST = {"asn_id": "A1", "as_of": "2026-06-30", "objected": False, "options": {"n": 5, "dial": None}}


def record_answer(database: Database, *, version: str, shown: tuple[str, ...] = ("C2", "C1")) -> str:
    given = GivenAnswer(new_record_id(), version, REQUEST, b"{}", shown)
    record_answers(database, [given])
    return given.record_id


def test_an_answer_is_found_by_its_record(database: Database) -> None:
    first = record_answer(database, version=A)
    second = record_answer(database, version=B)
    found = read_answer(database, record_id=second)
    assert first != second
    assert (found.version, found.request) == (B, REQUEST)
    assert found.answer_digest == hashlib.sha256(b"{}").hexdigest()
    assert versions_answered(database) == {A, B}


def test_records_cannot_be_changed_or_removed(database: Database) -> None:
    record_answer(database, version=A)
    for change in (SERVED_ANSWERS.update().values(version=B), SERVED_ANSWERS.delete()):
        with pytest.raises(IntegrityError), database.writing() as connection:
            connection.execute(change)


def test_an_unknown_record_is_not_found(sqlite: Database) -> None:
    with pytest.raises(NotFound, match="RECORD_UNKNOWN"):
        read_answer(sqlite, record_id="0" * 32)


def test_lists_are_told_as_they_were_shown_and_older_records_are_left_out(database: Database) -> None:
    record_answer(database, version=A)
    record_answer(database, version=A, shown=())
    with database.writing() as connection:  # as an earlier release wrote it
        connection.execute(SERVED_ANSWERS.insert().values(
            record_id="0" * 32, at="2026-01-01", version=B, request="{}", answer_digest="0" * 64
        ))  # fmt: skip
    lists = list(shown_lists(database))
    assert [(one.asn_id, one.courses) for one in lists] == [("A1", ("C2", "C1")), ("A1", ())]
    assert isinstance(lists[0], ShownList) and lists[0].at <= lists[1].at

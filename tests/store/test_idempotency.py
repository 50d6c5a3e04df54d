from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from recommender.store.database import Database
from recommender.store.idempotency import once
from recommender.store.schema import IDEMPOTENCY, MODEL_VERSIONS
from tests.store.worlds import portal


def test_work_that_breaks_a_rule_is_an_error_and_may_be_tried_again(database: Database) -> None:
    key_id = portal(database).key_id

    def broken(connection):
        connection.execute(insert(MODEL_VERSIONS).values(version=None))

    for _ in range(2):
        with pytest.raises(IntegrityError):
            once(database, key_id=key_id, request_key="1", body={}, work=broken)
    answer = once(database, key_id=key_id, request_key="1", body={}, work=lambda connection: {"done": True})
    assert answer == {"done": True}


def test_the_stored_answer_is_given_though_the_work_would_now_answer_otherwise(database: Database) -> None:
    key_id = portal(database).key_id
    answers = [
        once(
            database, key_id=key_id, request_key="1", body={"b": 1, "a": 2}, work=lambda _, n=number: {"n": n}
        )
        for number in range(2)
    ]
    assert answers == [{"n": 0}] * 2


def test_the_body_itself_is_not_kept(sqlite: Database) -> None:
    once(sqlite, key_id=portal(sqlite).key_id, request_key="1", body={"secret": "canary"}, work=lambda _: {})
    with sqlite.reading() as connection:
        assert "canary" not in str(connection.execute(select(IDEMPOTENCY)).all())

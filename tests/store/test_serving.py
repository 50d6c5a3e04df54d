from __future__ import annotations

import pytest
from sqlalchemy import select, text

from recommender.errors import BadInput, Conflict, NotFound
from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.schema import AUDIT, SERVING_HISTORY
from recommender.store.serving import (
    Serving,
    current_serving,
    promote,
    register_version,
    rollback,
    version_before,
)
from tests.store.worlds import AUDIT_KEY, A, B, C, register, side_by_side


def promote_all(database: Database, *versions: str) -> None:
    register(database, *versions)
    for generation, version in enumerate(versions):
        promote(database, version=version, expected_generation=generation, actor="test")


def history(database: Database) -> list[tuple[int, str]]:
    query = select(SERVING_HISTORY.c.generation, SERVING_HISTORY.c.version)
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(SERVING_HISTORY.c.generation))]


def test_nothing_serves_before_the_first_promotion(database: Database) -> None:
    assert current_serving(database) is None


def test_a_promotion_serves_and_is_written_down(database: Database) -> None:
    register(database, A)
    assert promote(database, version=A, expected_generation=0, actor="siti", reason="Q1") == Serving(A, 1)
    assert current_serving(database) == Serving(A, 1)
    with database.reading() as connection:
        row = connection.execute(select(AUDIT)).one()
    assert (row.actor, row.action, row.subject) == ("siti", "PROMOTE", A)
    assert row.details == '{"generation": 1, "reason": "Q1"}'


def test_rollbacks_walk_back_along_the_promotions(database: Database) -> None:
    promote_all(database, A, B, C)
    assert version_before(database, generation=3) == B
    assert rollback(database, expected_generation=3, actor="test") == Serving(B, 4)
    assert rollback(database, expected_generation=4, actor="test") == Serving(A, 5)
    with pytest.raises(BadInput, match="NOTHING_BEFORE"):
        rollback(database, expected_generation=5, actor="test")
    promote(database, version=C, expected_generation=5, actor="test")
    assert rollback(database, expected_generation=6, actor="test") == Serving(A, 7)
    assert history(database) == [(1, A), (2, B), (3, C), (4, B), (5, A), (6, C), (7, A)]


def test_nothing_to_go_back_to_is_said(database: Database) -> None:
    assert version_before(database, generation=0) is None
    with pytest.raises(BadInput, match="NOTHING_BEFORE"):
        rollback(database, expected_generation=0, actor="test")


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_decision_on_an_old_or_invented_generation_changes_nothing(
    database: Database, expected: int
) -> None:
    promote_all(database, A, B)
    with pytest.raises(Conflict, match="SERVING_CHANGED"):
        promote(database, version=A, expected_generation=expected, actor="test")
    assert current_serving(database) == Serving(B, 2)
    assert len(history(database)) == verify_audit(database).rows == 2


def test_a_late_rollback_changes_nothing(database: Database) -> None:
    promote_all(database, A, B, C)
    with pytest.raises(Conflict, match="SERVING_CHANGED"):
        rollback(database, expected_generation=2, actor="test")
    assert current_serving(database) == Serving(C, 3)


def test_an_unregistered_version_is_not_promoted(database: Database) -> None:
    with pytest.raises(NotFound, match="VERSION_UNKNOWN"):
        promote(database, version=A, expected_generation=0, actor="test")
    assert current_serving(database) is None


def test_a_name_stands_for_one_content_for_ever(database: Database) -> None:
    register(database, A, A)
    with pytest.raises(Conflict, match="VERSION_DIFFERS"):
        register_version(database, version=A, content_digest="other", snapshot_digest="0")


def test_without_its_audit_row_no_promotion_happens(sqlite: Database) -> None:
    register(sqlite, A)
    with sqlite.writing() as connection:
        connection.execute(text("ALTER TABLE audit RENAME TO gone"))
    with pytest.raises(Exception, match="STORAGE_UNAVAILABLE"):
        promote(sqlite, version=A, expected_generation=0, actor="test")
    assert current_serving(sqlite) is None
    assert history(sqlite) == []


ROUNDS = 40


def race(url: str, worker: int) -> list[int]:
    """Try a change at every generation seen; return the generations that were won."""
    database, won = open_database(url, audit_key=AUDIT_KEY), []
    for number in range(ROUNDS):
        serving = current_serving(database)
        seen = 0 if serving is None else serving.generation
        try:
            if number % 4 == 3:
                won.append(rollback(database, expected_generation=seen, actor=f"w{worker}").generation)
            else:
                version = (A, B, C)[(number + worker) % 3]
                change = promote(database, version=version, expected_generation=seen, actor=f"w{worker}")
                won.append(change.generation)
        except (Conflict, BadInput):
            continue
    database.close()
    return won


def test_of_eight_processes_that_change_at_once_one_wins_each_generation(
    database: Database, url: str
) -> None:
    register(database, A, B, C)
    won = [
        generation
        for mine in side_by_side(race, [(url, worker) for worker in range(8)])
        for generation in mine
    ]
    assert sorted(won) == list(range(1, len(won) + 1))
    assert ROUNDS <= len(won) <= 8 * ROUNDS
    assert [generation for generation, _ in history(database)] == sorted(won)
    assert current_serving(database) == Serving(history(database)[-1][1], len(won))
    assert verify_audit(database).faults == ()
    assert verify_audit(database).rows == len(won)

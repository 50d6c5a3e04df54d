from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from recommender.errors import Misconfigured, Unavailable
from recommender.store.database import Database, open_database
from recommender.store.schema import (
    APPEND_ONLY,
    FEEDBACK,
    GATE_RESULTS,
    IMPACT_STUDIES,
    METADATA,
    MODEL_VERSIONS,
    OBJECTION_ENDS,
    SERVED_ANSWERS,
)
from tests.store.plan_world import account, proposed
from tests.store.worlds import portal, register, report, side_by_side

ROOT = Path(__file__).resolve().parents[2]
GATE_RESULT = {"version": "2026Q4-00000001", "red": "[]", "digest": "0" * 64, "recorded_at": "t"}
SERVED_ANSWER = {"at": "t", "version": "2026Q4-00000001", "request": "{}", "answer_digest": "0" * 64}


def open_and_count(url: str) -> int:
    with open_database(url).reading() as connection:
        return len(connection.execute(text("SELECT id FROM serving")).all())


def test_eight_processes_may_open_an_empty_database_at_once(empty_url: str) -> None:
    assert side_by_side(open_and_count, [(empty_url,)] * 8) == [1] * 8


def test_a_transaction_that_fails_leaves_no_trace(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        connection.execute(
            insert(MODEL_VERSIONS).values(
                version="v", content_digest="c", snapshot_digest="s", registered_at="now"
            )
        )
        raise RuntimeError
    with database.reading() as connection:
        assert connection.execute(select(MODEL_VERSIONS)).all() == []


def test_a_reading_transaction_sees_one_state(database: Database) -> None:
    with database.reading() as connection:
        assert connection.execute(select(MODEL_VERSIONS)).all() == []
        other = threading.Thread(target=register, args=(database, "2026Q1-00000001"))
        other.start()
        other.join()
        assert connection.execute(select(MODEL_VERSIONS)).all() == []
    with database.reading() as connection:
        assert len(connection.execute(select(MODEL_VERSIONS)).all()) == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_keeps_rows_from_being_changed(
    database: Database, table: str, change: str
) -> None:
    from recommender.store.feedback import record_feedback

    caller = portal(database)
    kept = record_feedback(database, report(), caller=caller, request_key="1")
    register(database, "2026Q4-00000001")
    with database.writing() as connection:
        connection.execute(insert(GATE_RESULTS).values(result_id=1, **GATE_RESULT))
        connection.execute(insert(SERVED_ANSWERS).values(record_id="1", **SERVED_ANSWER))
        connection.execute(insert(OBJECTION_ENDS).values(
            feedback_id=kept["feedback_id"], asn_id="A1", at="t", key_id=caller.key_id, outcome="x", note="y",
        ))  # fmt: skip
        connection.execute(insert(IMPACT_STUDIES).values(
            snapshot_digest="0" * 64, as_of="2026-06-30", made_on="t", digest="0" * 64, body="{}",
        ))  # fmt: skip
    proposed(database, account(database, "planner"))
    column = METADATA.tables[table].columns.keys()[-1]
    with pytest.raises(IntegrityError, match="append-only"), database.writing() as connection:
        connection.execute(text(change.format(table, column, column)))


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(
            insert(FEEDBACK).values(
                asn_id="A", course_id="C", event="SHOWN", occurred_at="t", received_at="t", key_id="nobody"
            )
        )


def test_a_database_of_a_newer_release_is_refused(database: Database, url: str) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Misconfigured) as refusal:
        open_database(url)
    assert refusal.value.code == "DATABASE_NEWER"


def test_ready_says_whether_the_database_answers(sqlite: Database, tmp_path: Path) -> None:
    assert sqlite.ready()
    sqlite.close()
    (tmp_path / "service.sqlite").write_bytes(b"no database at all" * 100)
    for journal in tmp_path.glob("service.sqlite-*"):
        journal.unlink()
    assert not sqlite.ready()
    with pytest.raises(Unavailable):
        open_database(f"sqlite:///{tmp_path / 'service.sqlite'}")


@pytest.mark.serial
def test_a_ready_database_opens_in_little_more_than_its_library_needs_and_without_alembic(
    sqlite: Database, sqlite_url: str
) -> None:
    program = (
        "import sys, time; start = time.process_time()\n"
        "import sqlalchemy.orm; library = time.process_time() - start\n"
        "from recommender.store import database, feedback, keys, serving\n"
        f"database.open_database({sqlite_url!r})\n"
        "taken = time.process_time() - start\n"
        "print(taken, library, 'alembic' in sys.modules, 'numpy' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert all(loaded == ["False"] * 2 for _, _, *loaded in runs)
    # a slow machine is slow at importing the library too
    assert min(float(seconds) / float(library) for seconds, library, *_ in runs) < 2

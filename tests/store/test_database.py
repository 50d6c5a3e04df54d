from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from recommender.errors import Misconfigured, Unavailable
from recommender.store.database import Database, open_database
from recommender.store.schema import APPEND_ONLY, FEEDBACK, MODEL_VERSIONS
from tests.store.worlds import AUDIT_KEY, portal, register, report, side_by_side

ROOT = Path(__file__).resolve().parents[2]


def open_and_count(url: str) -> int:
    with open_database(url).reading() as connection:
        return len(connection.execute(text("SELECT id FROM serving")).all())


def test_eight_processes_may_open_an_empty_database_at_once(url: str) -> None:
    assert side_by_side(open_and_count, [(url,)] * 8) == [1] * 8


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

    record_feedback(database, report(), caller=portal(database), request_key="1")
    column = "actor" if table == "audit" else "event"
    with pytest.raises(IntegrityError, match="append-only"), database.writing() as connection:
        connection.execute(text(change.format(table, column, column)))


def test_sqlite_is_durable_concurrent_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "service.sqlite"
    database = open_database(f"sqlite:///{path}")
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
    database.close()


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


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://u:hunter2@h/d", "nonsense", "://hunter2"]
)
def test_other_databases_are_refused_without_repeating_the_url(url: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        open_database(url)
    assert refusal.value.code == "DATABASE_URL"
    assert "hunter2" not in str(refusal.value)


def test_an_unreachable_server_is_unavailable_and_its_password_stays_secret(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        open_database(f"postgresql://asn:hunter2@/x?host={tmp_path}")
    assert refusal.value.code == "STORAGE_UNAVAILABLE"
    assert "hunter2" not in str(refusal.value)


def test_ready_says_whether_the_database_answers(sqlite: Database, tmp_path: Path) -> None:
    assert sqlite.ready()
    sqlite.close()
    (tmp_path / "service.sqlite").write_bytes(b"no database at all" * 100)
    for journal in tmp_path.glob("service.sqlite-*"):
        journal.unlink()
    with pytest.raises(Unavailable):
        open_database(f"sqlite:///{tmp_path / 'service.sqlite'}")


def test_a_file_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        open_database(f"sqlite:///{tmp_path / 'file' / 'service.sqlite'}")


def test_a_forked_worker_uses_connections_of_its_own(database: Database) -> None:
    register(database, "2026Q1-00000001")
    child = os.fork()
    if child == 0:
        register(database, "2026Q2-00000002")
        os._exit(0)
    register(database, "2026Q3-00000003")
    assert os.waitpid(child, 0)[1] == 0
    with database.reading() as connection:
        assert len(connection.execute(select(MODEL_VERSIONS)).all()) == 3


@pytest.mark.serial
def test_the_server_opens_a_ready_database_fast_and_without_alembic(
    sqlite: Database, sqlite_url: str
) -> None:
    program = (
        "import sys, time; start = time.perf_counter()\n"
        "from recommender.store import database, feedback, keys, serving\n"
        f"database.open_database({sqlite_url!r})\n"
        "print(time.perf_counter() - start, 'alembic' in sys.modules, 'numpy' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert all(loaded == ["False"] * 2 for _, *loaded in runs)
    assert min(float(seconds) for seconds, *_ in runs) < 0.3


def test_a_writer_waits_for_the_writer_before_it(sqlite_url: str, sqlite: Database) -> None:
    other = open_database(sqlite_url, audit_key=AUDIT_KEY)
    held = threading.Event()

    def hold() -> None:
        with other.writing() as connection:
            held.set()
            time.sleep(0.2)
            connection.execute(text("UPDATE serving SET generation = 5"))

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with sqlite.writing() as connection:
        assert connection.execute(text("SELECT generation FROM serving")).scalar() == 5
    thread.join()
    other.close()

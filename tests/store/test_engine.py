from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from recommender.errors import Misconfigured, Unavailable
from recommender.store.database import Database, open_database
from recommender.store.schema import MODEL_VERSIONS
from tests.store.worlds import AUDIT_KEY, register


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

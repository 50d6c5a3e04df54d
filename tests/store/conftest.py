"""A fresh database for each test, copied from one that was made once: SQLite in a file, or one of its own in
the test PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from recommender.store.database import Database, open_database
from tests.store.worlds import AUDIT_KEY


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all its tables and no rows; read only."""
    file = tmp_path_factory.mktemp("ready") / "service.sqlite"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def ready_postgres(postgres_url: str) -> str:
    """Name of a PostgreSQL database with all its tables and no rows."""
    name = f"ready_{uuid.uuid4().hex}"
    ask(postgres_url, f"CREATE DATABASE {name}")
    open_database(named(postgres_url, name)).close()
    return name


def named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def ask(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a database of each kind, with tables and without rows."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    template = request.getfixturevalue("ready_postgres")
    yield from postgres_database(request.getfixturevalue("postgres_url"), template)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database of each kind in which nothing is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'service.sqlite'}"
        return
    yield from postgres_database(request.getfixturevalue("postgres_url"), "template1")


def postgres_database(server: str, template: str) -> Iterator[str]:
    """URL of a copy of a database of the server, until the test is over."""
    name = f"store_{uuid.uuid4().hex}"
    ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield named(server, name)
    ask(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Both kinds of database, opened with the audit key."""
    opened = open_database(url, audit_key=AUDIT_KEY)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(ready_file: Path, tmp_path: Path) -> str:
    """URL of an SQLite database with tables and without rows."""
    return f"sqlite:///{shutil.copy(ready_file, tmp_path)}"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """SQLite alone, where the kind of database makes no difference."""
    opened = open_database(sqlite_url, audit_key=AUDIT_KEY)
    yield opened
    opened.close()

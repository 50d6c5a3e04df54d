"""A fresh database for each test: SQLite in a file, or one of its own in the test PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from recommender.store.database import Database, open_database
from tests.store.worlds import AUDIT_KEY


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'service.sqlite'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"store_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Both kinds of database, opened with the audit key."""
    opened = open_database(url, audit_key=AUDIT_KEY)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(tmp_path) -> str:
    """URL of an empty SQLite database."""
    return f"sqlite:///{tmp_path / 'service.sqlite'}"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """SQLite alone, where the kind of database makes no difference."""
    opened = open_database(sqlite_url, audit_key=AUDIT_KEY)
    yield opened
    opened.close()

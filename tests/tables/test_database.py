"""Databases: SQLite and a real PostgreSQL hold the same rows and give the same text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.errors import BadInput, NotFound
from recommender.tables import database
from recommender.tables.raw import RawSource
from recommender.tables.reading import read_source

META = sa.MetaData()
UNITS = sa.Table(
    "units", META, sa.Column("unit_id", sa.Text), sa.Column("name", sa.Text), sa.Column("nik", sa.Text)
)
SESSIONS = sa.Table(
    "Sesi",
    META,
    sa.Column("session_id", sa.Text),
    sa.Column("course_id", sa.Integer),
    sa.Column("starts_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("seats", sa.Integer),
    sa.Column("cost_per_participant", sa.Numeric(12, 2)),
)
VIEW = (
    "CREATE VIEW sessions AS SELECT session_id, CAST(course_id AS VARCHAR) AS course_id, starts_on, ends_on, "
    'seats, cost_per_participant FROM "Sesi"'
)


def fill(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        META.create_all(connection)
        connection.execute(sa.insert(UNITS), [{"unit_id": "007", "name": "Dinas é", "nik": "18"}])
        connection.execute(
            sa.insert(SESSIONS),
            [
                {
                    "session_id": "S1",
                    "course_id": 12,
                    "starts_on": dt.date(2025, 4, 3),
                    "ends_on": dt.date(2025, 4, 5),
                    "seats": 40,
                    "cost_per_participant": 3_500_000,
                }
            ],
        )
        connection.execute(sa.text(VIEW))
    engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'hr data.sqlite'}"
    fill(url)
    return url


def cells(found: RawSource, table: str) -> dict[str, list[str]]:
    return {name: values.tolist() for name, values in found.tables[table].cells.items()}


def check(found: RawSource) -> None:
    assert found.findings == ()
    assert cells(found, "units") == {"unit_id": ["007"], "name": ["Dinas é"]}
    assert found.dropped_columns == ("units.nik",)
    session = cells(found, "sessions")
    assert session.pop("starts_on") == ["2025-04-03"]
    assert session.pop("ends_on") == ["2025-04-05"]
    assert session == {
        "session_id": ["S1"],
        "course_id": ["12"],
        "seats": ["40"],
        "cost_per_participant": ["3500000"],
    }


def test_sqlite(sqlite_url: str) -> None:
    check(read_source(sqlite_url))


def test_postgresql(postgres_url: str) -> None:
    fill(postgres_url)
    check(read_source(postgres_url))
    check(read_source(postgres_url.replace("postgresql+psycopg", "postgresql")))


def test_a_numeric_key_is_refused_and_a_mapping_finds_the_table(sqlite_url: str, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[tables.sessions]\nsource = "Sesi"\n')
    found = read_source(sqlite_url, mapping=mapping)
    assert [(one.code, one.row, one.column) for one in found.findings] == [
        ("ID_NUMERIC_CELL", 2, "course_id")
    ]


def test_an_empty_optional_table_is_as_good_as_none(sqlite_url: str) -> None:
    engine = sa.create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(sa.delete(SESSIONS))
    engine.dispose()
    found = read_source(sqlite_url)
    assert list(found.tables) == ["units"]
    assert [(one.table, one.code, one.severity) for one in found.findings] == [
        ("sessions", "NO_ROWS", "warning")
    ]


def test_the_source_cannot_be_written(sqlite_url: str) -> None:
    with (
        database.open_database(sqlite_url) as source,
        pytest.raises(sa.exc.OperationalError, match="readonly"),
    ):
        source.connection.execute(sa.text("DELETE FROM units"))


def test_a_server_source_cannot_be_written(postgres_url: str) -> None:
    with (
        database.open_database(postgres_url) as source,
        pytest.raises(sa.exc.InternalError, match="read-only"),
    ):
        source.connection.execute(sa.text("CREATE TABLE t (a int)"))


def test_more_rows_than_the_cap_are_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MAX_ROWS", 0)
    assert {one.code for one in read_source(sqlite_url).findings} == {"TOO_MANY_ROWS"}


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        read_source(f"sqlite:///{tmp_path}/none.sqlite")
    assert refused.value.code == "SOURCE_NOT_FOUND"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["nosuch://x", "mysql+nodriver://a:hush@b/c", "://"])
def test_an_address_that_cannot_be_read(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_source(url)
    assert refused.value.code == "DATABASE_URL"
    assert "hush" not in str(refused.value)


def test_no_message_repeats_the_password() -> None:
    with pytest.raises(BadInput) as refused:
        read_source("postgresql+psycopg://asn:hush@127.0.0.1:1/none")
    assert refused.value.code == "DATABASE_UNREACHABLE"
    assert "hush" not in str(refused.value)
    assert refused.value.__cause__ is None

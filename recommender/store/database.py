"""One database behind all stores: SQLite in the home folder, or PostgreSQL, by URL.

SQLite runs with WAL and ``synchronous=FULL``: readers never wait for the writer, and what was
answered as written survives ``kill -9`` and a power cut. A writing transaction takes the write lock
at its start (``BEGIN IMMEDIATE``), so it never fails half-way for want of it.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError

from recommender.errors import Misconfigured, Unavailable
from recommender.store.schema import REVISION

BUSY_MILLISECONDS: Final = 10_000
"""How long a SQLite writer waits for another before it gives up."""


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def moment_text(moment: datetime) -> str:
    """A moment as the tables keep it: UTC, microseconds, 27 characters."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class Database:
    """An open database with the newest tables; safe between threads and across ``fork``."""

    engine: Engine = field(repr=False)
    audit_key: bytes | None = field(repr=False)
    """Seals the audit chain; without it nothing that is audited can be written."""
    clock: Callable[[], datetime]

    def now(self) -> str:
        """The present moment as the tables keep it."""
        return moment_text(self.clock())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one state.

        Raises
        ------
        Unavailable
            ``STORAGE_UNAVAILABLE``: the database cannot be reached or read now.
        """
        with _translated(), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":  # in SQLite every transaction reads one state
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when this ends without an error, and without trace otherwise.

        Raises
        ------
        Unavailable
            ``STORAGE_UNAVAILABLE``: the storage refused; nothing was written.
        """
        with _translated(), self.engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def ready(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.reading() as connection:
                connection.execute(text("SELECT 1"))
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_database(
    url: str, *, audit_key: bytes | None = None, clock: Callable[[], datetime] = utc_now
) -> Database:
    """Open the database, making it or bringing its tables up to date where needed.

    Parameters
    ----------
    url
        SQLAlchemy URL, ``sqlite:///FILE`` or ``postgresql://...``. Never repeated in an error: it
        may hold a password.
    audit_key
        See :attr:`Database.audit_key`.

    Raises
    ------
    Misconfigured
        ``DATABASE_URL`` (another kind of database, no file) or ``DATABASE_NEWER`` (written by a
        newer release).
    Unavailable
        ``STORAGE_UNAVAILABLE``: it cannot be reached.
    """
    database = Database(engine=_engine(_checked(url)), audit_key=audit_key, clock=clock)
    _forget_connections_after_fork(database.engine)
    try:
        _bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _bring_up_to_date(database: Database) -> None:
    if _revision(database) == REVISION:
        return
    from recommender.store.migrate import migrate  # Alembic is slow to import and seldom needed

    with database.writing() as connection:
        migrate(connection)


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("unreadable")
    kind = parsed.get_backend_name() if parsed.drivername != "unreadable" else "unreadable"
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    raise Misconfigured(
        "DATABASE_URL",
        "ASN_DATABASE_URL bukan alamat basis data yang didukung.",
        fix="Pakai sqlite:///BERKAS atau postgresql://PENGGUNA:SANDI@HOST/NAMA, atau kosongkan.",
    )


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    _make_private_file(Path(str(url.database)))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private_file(path: Path) -> None:
    """SQLite gives its journal the mode of the file, so the file is made first, for its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as failure:
        raise _unavailable() from failure


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says so
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forget_connections_after_fork(engine: Engine) -> None:
    """A connection belongs to the process that made it; a forked worker opens its own."""
    held = weakref.ref(engine)

    def forget() -> None:
        engine = held()
        if engine is not None:
            engine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


def _revision(database: Database) -> str | None:
    with database.reading() as connection:
        if not database.engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise  # the storage works; what was asked of it was wrong
    except DBAPIError as failure:
        raise _unavailable() from failure


def _unavailable() -> Unavailable:
    return Unavailable(
        "STORAGE_UNAVAILABLE",
        "Penyimpanan layanan sedang tidak dapat dipakai.",
        fix="Periksa basis data, ruang dan izin diska, lalu coba lagi.",
    )

"""One database behind all stores: SQLite in the home folder, or PostgreSQL, by URL.

SQLite runs with WAL and ``synchronous=FULL``: readers never wait for the writer, and what was
answered as written survives ``kill -9`` and a power cut. A writing transaction takes the write lock
at its start (``BEGIN IMMEDIATE``), so it never fails half-way for want of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime

from recommender.errors import Unavailable
from recommender.store.engine import make_engine, unavailable
from recommender.store.schema import REVISION


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
    database = Database(engine=make_engine(url), audit_key=audit_key, clock=clock)
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
    except (DBAPIError, NoConnectionInTime) as failure:
        raise unavailable() from failure

"""Tables and views of a database, read in one transaction that cannot write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import numpy as np
import sqlalchemy as sa

from recommender.errors import BadInput, NotFound, ServiceError
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_ROWS, Arrange, Grid
from recommender.tables.rendering import render

_CONNECT_SECONDS: Final = 10


@dataclass(frozen=True)
class Database:
    """An open source: all its tables are read as of one moment."""

    connection: sa.Connection

    def has(self, name: str) -> bool:
        """Whether ``name`` (or ``schema.name``) is a table or view."""
        schema, own = _split(name)
        inspector = sa.inspect(self.connection)
        try:
            return bool(inspector.has_table(own, schema=schema)) or own in inspector.get_view_names(
                schema=schema
            )
        except sa.exc.SQLAlchemyError:
            return False

    def read(self, name: str, *, table: str, arrange: Arrange) -> Grid:
        """Read the wanted columns of ``name``, which :meth:`has`.

        Raises
        ------
        TableRefused
            TOO_MANY_ROWS, DATABASE_READ, a typed column that may not become text, or what ``arrange``
            refuses.
        """
        schema, own = _split(name)
        try:
            header = [one["name"] for one in sa.inspect(self.connection).get_columns(own, schema=schema)]
            arrangement = arrange(header, [])
            wanted: list[sa.ColumnClause[Any]] = [
                sa.column(header[position]) for position, _ in arrangement.wanted
            ]
            query = sa.select(*wanted).select_from(sa.table(own, schema=schema)).limit(MAX_ROWS + 1)
            lines: Sequence[Sequence[Any]] = self.connection.execute(query).fetchall()
        except sa.exc.SQLAlchemyError as error:
            raise TableRefused(
                table,
                "DATABASE_READ",
                f"Basis data menolak membaca tabel ini ({type(error).__name__}).",
                fix="Periksa hak SELECT atas tabel atau view ini.",
            ) from None
        if len(lines) > MAX_ROWS:
            raise TableRefused(
                table,
                "TOO_MANY_ROWS",
                f"Lebih dari {MAX_ROWS:,} baris.".replace(",", "."),
                fix="Buat view per tahun.",
            )
        rows = np.arange(2, len(lines) + 2)
        findings: list[Finding] = []
        columns = []
        for index, (_, column) in enumerate(arrangement.wanted):
            text, refused = render(
                [line[index] for line in lines], table=table, column=column, rows=rows.tolist()
            )
            columns.append(text)
            findings += refused
        return Grid(arrangement, tuple(columns), rows, tuple(findings))


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    """Connect, read only, at one moment; no message ever repeats the URL's password.

    Raises
    ------
    BadInput
        DATABASE_URL (cannot be read) or DATABASE_UNREACHABLE.
    NotFound
        SOURCE_NOT_FOUND: an SQLite file that is not there (SQLite would make an empty one).
    """
    try:
        parsed = sa.make_url(url)
        engine = _engine(parsed)
    except (sa.exc.ArgumentError, ImportError, ValueError):
        raise BadInput(
            "DATABASE_URL",
            "Alamat basis data tidak dapat dibaca.",
            fix="Bentuknya postgresql+psycopg://pengguna:sandi@server/nama atau sqlite:///berkas.sqlite.",
        ) from None
    try:
        with engine.connect() as connection:
            yield Database(connection)
    except sa.exc.SQLAlchemyError:
        raise _unreachable(parsed) from None
    finally:
        engine.dispose()


def _engine(url: sa.URL) -> sa.Engine:
    backend = url.get_backend_name()
    if backend == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            raise NotFound(
                "SOURCE_NOT_FOUND", "Berkas SQLite itu tidak ada.", fix="Periksa alamat berkasnya."
            )
        return sa.create_engine(f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true")
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
    if backend == "postgresql":
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        options["connect_args"] = {"connect_timeout": _CONNECT_SECONDS}
        return sa.create_engine(url, **options).execution_options(postgresql_readonly=True)
    return sa.create_engine(url, **options)


def _unreachable(url: sa.URL) -> ServiceError:
    return BadInput(
        "DATABASE_UNREACHABLE",
        f"Basis data {url.render_as_string(hide_password=True)} tidak dapat dihubungi.",
        fix="Periksa alamat, nama, sandi dan apakah server menerima sambungan.",
    )


def _split(name: str) -> tuple[str | None, str]:
    schema, dot, own = name.rpartition(".")
    return (schema or None, own) if dot else (None, name)

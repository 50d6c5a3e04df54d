"""The connections to SQLite or PostgreSQL, set up so that what is answered as written is on disk."""

from __future__ import annotations

import os
import sqlite3
import weakref
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from recommender.errors import Misconfigured, Unavailable

BUSY_MILLISECONDS: Final = 10_000
"""How long a SQLite writer waits for another before it gives up."""


def make_engine(url: str) -> Engine:
    """Connections to ``url``, opened as they are needed; safe across ``fork``.

    Raises
    ------
    Misconfigured
        ``DATABASE_URL``: another kind of database, or no file.
    Unavailable
        ``STORAGE_UNAVAILABLE``: the SQLite file cannot be made.
    """
    checked = _checked(url)
    if checked.get_backend_name() == "sqlite":
        _make_private_file(Path(str(checked.database)))
        engine = create_engine(checked, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(checked, pool_pre_ping=True, hide_parameters=True)
    _forget_connections_after_fork(engine)
    return engine


def unavailable() -> Unavailable:
    """The storage does not work now; says nothing about where it is."""
    return Unavailable(
        "STORAGE_UNAVAILABLE",
        "Penyimpanan layanan sedang tidak dapat dipakai.",
        fix="Periksa basis data, ruang dan izin diska, lalu coba lagi.",
    )


def _checked(url: str) -> URL:
    refusal = Misconfigured(
        "DATABASE_URL",
        "ASN_DATABASE_URL bukan alamat basis data yang didukung.",
        fix="Pakai sqlite:///BERKAS atau postgresql://PENGGUNA:SANDI@HOST/NAMA, atau kosongkan.",
    )
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise refusal from None
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise refusal
    return parsed


def _make_private_file(path: Path) -> None:
    """SQLite gives its journal the mode of the file, so the file is made first, for its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as failure:
        raise unavailable() from failure


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

"""Bring the tables of a database up to date; alone in loading Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from recommender.errors import Misconfigured

_LOCK = 0x61736E  # "asn": any number that no other program uses in this database


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for the migrations of this package, to run on ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection) -> None:
    """Run what is missing within the transaction of ``connection``; others wait for its end.

    Raises
    ------
    Misconfigured
        ``DATABASE_NEWER``: a newer release wrote this database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = alembic_config(connection)
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if not set(MigrationContext.configure(connection).get_current_heads()) <= known:
        raise Misconfigured(
            "DATABASE_NEWER",
            "Basis data ini ditulis oleh rilis yang lebih baru.",
            fix="Jalankan rilis itu, atau pulihkan cadangan dari sebelum pembaruan.",
        )
    command.upgrade(config, "head")

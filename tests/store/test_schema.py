from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from recommender.store.database import Database
from recommender.store.migrate import alembic_config
from recommender.store.schema import METADATA, REVISION


def test_the_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_newest_migration_is_the_one_the_code_expects(sqlite: Database) -> None:
    with sqlite.reading() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
    assert script.get_heads() == [REVISION]

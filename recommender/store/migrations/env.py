"""What Alembic runs for each command: on the connection it was given, in that one's transaction."""

from __future__ import annotations

from alembic import context

from recommender.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()

"""Accounts of a provider of identities, and whose they are here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "oidc_links",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), nullable=False, unique=True),
        sa.Column("linked_at", sa.String(27), nullable=False),
    )

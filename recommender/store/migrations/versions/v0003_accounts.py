"""Passwords and sessions of the planner pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "accounts",
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), primary_key=True),
        sa.Column("password", sa.String(128), nullable=False),
        sa.Column("changed_at", sa.String(27), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
    )

"""Plans, what was proposed, and every decision on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recommender.store.migrations.append_only import refuse_changes

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the three tables; proposals and revisions are append-only."""
    moment, key, digest = sa.String(27), sa.String(8), sa.String(64)
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(16), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("unit_id", sa.String(64)),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", key, sa.ForeignKey("api_keys.key_id"), nullable=False),
        sa.Column("submitted_by", key, sa.ForeignKey("api_keys.key_id")),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("stop_asked", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("lease_until", moment),
        sa.Column("failure", sa.Text),
    )
    op.create_index("plans_by_state", "plans", ["state"])
    op.create_table(
        "plan_proposals",
        sa.Column("plan_id", sa.String(16), sa.ForeignKey("plans.plan_id"), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "plan_revisions",
        sa.Column("plan_id", sa.String(16), sa.ForeignKey("plans.plan_id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("key_id", key, sa.ForeignKey("api_keys.key_id"), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("asn_id", sa.String(64), nullable=False),
        sa.Column("replacement", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("digest", digest, nullable=False),
    )
    for table in ("plan_proposals", "plan_revisions"):
        refuse_changes(table)

"""What was on a recorded answer's list, and how objections ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recommender.store.migrations.append_only import refuse_changes

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column (older records do not know it) and the table, append-only."""
    op.add_column("served_answers", sa.Column("shown", sa.Text))
    op.create_table(
        "objection_ends",
        sa.Column(
            "feedback_id", sa.Integer, sa.ForeignKey("feedback.feedback_id"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column("asn_id", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )  # fmt: skip
    op.create_index("objection_ends_of", "objection_ends", ["asn_id"])
    refuse_changes("objection_ends")

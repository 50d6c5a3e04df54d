"""What the gate said of each version, and which answers were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recommender.store.migrations.append_only import refuse_changes

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables, append-only."""
    op.create_table(
        "gate_results",
        sa.Column("result_id", sa.Integer, primary_key=True),
        sa.Column("version", sa.String(16), sa.ForeignKey("model_versions.version"), nullable=False),
        sa.Column("champion", sa.String(16)),
        sa.Column("red", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
    )
    op.create_index("gate_results_of", "gate_results", ["version"])
    op.create_table(
        "served_answers",
        sa.Column("record_id", sa.String(32), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("answer_digest", sa.String(64), nullable=False),
    )
    for table in ("gate_results", "served_answers"):
        refuse_changes(table)

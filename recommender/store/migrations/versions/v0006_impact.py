"""What the evidence of impact said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recommender.store.migrations.append_only import refuse_changes

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table, append-only."""
    op.create_table(
        "impact_studies",
        sa.Column("study_id", sa.Integer, primary_key=True),
        sa.Column("snapshot_digest", sa.String(128), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("made_on", sa.String(27), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    refuse_changes("impact_studies")

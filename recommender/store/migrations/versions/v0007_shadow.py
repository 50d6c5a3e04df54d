"""Which version answers unseen, and how far it disagreed, hour by hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make both tables; nothing is shadowed yet."""
    row = op.create_table(
        "shadow",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="one_row"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("version", sa.String(16)),
    )
    op.bulk_insert(row, [{"id": 1, "version": None}])
    op.create_table(
        "shadow_counts",
        sa.Column("hour", sa.String(13), primary_key=True),
        sa.Column("serving", sa.String(16), primary_key=True),
        sa.Column("shadow", sa.String(16), primary_key=True),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("same", "changed", "unknown", "failed", "dropped", "refused", "ranked", "shifted")
        ),
        *(
            sa.Column(name, sa.Float(53), nullable=False)
            for name in ("overlap", "rank_correlation", "benefit_shift")
        ),
    )

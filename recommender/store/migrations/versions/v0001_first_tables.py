"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recommender.store.migrations.append_only import refuse_changes

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, their two single rows, and the triggers that keep tables append-only."""
    _keys()
    _serving()
    _audit()
    _feedback()
    for table in ("audit", "feedback"):
        refuse_changes(table)


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(8), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("unit_id", sa.String(64)),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("revoked_at", sa.String(27)),
    )


def _serving() -> None:
    version = sa.String(16)
    op.create_table(
        "model_versions",
        sa.Column("version", version, primary_key=True),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("snapshot_digest", sa.String(128), nullable=False),
        sa.Column("registered_at", sa.String(27), nullable=False),
    )
    op.create_table(
        "serving",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="one_row"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("version", version, sa.ForeignKey("model_versions.version")),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    op.create_table(
        "serving_history",
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", version, sa.ForeignKey("model_versions.version"), nullable=False),
        sa.Column("before", sa.Integer, sa.ForeignKey("serving_history.generation")),
        sa.Column("since", sa.String(27), nullable=False),
    )
    op.execute("INSERT INTO serving (id, version, generation) VALUES (1, NULL, 0)")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    op.create_table(
        "audit_head",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="one_row"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    op.execute("INSERT INTO audit_head (id, seq, seal) VALUES (1, 0, '')")


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Integer, primary_key=True),
        sa.Column("asn_id", sa.String(64), nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("occurred_at", sa.String(27), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), nullable=False),
    )
    objected = sa.text("event = 'OBJECTED'")
    op.create_index("objections", "feedback", ["asn_id"], sqlite_where=objected, postgresql_where=objected)
    op.create_table(
        "idempotency",
        sa.Column("key_id", sa.String(8), sa.ForeignKey("api_keys.key_id"), primary_key=True),
        sa.Column("request_key", sa.String(256), primary_key=True),
        sa.Column("body_digest", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("stored_at", sa.String(27), nullable=False),
    )

"""The tables that the service itself writes, declared once.

Migrations make them (``store/migrations``); a test holds both against each other. Moments are text,
ISO 8601 UTC with microseconds (``2026-11-24T08:30:00.000000Z``): they sort as they happened, are the
same in SQLite and PostgreSQL, and go into the audit chain byte by byte.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

REVISION: Final = "0008"
"""Newest migration: a database that carries it is opened without loading Alembic."""

METADATA: Final = MetaData()

_MOMENT: Final = String(27)
_SHA256: Final = String(64)
_VERSION: Final = String(16)

API_KEYS: Final = Table(
    "api_keys",
    METADATA,
    Column("key_id", String(8), primary_key=True),
    Column("digest", _SHA256, nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit_id", String(64)),
    Column("created_at", _MOMENT, nullable=False),
    Column("revoked_at", _MOMENT),
)

MODEL_VERSIONS: Final = Table(
    "model_versions",
    METADATA,
    Column("version", _VERSION, primary_key=True),
    Column("content_digest", _SHA256, nullable=False),
    Column("snapshot_digest", String(128), nullable=False),
    Column("registered_at", _MOMENT, nullable=False),
)

SERVING: Final = Table(
    "serving",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("version", _VERSION, ForeignKey("model_versions.version")),
    Column("generation", Integer, nullable=False),
)
"""One row, there from the start: generation 0 without a version means nothing was promoted yet."""

SERVING_HISTORY: Final = Table(
    "serving_history",
    METADATA,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("version", _VERSION, ForeignKey("model_versions.version"), nullable=False),
    Column("before", Integer, ForeignKey("serving_history.generation")),
    Column("since", _MOMENT, nullable=False),
)
"""``before`` is the generation that a rollback from this one returns to."""

AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", _MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("seal", _SHA256, nullable=False),
)

AUDIT_HEAD: Final = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("seal", _SHA256, nullable=False),
)
"""One row: how many audit rows there are, under a seal of its own, so that a cut tail is seen."""

FEEDBACK: Final = Table(
    "feedback",
    METADATA,
    Column("feedback_id", Integer, primary_key=True),
    Column("asn_id", String(64), nullable=False),
    Column("course_id", String(64), nullable=False),
    Column("event", String(16), nullable=False),
    Column("reason", Text),
    Column("occurred_at", _MOMENT, nullable=False),
    Column("received_at", _MOMENT, nullable=False),
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), nullable=False),
    Index(
        "objections",
        "asn_id",
        sqlite_where=text("event = 'OBJECTED'"),
        postgresql_where=text("event = 'OBJECTED'"),
    ),
)

OBJECTION_ENDS: Final = Table(
    "objection_ends",
    METADATA,
    Column(
        "feedback_id",
        Integer,
        ForeignKey("feedback.feedback_id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("asn_id", String(64), nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Index("objection_ends_of", "asn_id"),
)
"""``feedback_id`` is the person's newest objection at that moment: it and all before it have ended."""

IDEMPOTENCY: Final = Table(
    "idempotency",
    METADATA,
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), primary_key=True),
    Column("request_key", String(256), primary_key=True),
    Column("body_digest", _SHA256, nullable=False),
    Column("answer", Text, nullable=False),
    Column("stored_at", _MOMENT, nullable=False),
)

GATE_RESULTS: Final = Table(
    "gate_results",
    METADATA,
    Column("result_id", Integer, primary_key=True),
    Column("version", _VERSION, ForeignKey("model_versions.version"), nullable=False),
    Column("champion", _VERSION),
    Column("red", Text, nullable=False),
    Column("digest", _SHA256, nullable=False),
    Column("recorded_at", _MOMENT, nullable=False),
    Index("gate_results_of", "version"),
)
"""What the gate said of a version: codes of the red lines (joined by blanks; empty = passed), beside
which champion (none = nothing served), and the SHA-256 of the whole result."""

IMPACT_STUDIES: Final = Table(
    "impact_studies",
    METADATA,
    Column("study_id", Integer, primary_key=True),
    Column("snapshot_digest", String(128), nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("made_on", _MOMENT, nullable=False),
    Column("digest", _SHA256, nullable=False),
    Column("body", Text, nullable=False),
)
"""Evidence whether training helps, as JSON without any person, and the SHA-256 of it; the newest counts."""

SHADOW: Final = Table(
    "shadow",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("version", _VERSION),
)
"""One row, there from the start: the version that answers unseen; none while nothing is watched."""

SHADOW_COUNTS: Final = Table(
    "shadow_counts",
    METADATA,
    Column("hour", String(13), primary_key=True),
    Column("serving", _VERSION, primary_key=True),
    Column("shadow", _VERSION, primary_key=True),
    *(
        Column(name, Integer, nullable=False)
        for name in ("same", "changed", "unknown", "failed", "dropped", "refused", "ranked", "shifted")
    ),
    *(Column(name, Float(53), nullable=False) for name in ("overlap", "rank_correlation", "benefit_shift")),
)
"""Answers of one hour (``2026-11-24T08``, UTC) by pair of versions: counts, and sums of three measures.
``ranked`` and ``shifted`` say over how many answers the last two sums go, ``same + changed`` over how
many the first. No person and no course is named, so nothing need ever be removed."""

SERVED_ANSWERS: Final = Table(
    "served_answers",
    METADATA,
    Column("record_id", String(32), primary_key=True),
    Column("at", _MOMENT, nullable=False),
    Column("version", _VERSION, nullable=False),
    Column("request", Text, nullable=False),
    Column("answer_digest", _SHA256, nullable=False),
    Column("shown", Text),
)
"""What was asked of which version and the SHA-256 of what was answered: enough to replay it. ``shown``
holds the course_ids of the list in its order, joined by blanks: at which rank each was seen."""

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), primary_key=True),
    Column("password", String(128), nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)
"""Argon2id hash of the password that the holder of a key chose."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("digest", _SHA256, primary_key=True),
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), nullable=False),
    Column("ends_at", _MOMENT, nullable=False),
)

OIDC_LINKS: Final = Table(
    "oidc_links",
    METADATA,
    Column("digest", _SHA256, primary_key=True),
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), nullable=False, unique=True),
    Column("linked_at", _MOMENT, nullable=False),
)
"""Keyed digest of a claim of the provider of identities, and whose account it is."""

PLANS: Final = Table(
    "plans",
    METADATA,
    Column("plan_id", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("unit_id", String(64)),
    Column("request", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("created_by", String(8), ForeignKey("api_keys.key_id"), nullable=False),
    Column("submitted_by", String(8), ForeignKey("api_keys.key_id")),
    Column("step", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("stop_asked", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", String(32)),
    Column("lease_until", _MOMENT),
    Column("failure", Text),
    Index("plans_by_state", "state"),
)
"""Where a plan stands; ``lease`` is the process that computes it, for as long as it says that it lives."""

PLAN_PROPOSALS: Final = Table(
    "plan_proposals",
    METADATA,
    Column("plan_id", String(16), ForeignKey("plans.plan_id"), primary_key=True),
    Column("content", Text, nullable=False),
)

PLAN_REVISIONS: Final = Table(
    "plan_revisions",
    METADATA,
    Column("plan_id", String(16), ForeignKey("plans.plan_id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", _MOMENT, nullable=False),
    Column("key_id", String(8), ForeignKey("api_keys.key_id"), nullable=False),
    Column("action", String(16), nullable=False),
    Column("session_id", String(64), nullable=False),
    Column("asn_id", String(64), nullable=False),
    Column("replacement", String(64), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("digest", _SHA256, nullable=False),
)
"""One decision, one revision: the content of revision n is the proposal with decisions 2 to n on it,
``digest`` its SHA-256. Nothing is kept twice and nothing can be changed."""

APPEND_ONLY: Final = (
    AUDIT.name, FEEDBACK.name, OBJECTION_ENDS.name, GATE_RESULTS.name, SERVED_ANSWERS.name,
    PLAN_PROPOSALS.name, PLAN_REVISIONS.name, IMPACT_STUDIES.name,
)  # fmt: skip
"""Tables whose rows the database itself refuses to change or remove."""

"""The evidence of impact as ``impact`` found it: append-only, the newest is read, each sealed by its digest.

The body is the JSON of the report: figures of groups, no key and no name of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, insert, select

from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import IMPACT_STUDIES


@dataclass(frozen=True)
class StoredStudy:
    """One study as it was stored."""

    study_id: int
    snapshot_digest: str
    """Of the snapshot that it is about."""
    as_of: date
    made_on: str
    """Moment, ISO 8601 UTC."""
    digest: str
    """SHA-256 (hex) of the body."""
    body: str
    """JSON object, see ``impact.report.as_json``."""


def record_study(
    database: Database, *, snapshot_digest: str, as_of: date, body: bytes, actor: str
) -> StoredStudy:
    """Append a study, with its audit row; the same as the newest one again changes nothing.

    Parameters
    ----------
    body
        UTF-8 JSON.
    """
    digest = sha256(body).hexdigest()
    newest = newest_study(database)
    if newest is not None and (newest.snapshot_digest, newest.digest) == (snapshot_digest, digest):
        return newest
    row = {
        "snapshot_digest": snapshot_digest, "as_of": as_of.isoformat(), "made_on": database.now(),
        "digest": digest, "body": body.decode(),
    }  # fmt: skip
    with database.writing() as connection:
        written = connection.execute(insert(IMPACT_STUDIES).values(row).returning(IMPACT_STUDIES.c.study_id))
        study_id = int(written.scalar_one())
        append_audit(
            database, connection, actor=actor, action="IMPACT", subject=snapshot_digest,
            details={"as_of": row["as_of"], "digest": digest},
        )  # fmt: skip
    return StoredStudy(study_id, snapshot_digest, as_of, row["made_on"], digest, row["body"])


def newest_study_id(database: Database) -> int | None:
    """Which study is the newest; None before the first. Asked often: it reads no body."""
    with database.reading() as connection:
        found = connection.execute(select(func.max(IMPACT_STUDIES.c.study_id))).scalar()
    return None if found is None else int(found)


def newest_study(database: Database) -> StoredStudy | None:
    """The study written last; None before the first."""
    query = select(IMPACT_STUDIES).order_by(IMPACT_STUDIES.c.study_id.desc()).limit(1)
    with database.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    return StoredStudy(
        row.study_id, row.snapshot_digest, date.fromisoformat(row.as_of), row.made_on, row.digest, row.body
    )

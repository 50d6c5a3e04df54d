"""What the gate said of a version: append-only, the whole result sealed in the audit chain by its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import GATE_RESULTS, SERVING_HISTORY


@dataclass(frozen=True)
class GateRecord:
    """The newest result of one version."""

    version: str
    champion: str | None
    """Version that served when it was compared; None if nothing did."""
    red: tuple[str, ...]
    """Names of the red lines; none means that it passed."""
    digest: str
    """SHA-256 (hex) of the whole result."""


def record_gate(
    database: Database, *, version: str, champion: str | None, red: Sequence[str], digest: str, actor: str
) -> GateRecord:
    """Append a result, with its audit row; the same as the newest one again changes nothing.

    ``version`` must be registered (:func:`recommender.store.serving.register_version`).
    """
    new = GateRecord(version, champion, tuple(red), digest)
    if gate_record(database, version=version) == new:
        return new
    with database.writing() as connection:
        connection.execute(
            insert(GATE_RESULTS).values(
                version=version,
                champion=champion,
                red=" ".join(red),
                digest=digest,
                recorded_at=database.now(),
            )
        )
        append_audit(
            database, connection, actor=actor, action="GATE", subject=version,
            details={"champion": champion, "red": list(red), "digest": digest},
        )  # fmt: skip
    return new


def gate_record(database: Database, *, version: str) -> GateRecord | None:
    """The newest result of ``version``; None if it was never compared."""
    columns = GATE_RESULTS.c
    query = (
        select(columns.champion, columns.red, columns.digest)
        .where(columns.version == version)
        .order_by(columns.result_id.desc())
        .limit(1)
    )
    with database.reading() as connection:
        row = connection.execute(query).first()
    return None if row is None else GateRecord(version, row.champion, tuple(row.red.split()), row.digest)


def has_served(database: Database, *, version: str) -> bool:
    """Whether ``version`` served at any time."""
    query = select(SERVING_HISTORY.c.generation).where(SERVING_HISTORY.c.version == version).limit(1)
    with database.reading() as connection:
        return connection.execute(query).first() is not None

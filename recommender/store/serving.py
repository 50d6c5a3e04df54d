"""The serving version: one row, changed by compare-and-set, with its audit row in one transaction.

Every change counts the generation up by one and names the generation it saw before; if somebody was
faster the change is refused, so the history is a line. A rollback returns to what served before the
present version *was promoted*: promote A, B, C, then roll back twice, and A serves. A version that was
watched as a shadow is watched no more once it serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from recommender.errors import BadInput, Conflict, NotFound
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import MODEL_VERSIONS, SERVING, SERVING_HISTORY
from recommender.store.shadow import end_watch


@dataclass(frozen=True)
class Serving:
    """The version that serves, and how many changes led to it."""

    version: str
    generation: int


def current_serving(database: Database) -> Serving | None:
    """The serving version; None if nothing was promoted yet."""
    with database.reading() as connection:
        version, generation = connection.execute(select(SERVING.c.version, SERVING.c.generation)).one()
    return None if version is None else Serving(version, generation)


def serving_snapshot(database: Database) -> str | None:
    """Digest of the snapshot behind the serving version; None if nothing was promoted yet."""
    query = select(MODEL_VERSIONS.c.snapshot_digest).join(
        SERVING, SERVING.c.version == MODEL_VERSIONS.c.version
    )
    with database.reading() as connection:
        digest: str | None = connection.execute(query).scalar()
    return digest


def register_version(database: Database, *, version: str, content_digest: str, snapshot_digest: str) -> None:
    """Make a verified version known; the same again changes nothing.

    Raises
    ------
    Conflict
        ``VERSION_DIFFERS``: this name is known with other content.
    """
    query = select(MODEL_VERSIONS.c.content_digest).where(MODEL_VERSIONS.c.version == version)
    with database.writing() as connection:
        known = connection.execute(query).scalar()
        if known is None:
            connection.execute(
                insert(MODEL_VERSIONS).values(
                    version=version,
                    content_digest=content_digest,
                    snapshot_digest=snapshot_digest,
                    registered_at=database.now(),
                )
            )
        elif known != content_digest:
            raise Conflict(
                "VERSION_DIFFERS",
                "Versi ini pernah terdaftar dengan isi lain.",
                fix="Latih ulang dan promosikan versi yang baru.",
            )


def promote(
    database: Database,
    *,
    version: str,
    expected_generation: int,
    actor: str,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Serving:
    """Let a registered version serve.

    Parameters
    ----------
    expected_generation
        Generation that the decision was taken at; 0 where nothing serves yet.
    details
        What else the audit row says, as plain JSON values: what the gate said, who overrode it.

    Raises
    ------
    NotFound
        ``VERSION_UNKNOWN``: not registered.
    Conflict
        ``SERVING_CHANGED``: another change came first; nothing was done.
    """
    with database.writing() as connection:
        known = select(MODEL_VERSIONS.c.version).where(MODEL_VERSIONS.c.version == version)
        if connection.execute(known).first() is None:
            raise NotFound(
                "VERSION_UNKNOWN", "Versi ini tidak terdaftar.", fix="Latih dulu, atau periksa nama versinya."
            )
        return _change(
            database, connection, version=version, before=expected_generation or None,
            expected=expected_generation, actor=actor, action="PROMOTE",
            details={**(details or {}), "reason": reason},
        )  # fmt: skip


def rollback(database: Database, *, expected_generation: int, actor: str, reason: str = "") -> Serving:
    """Let the version serve again that served before the present one was promoted.

    Raises
    ------
    BadInput
        ``NOTHING_BEFORE``: there is none.
    Conflict
        ``SERVING_CHANGED``: another change came first; nothing was done.
    """
    with database.writing() as connection:
        target = connection.execute(_before(expected_generation)).first()
        if target is None:
            raise BadInput(
                "NOTHING_BEFORE",
                "Tidak ada versi sebelum versi yang melayani.",
                fix="Promosikan versi lain dengan `asn-recommender promote`.",
            )
        return _change(
            database, connection, version=target.version, before=target.before,
            expected=expected_generation, actor=actor, action="ROLLBACK", details={"reason": reason},
        )  # fmt: skip


def version_before(database: Database, *, generation: int) -> str | None:
    """The version that a rollback from ``generation`` returns to; None if there is none."""
    with database.reading() as connection:
        target = connection.execute(_before(generation)).first()
    return None if target is None else target.version


def _before(generation: int) -> Select[str, int | None]:
    """Version and ``before`` of the history row that a rollback from ``generation`` returns to."""
    now = SERVING_HISTORY.alias()
    return (
        select(SERVING_HISTORY.c.version, SERVING_HISTORY.c.before)
        .join(now, now.c.before == SERVING_HISTORY.c.generation)
        .where(now.c.generation == generation)
    )


def _change(
    database: Database,
    connection: Connection,
    *,
    version: str,
    before: int | None,
    expected: int,
    actor: str,
    action: str,
    details: Mapping[str, Any],
) -> Serving:
    serving = Serving(version, expected + 1)
    changed = connection.execute(
        update(SERVING)
        .where(SERVING.c.generation == expected)
        .values(version=version, generation=serving.generation)
    )
    if changed.rowcount != 1:
        raise Conflict(
            "SERVING_CHANGED",
            "Versi yang melayani sudah diganti orang lain lebih dulu.",
            fix="Lihat versi yang melayani sekarang, lalu putuskan lagi.",
        )
    end_watch(database, connection, version=version, actor=actor)
    connection.execute(
        insert(SERVING_HISTORY).values(
            generation=serving.generation, version=version, before=before, since=database.now()
        )
    )
    append_audit(
        database, connection, actor=actor, action=action, subject=version,
        details={**details, "generation": serving.generation},
    )  # fmt: skip
    return serving

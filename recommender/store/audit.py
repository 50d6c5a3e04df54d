"""The audit chain: who did what, so that a changed, removed, added or reordered row is seen.

Row n carries ``seal_n = HMAC-SHA-256(key, seal_(n-1) | n | at | actor | action | subject | details)``
and the head row seals n itself, so that a cut tail is seen too. The key lies beside the other
secrets, not in the database: who can only write to the database cannot make a seal. Such a writer
could at most put back an older copy of all audit rows *and* the head; backups and
``serving_history`` show that.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from recommender.errors import Misconfigured
from recommender.store.database import Database
from recommender.store.schema import API_KEYS, AUDIT, AUDIT_HEAD, SERVING


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found; no fault means every row is as it was written."""

    rows: int
    faults: tuple[str, ...]


def append_audit(
    database: Database,
    connection: Connection,
    *,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one row within the caller's writing transaction: both are written, or neither.

    Parameters
    ----------
    actor
        A key id or the name of an operating-system user.
    action, subject
        What was done to what, e.g. ``"PROMOTE"``, ``"2026Q4-3f2a9c1b"``.
    details
        Plain JSON values; never personal data.
    """
    key = _key(database)
    # Everybody who appends waits here in turn, so numbers have no gaps and the chain no branches.
    last = connection.execute(select(AUDIT_HEAD.c.seq).with_for_update()).scalar_one()
    previous = connection.execute(select(AUDIT.c.seal).where(AUDIT.c.seq == last)).scalar() or ""
    row: dict[str, Any] = {
        "seq": last + 1,
        "at": database.now(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": json.dumps(dict(details or {}), sort_keys=True, ensure_ascii=False),
    }
    row["seal"] = _seal(key, previous, *row.values())
    connection.execute(insert(AUDIT).values(row))
    connection.execute(
        update(AUDIT_HEAD).values(seq=last + 1, seal=_seal(key, "head", row["seq"], row["seal"]))
    )


@dataclass(frozen=True)
class Entry:
    """One row of the chain."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    details: str


def audit_entries(database: Database, *, about: str) -> tuple[Entry, ...]:
    """Rows whose actor, subject or details name ``about`` (a key id, a version, a plan), oldest first."""
    with database.reading() as connection:
        rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).all()
    entries = (Entry(r.seq, r.at, r.actor, r.action, r.subject, r.details) for r in rows)
    return tuple(e for e in entries if about in (e.actor, e.subject) or about in e.details)


def verify_audit(database: Database) -> Verdict:
    """Check every row and the head; reads all rows once, in order."""
    key = _key(database)
    with database.reading() as connection:
        rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).all()
        heads = connection.execute(select(AUDIT_HEAD)).all()
        used = bool(
            connection.execute(select(API_KEYS.c.key_id).limit(1)).first()
            or connection.execute(select(SERVING.c.generation)).scalar()
        )
    faults = [*_row_faults(key, rows), *_head_faults(key, rows, heads, used=used)]
    return Verdict(rows=len(rows), faults=tuple(faults))


def _row_faults(key: bytes, rows: Sequence[Any]) -> Iterator[str]:
    previous = ""
    for number, row in enumerate(rows, start=1):
        if row.seq != number:
            yield f"baris {number}: hilang atau berpindah"
            return
        expected = _seal(key, previous, row.seq, row.at, row.actor, row.action, row.subject, row.details)
        if not hmac.compare_digest(expected, row.seal):
            yield f"baris {number}: diubah"
        previous = row.seal


def _head_faults(key: bytes, rows: Sequence[Any], heads: Sequence[Any], *, used: bool) -> Iterator[str]:
    if len(heads) != 1:
        yield "kepala rantai: hilang"
        return
    (head,) = heads
    if not rows:
        if used or head.seq or head.seal:
            yield "semua baris hilang"
        return
    last = rows[-1]
    if head.seq != last.seq or not hmac.compare_digest(_seal(key, "head", last.seq, last.seal), head.seal):
        yield f"kepala rantai: tidak cocok dengan baris terakhir {last.seq}"


def _seal(key: bytes, *parts: object) -> str:
    """HMAC over a JSON list: no two different lists of parts give the same bytes."""
    return hmac.digest(key, json.dumps(parts, ensure_ascii=False).encode(), "sha256").hex()


def _key(database: Database) -> bytes:
    if database.audit_key is None:
        raise Misconfigured(
            "AUDIT_KEY_MISSING",
            "Perubahan ini harus diaudit, tetapi kunci audit tidak dibuka.",
            fix="Buka basis data bersama kunci audit dari folder kunci.",
        )
    return database.audit_key

"""API keys: made once, shown once, kept only as a digest.

A key is ``asn_<id>_<secret>`` with 256 random bits of secret. Passwords need a slow hash because
people choose guessable ones; 2^256 equally likely secrets cannot be guessed however fast the hash
is, so SHA-256 is enough, and a request costs microseconds instead of a tenth of a second.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, select, update

from recommender.domain.codes import ROLES
from recommender.errors import BadInput, NotFound
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import API_KEYS

_KEY: Final = re.compile(r"asn_([0-9a-f]{8})_([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True)
class Caller:
    """Who calls: a valid key's id, role and, where it is bound to one, unit."""

    key_id: str
    role: str
    unit_id: str | None


@dataclass(frozen=True)
class KeyRecord:
    """What is known of a key; the secret is not."""

    key_id: str
    role: str
    unit_id: str | None
    created_at: str
    revoked_at: str | None


def create_key(
    database: Database, *, role: str, unit_id: str | None = None, actor: str
) -> tuple[KeyRecord, str]:
    """Make a key and return it with its text, which is nowhere else.

    Raises
    ------
    BadInput
        ``ROLE_UNKNOWN``: not one of ``domain.codes.ROLES``.
    """
    if role not in ROLES:
        raise BadInput(
            "ROLE_UNKNOWN", "Peran ini tidak dikenal.", fix=f"Pilih salah satu: {', '.join(ROLES)}."
        )
    record = KeyRecord(secrets.token_hex(4), role, unit_id or None, database.now(), None)
    key = f"asn_{record.key_id}_{secrets.token_urlsafe(32)}"
    with database.writing() as connection:
        connection.execute(insert(API_KEYS).values(digest=_digest(key), **vars(record)))
        append_audit(
            database, connection, actor=actor, action="KEY_CREATE", subject=record.key_id,
            details={"role": role, "unit_id": record.unit_id},
        )  # fmt: skip
    return record, key


def list_keys(database: Database) -> tuple[KeyRecord, ...]:
    """All keys ever made, oldest first."""
    columns = [API_KEYS.c[name] for name in KeyRecord.__dataclass_fields__]
    query = select(*columns).order_by(API_KEYS.c.created_at, API_KEYS.c.key_id)
    with database.reading() as connection:
        return tuple(KeyRecord(*row) for row in connection.execute(query))


def revoke_key(database: Database, *, key_id: str, actor: str) -> None:
    """End a key; the next request with it is refused. Revoking twice changes nothing.

    Raises
    ------
    NotFound
        ``KEY_UNKNOWN``.
    """
    here = API_KEYS.c.key_id == key_id
    with database.writing() as connection:
        if connection.execute(select(API_KEYS.c.key_id).where(here)).first() is None:
            raise NotFound(
                "KEY_UNKNOWN",
                "Kunci dengan id ini tidak ada.",
                fix="Lihat id di `asn-recommender keys list`.",
            )
        ended = connection.execute(
            update(API_KEYS).where(here, API_KEYS.c.revoked_at.is_(None)).values(revoked_at=database.now())
        )
        if ended.rowcount:
            append_audit(database, connection, actor=actor, action="KEY_REVOKE", subject=key_id)


def verify_key(database: Database, *, key: str) -> Caller | None:
    """Who holds ``key``; None for anything that is not a key in force. Constant time in the secret."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    query = select(API_KEYS.c.digest, API_KEYS.c.role, API_KEYS.c.unit_id, API_KEYS.c.revoked_at)
    with database.reading() as connection:
        found = connection.execute(query.where(API_KEYS.c.key_id == parts[1])).first()
    if found is None or not hmac.compare_digest(found.digest, _digest(key)) or found.revoked_at is not None:
        return None
    return Caller(key_id=parts[1], role=found.role, unit_id=found.unit_id)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

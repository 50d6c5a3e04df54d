"""Which account of the provider of identities (OIDC) is which account here.

Nobody is made an account of by signing in: an operator links one claim value to one key that exists.
The value may be a NIP or an address, so it is kept as a keyed digest alone.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Connection, delete, insert, select

from recommender.errors import BadInput, NotFound
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.schema import ACCOUNTS, API_KEYS, OIDC_LINKS, SESSIONS


def claim_digest(value: str, *, issuer: str, claim: str, key: bytes) -> str:
    """HMAC-SHA256 (hex) of a claim's value: another issuer or claim is another account."""
    text = "\0".join(("oidc", issuer, claim, value))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def link_account(database: Database, *, key_id: str, digest: str, actor: str) -> None:
    """Let who shows the claim sign in as the holder of ``key_id``; replaces an earlier link of that key.

    Another claim may be another person: the sessions and the password of the earlier one end with it.

    Raises
    ------
    NotFound
        ``KEY_UNKNOWN``: no key in force of that id.
    BadInput
        ``CLAIM_TAKEN``: the claim belongs to another account.
    """
    in_force = select(API_KEYS.c.key_id).where(API_KEYS.c.key_id == key_id, API_KEYS.c.revoked_at.is_(None))
    holder = select(OIDC_LINKS.c.key_id).where(OIDC_LINKS.c.digest == digest)
    with database.writing() as connection:
        if connection.execute(in_force).first() is None:
            raise NotFound(
                "KEY_UNKNOWN",
                "Tidak ada kunci yang berlaku dengan id ini.",
                fix="Lihat id di `asn-recommender keys list`, atau buat dengan `keys create`.",
            )
        taken = connection.execute(holder).scalar()
        if taken not in (None, key_id):
            raise BadInput(
                "CLAIM_TAKEN",
                f"Nilai klaim ini sudah milik akun {taken}.",
                fix=f"Lepaskan dulu: asn-recommender keys unlink {taken}.",
            )
        replaced = connection.execute(delete(OIDC_LINKS).where(OIDC_LINKS.c.key_id == key_id)).rowcount
        if replaced and taken is None:
            _end(connection, key_id)
        connection.execute(insert(OIDC_LINKS).values(digest=digest, key_id=key_id, linked_at=database.now()))
        append_audit(database, connection, actor=actor, action="OIDC_LINK", subject=key_id, details={})


def unlink_account(database: Database, *, key_id: str, actor: str) -> bool:
    """Nobody signs in as ``key_id`` from the provider any more; whether anybody could.

    Sessions and password of the account end with the link; the key itself goes on.
    """
    with database.writing() as connection:
        gone = connection.execute(delete(OIDC_LINKS).where(OIDC_LINKS.c.key_id == key_id)).rowcount
        if gone:
            _end(connection, key_id)
            append_audit(database, connection, actor=actor, action="OIDC_UNLINK", subject=key_id, details={})
    return bool(gone)


def _end(connection: Connection, key_id: str) -> None:
    for table in (SESSIONS, ACCOUNTS):
        connection.execute(delete(table).where(table.c.key_id == key_id))

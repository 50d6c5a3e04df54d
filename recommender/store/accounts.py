"""Who is signed in to the pages: passwords and sessions of the holders of a key.

An account *is* a key of ``keys create``: its id is the user name, its role and unit are the
account's, and revoking it ends the account and every session of it at once. The key itself signs in;
who does so may then choose a password, which people can remember. Keys are 256 random bits and
compared by digest (:mod:`recommender.store.keys`); passwords are guessable, so they are kept as
Argon2id hashes (OWASP's parameters: 19 MiB, 2 rounds, 1 lane).

A session is a row; the browser holds 256 random bits of which the row has the digest alone. It ends
with sign-out, after ``SESSION_HOURS``, with a new password, or with the key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from recommender.errors import BadInput
from recommender.store.audit import append_audit
from recommender.store.database import Database, moment_text
from recommender.store.keys import Caller, verify_key
from recommender.store.schema import ACCOUNTS, API_KEYS, OIDC_LINKS, SESSIONS

SESSION_HOURS: Final = 10
"""A working day: sign in again the next morning."""
SHORTEST: Final = 12
LONGEST: Final = 200
"""Letters of a password."""

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class Accounts:
    """Sign-in and sessions in the database."""

    database: Database

    def sign_in(self, *, account: str, secret: str) -> str | None:
        """Begin a session.

        Parameters
        ----------
        account
            Id of the key.
        secret
            The key itself, or the password its holder chose.

        Returns
        -------
        str or None
            The session's token; None where account and secret do not belong together.
        """
        caller = verify_key(self.database, key=secret)
        known = caller.key_id == account if caller else self._password_fits(account, secret)
        return self._begin(account) if known else None

    def sign_in_linked(self, digest: str) -> str | None:
        """Begin a session for whom a provider of identities has vouched, with its entry in the audit chain.

        Parameters
        ----------
        digest
            :func:`recommender.store.oidc_links.claim_digest` of the verified claim.

        Returns
        -------
        str or None
            The session's token; None where the claim is linked to no key in force.
        """
        query = (
            select(API_KEYS.c.key_id)
            .join(OIDC_LINKS, OIDC_LINKS.c.key_id == API_KEYS.c.key_id)
            .where(OIDC_LINKS.c.digest == digest, API_KEYS.c.revoked_at.is_(None))
        )
        with self.database.reading() as connection:
            account = connection.execute(query).scalar()
        return None if account is None else self._begin(account, by="oidc")

    def caller(self, token: str) -> Caller | None:
        """Who holds the session ``token``; None once it or its key has ended."""
        query = (
            select(API_KEYS.c.key_id, API_KEYS.c.role, API_KEYS.c.unit_id)
            .join(SESSIONS, SESSIONS.c.key_id == API_KEYS.c.key_id)
            .where(
                SESSIONS.c.digest == _digest(token),
                SESSIONS.c.ends_at > self.database.now(),
                API_KEYS.c.revoked_at.is_(None),
            )
        )
        with self.database.reading() as connection:
            found = connection.execute(query).first()
        return None if found is None else Caller(*found)

    def sign_out(self, token: str) -> None:
        """End one session."""
        with self.database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == _digest(token)))

    def set_password(self, caller: Caller, *, password: str) -> str:
        """Keep a new password, end every session of the account and begin a new one.

        Returns
        -------
        str
            Token of the new session.

        Raises
        ------
        BadInput
            ``PASSWORD_WEAK``: too short, too long, the account's id or a single repeated letter.
        """
        short = len(password) < SHORTEST or len(password) > LONGEST
        if short or caller.key_id in password or len(set(password)) < 5:
            raise BadInput(
                "PASSWORD_WEAK",
                "Kata sandi ini terlalu mudah ditebak.",
                fix=f"Pakai {SHORTEST}-{LONGEST} huruf, misalnya empat kata acak, tanpa id akun.",
            )
        row = {"password": _HASHER.hash(password), "changed_at": self.database.now()}
        with self.database.writing() as connection:
            here = ACCOUNTS.c.key_id == caller.key_id
            if not connection.execute(update(ACCOUNTS).where(here).values(row)).rowcount:
                connection.execute(insert(ACCOUNTS).values(key_id=caller.key_id, **row))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key_id == caller.key_id))
        return self._begin(caller.key_id)

    def _password_fits(self, account: str, password: str) -> bool:
        query = (
            select(ACCOUNTS.c.password)
            .join(API_KEYS, API_KEYS.c.key_id == ACCOUNTS.c.key_id)
            .where(ACCOUNTS.c.key_id == account, API_KEYS.c.revoked_at.is_(None))
        )
        with self.database.reading() as connection:
            kept = connection.execute(query).scalar()
        if kept is None:
            _HASHER.hash(password[: LONGEST + 1])  # an unknown account costs the same time as a known one
            return False
        try:
            return _HASHER.verify(kept, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False

    def _begin(self, account: str, *, by: str | None = None) -> str:
        token, now = secrets.token_urlsafe(32), self.database.now()
        ends = moment_text(self.database.clock() + timedelta(hours=SESSION_HOURS))
        with self.database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= now))
            connection.execute(insert(SESSIONS).values(digest=_digest(token), key_id=account, ends_at=ends))
            if by is not None:
                append_audit(
                    self.database, connection, actor=account, action="SIGN_IN", subject=account,
                    details={"by": by},
                )  # fmt: skip
        return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Once and only once: the same request key with the same body gives the stored answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import IntegrityError

from recommender.errors import BadInput
from recommender.store.database import Database
from recommender.store.schema import IDEMPOTENCY


def once(
    database: Database,
    *,
    key_id: str,
    request_key: str,
    body: Mapping[str, Any],
    work: Callable[[Connection], Mapping[str, Any]],
) -> dict[str, Any]:
    """Do ``work`` in one transaction with the note that it is done, or give its stored answer.

    Parameters
    ----------
    key_id
        API key of the caller; request keys of different callers never meet.
    request_key
        The caller's ``Idempotency-Key``, at most 256 characters.
    body
        What was asked for, as plain JSON values.
    work
        Writes on the connection and returns the answer as plain JSON values.

    Raises
    ------
    BadInput
        ``IDEMPOTENCY_MISMATCH``: the key came before with another body.
    """
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    done = _stored(database, key_id, request_key)
    if done is None:
        try:
            return _do(database, key_id, request_key, digest, work)
        except IntegrityError:
            # Either the same request ran beside this one and won, or ``work`` itself broke a rule.
            done = _stored(database, key_id, request_key)
            if done is None:
                raise
    if done.body_digest != digest:
        raise BadInput(
            "IDEMPOTENCY_MISMATCH",
            "Idempotency-Key ini sudah dipakai untuk isi yang lain.",
            fix="Pakai kunci baru untuk isi baru.",
        )
    answer: dict[str, Any] = json.loads(done.answer)
    return answer


def _do(
    database: Database,
    key_id: str,
    request_key: str,
    digest: str,
    work: Callable[[Connection], Mapping[str, Any]],
) -> dict[str, Any]:
    with database.writing() as connection:
        answer = dict(work(connection))
        connection.execute(
            insert(IDEMPOTENCY).values(
                key_id=key_id,
                request_key=request_key,
                body_digest=digest,
                answer=json.dumps(answer, ensure_ascii=False),
                stored_at=database.now(),
            )
        )
    return answer


def _stored(database: Database, key_id: str, request_key: str) -> Row[str, str] | None:
    query = select(IDEMPOTENCY.c.body_digest, IDEMPOTENCY.c.answer).where(
        IDEMPOTENCY.c.key_id == key_id, IDEMPOTENCY.c.request_key == request_key
    )
    with database.reading() as connection:
        return connection.execute(query).first()

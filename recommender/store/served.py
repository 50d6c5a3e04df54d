"""Which answers were given: append-only, without the answers themselves.

Model, request and :func:`~recommender.ranking.recommend.recommend_batch` give an answer again; its
digest tells whether it is the same, bit for bit. Requests name people by ``asn_id``, never by NIP.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from recommender.errors import NotFound
from recommender.store.database import Database
from recommender.store.schema import SERVED_ANSWERS


@dataclass(frozen=True)
class ServedAnswer:
    """One answer that was given."""

    record_id: str
    at: str
    version: str
    request: Mapping[str, Any]
    """``asn_id``, ``as_of``, ``objected`` and the fields of ``ranking.recommend.Options``."""
    answer_digest: str


def record_answer(database: Database, *, version: str, request: Mapping[str, Any], answer: bytes) -> str:
    """Append an answer; returns the id by which it can be replayed.

    Parameters
    ----------
    request
        See :attr:`ServedAnswer.request`; plain JSON values.
    answer
        :func:`recommender.ranking.answer_bytes.answer_bytes` of the recommendation.
    """
    record_id = uuid.uuid4().hex
    with database.writing() as connection:
        connection.execute(
            insert(SERVED_ANSWERS).values(
                record_id=record_id,
                at=database.now(),
                version=version,
                request=json.dumps(dict(request), sort_keys=True, ensure_ascii=False),
                answer_digest=hashlib.sha256(answer).hexdigest(),
            )
        )
    return record_id


def read_answer(database: Database, *, record_id: str) -> ServedAnswer:
    """The record of an answer.

    Raises
    ------
    NotFound
        ``RECORD_UNKNOWN``: there is none of that id.
    """
    with database.reading() as connection:
        row = connection.execute(
            select(SERVED_ANSWERS).where(SERVED_ANSWERS.c.record_id == record_id)
        ).first()
    if row is None:
        raise NotFound(
            "RECORD_UNKNOWN",
            "Tidak ada jawaban dengan nomor catatan ini.",
            fix="Periksa nomor yang dikirim bersama jawaban itu.",
        )
    return ServedAnswer(row.record_id, row.at, row.version, json.loads(row.request), row.answer_digest)


def versions_answered(database: Database) -> frozenset[str]:
    """Versions that some recorded answer came from: a replay needs them."""
    with database.reading() as connection:
        return frozenset(connection.execute(select(SERVED_ANSWERS.c.version).distinct()).scalars())

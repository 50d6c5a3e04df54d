"""Which answers were given: append-only, without the answers themselves.

Model, request and :func:`~recommender.ranking.recommend.recommend_batch` give an answer again; its
digest tells whether it is the same, bit for bit, and which courses it held in which order tells at
what rank each was seen. Requests name people by ``asn_id``, never by NIP.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from recommender.errors import NotFound
from recommender.store.database import Database
from recommender.store.schema import SERVED_ANSWERS


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it is given, to be recorded."""

    record_id: str
    """:func:`new_record_id`; sent with the answer."""
    version: str
    request: Mapping[str, Any]
    """See :attr:`ServedAnswer.request`; plain JSON values."""
    answer: bytes
    """:func:`recommender.ranking.answer_bytes.answer_bytes` of the recommendation."""
    shown: tuple[str, ...]
    """course_ids of the list, in its order."""


@dataclass(frozen=True)
class ShownList:
    """Who was shown which courses, in which order, and when."""

    asn_id: str
    at: str
    courses: tuple[str, ...]


@dataclass(frozen=True)
class ServedAnswer:
    """One answer that was given."""

    record_id: str
    at: str
    version: str
    request: Mapping[str, Any]
    """``asn_id``, ``as_of``, ``objected`` and the fields of ``ranking.recommend.Options``."""
    answer_digest: str


def new_record_id() -> str:
    """An id that no other answer has."""
    return uuid.uuid4().hex


def record_answers(database: Database, answers: Sequence[GivenAnswer]) -> None:
    """Append ``answers`` in one transaction: all of them, or none."""
    at = database.now()
    rows = [
        {
            "record_id": one.record_id,
            "at": at,
            "version": one.version,
            "request": json.dumps(dict(one.request), sort_keys=True, ensure_ascii=False),
            "answer_digest": hashlib.sha256(one.answer).hexdigest(),
            "shown": " ".join(one.shown),
        }
        for one in answers
    ]
    with database.writing() as connection:
        connection.execute(insert(SERVED_ANSWERS), rows)


def shown_lists(database: Database) -> Iterator[ShownList]:
    """Every recorded list whose courses are known, oldest first; reads all rows once."""
    columns = SERVED_ANSWERS.c
    query = (
        select(columns.at, columns.request, columns.shown)
        .where(columns.shown.is_not(None))
        .order_by(columns.at, columns.record_id)
    )
    with database.reading() as connection:
        for row in connection.execute(query):
            asn_id = str(json.loads(row.request).get("asn_id", ""))
            yield ShownList(asn_id, row.at, tuple(row.shown.split()))


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

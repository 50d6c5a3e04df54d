"""What happened with recommendations: append-only, and each report once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from recommender.domain.codes import FEEDBACK_EVENTS
from recommender.errors import BadInput
from recommender.store.database import Database, moment_text
from recommender.store.idempotency import once
from recommender.store.keys import Caller
from recommender.store.schema import FEEDBACK


@dataclass(frozen=True)
class Report:
    """One event, as the portal tells it."""

    asn_id: str
    course_id: str
    event: str
    """One of ``domain.codes.FEEDBACK_EVENTS``."""
    occurred_at: datetime
    """With time zone."""
    reason: str | None = None


@dataclass(frozen=True)
class Told:
    """One event as it is kept."""

    at: str
    """When it occurred, as the tables keep moments."""
    asn_id: str
    course_id: str
    event: str
    reason: str
    """Empty where none was given."""


def told_events(database: Database) -> Iterator[Told]:
    """Every event, in the order in which they occurred; reads all rows once."""
    columns = FEEDBACK.c
    query = select(
        columns.occurred_at, columns.asn_id, columns.course_id, columns.event, columns.reason
    ).order_by(columns.occurred_at, columns.feedback_id)
    with database.reading() as connection:
        for at, asn_id, course_id, event, reason in connection.execute(query):
            yield Told(at, asn_id, course_id, event, reason or "")


def record_feedback(
    database: Database, report: Report, *, caller: Caller, request_key: str
) -> dict[str, Any]:
    """Append ``report``; the same request again gives the same answer and appends nothing.

    Returns
    -------
    dict
        ``feedback_id``, ``event``, ``received_at``.

    Raises
    ------
    BadInput
        ``EVENT_UNKNOWN``, ``TIME_ZONE_MISSING``, or ``IDEMPOTENCY_MISMATCH`` where ``request_key``
        came before with another report.
    """
    body = {**vars(report), "occurred_at": _occurred(report)}

    def append(connection: Connection) -> dict[str, Any]:
        received_at = database.now()
        new = insert(FEEDBACK).values(received_at=received_at, key_id=caller.key_id, **body)
        number = connection.execute(new.returning(FEEDBACK.c.feedback_id)).scalar_one()
        return {"feedback_id": number, "event": report.event, "received_at": received_at}

    return once(database, key_id=caller.key_id, request_key=request_key, body=body, work=append)


def _occurred(report: Report) -> str:
    if report.event not in FEEDBACK_EVENTS:
        raise BadInput(
            "EVENT_UNKNOWN",
            "Kejadian ini tidak dikenal.",
            fix=f"Pilih salah satu: {', '.join(FEEDBACK_EVENTS)}.",
        )
    if report.occurred_at.tzinfo is None:
        raise BadInput(
            "TIME_ZONE_MISSING",
            "Waktu kejadian tanpa zona waktu.",
            fix="Tulis misalnya 2026-11-24T08:30:00+07:00.",
        )
    return moment_text(report.occurred_at)

"""Who objects to automatic ranking (UU 27/2022, Pasal 10), and how an objection ends.

An objection is a feedback event and holds the person's list back from then on. It ends when an
official writes down how: the person withdrew it, or it was talked over with the person and settled.
A new objection after that counts again. Nothing is removed: the end is a row of its own, with its
entry in the audit chain in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, insert, select
from sqlalchemy.exc import IntegrityError

from recommender.domain.codes import OBJECTION_OUTCOMES
from recommender.errors import BadInput, Conflict
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.keys import Caller
from recommender.store.schema import FEEDBACK, OBJECTION_ENDS


@dataclass(frozen=True)
class Objection:
    """An objection in force."""

    feedback_id: int
    asn_id: str
    course_id: str
    reason: str
    occurred_at: str


def objections(database: Database, *, asn_ids: Sequence[str] | None = None) -> frozenset[str]:
    """Those of ``asn_ids`` (default: everybody) who object to automatic ranking now."""
    query = select(FEEDBACK.c.asn_id).where(_in_force()).distinct()
    if asn_ids is not None:
        query = query.where(FEEDBACK.c.asn_id.in_(asn_ids))
    with database.reading() as connection:
        return frozenset(connection.execute(query).scalars())


def open_objections(database: Database) -> tuple[Objection, ...]:
    """Every objection in force, oldest first."""
    columns = [FEEDBACK.c[name] for name in Objection.__dataclass_fields__]
    query = select(*columns).where(_in_force()).order_by(FEEDBACK.c.feedback_id)
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Objection(row.feedback_id, row.asn_id, row.course_id, row.reason or "", row.occurred_at)
        for row in rows
    )


def end_objection(database: Database, *, asn_id: str, outcome: str, note: str, caller: Caller) -> None:
    """End all objections of ``asn_id``: from then on the list is made again.

    Parameters
    ----------
    outcome
        A code of ``domain.codes.OBJECTION_OUTCOMES``.
    note
        What was agreed, and how it is known; stays out of the audit chain.

    Raises
    ------
    BadInput
        ``OBJECTION_UNEXPLAINED``: unknown outcome, or no note.
    Conflict
        ``OBJECTION_NONE``: there is none, or somebody else ended it first.
    """
    if outcome not in OBJECTION_OUTCOMES or not note.strip():
        raise BadInput(
            "OBJECTION_UNEXPLAINED", "Akhir keberatan perlu hasil dan catatan.",
            fix="Pilih hasilnya dan tulis apa yang disepakati dengan yang bersangkutan.",
        )  # fmt: skip
    newest = select(func.max(FEEDBACK.c.feedback_id)).where(_in_force(), FEEDBACK.c.asn_id == asn_id)
    try:
        with database.writing() as connection:
            feedback_id = connection.execute(newest).scalar()
            if feedback_id is None:
                raise _none()
            connection.execute(insert(OBJECTION_ENDS).values(
                feedback_id=feedback_id, asn_id=asn_id, at=database.now(), key_id=caller.key_id,
                outcome=outcome, note=note.strip(),
            ))  # fmt: skip
            append_audit(
                database, connection, actor=caller.key_id, action="OBJECTION_END", subject=str(feedback_id),
                details={"outcome": outcome},
            )  # fmt: skip
    except IntegrityError:  # somebody else ended the same one meanwhile
        raise _none() from None


def _in_force() -> ColumnElement[bool]:
    """Objections that no later end covers."""
    ended = exists().where(
        OBJECTION_ENDS.c.asn_id == FEEDBACK.c.asn_id,
        OBJECTION_ENDS.c.feedback_id >= FEEDBACK.c.feedback_id,
    )
    return (FEEDBACK.c.event == "OBJECTED") & ~ended


def _none() -> Conflict:
    return Conflict(
        "OBJECTION_NONE", "Tidak ada keberatan yang masih berlaku.",
        fix="Muat ulang; keberatan ini mungkin sudah diakhiri orang lain.",
    )  # fmt: skip

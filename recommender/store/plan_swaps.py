"""Whom planners put in whose place: their judgement of the same course for two people."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from recommender.store.database import Database
from recommender.store.schema import PLAN_PROPOSALS, PLAN_REVISIONS


@dataclass(frozen=True)
class Swap:
    """One swap."""

    course_id: str
    out: str
    """asn_id of who left."""
    into: str
    """asn_id of who came."""
    reason: str
    """A code of ``domain.plan_codes.REASONS``."""


def planner_swaps(database: Database) -> tuple[Swap, ...]:
    """Every swap of every plan, in the order of plans and revisions."""
    one = PLAN_REVISIONS.c
    query = (
        select(one.plan_id, one.session_id, one.asn_id, one.replacement, one.reason)
        .where(one.action == "SWAP")
        .order_by(one.plan_id, one.revision)
    )
    with database.reading() as connection:
        swaps = connection.execute(query).all()
        course: dict[tuple[str, str], str] = {}
        for plan_id in sorted({row.plan_id for row in swaps}):
            held = PLAN_PROPOSALS.c
            text = connection.execute(select(held.content).where(held.plan_id == plan_id)).scalar_one()
            for session in json.loads(text)["sessions"]:
                course[plan_id, session["session_id"]] = session["course_id"]
    return tuple(
        Swap(course[row.plan_id, row.session_id], row.asn_id, row.replacement, row.reason) for row in swaps
    )

"""Plans that wait to be computed, and the processes that compute them.

A process *claims* a plan for :data:`LEASE_SECONDS` and says again and again that it lives. When it was
killed the lease runs out and the next one claims the plan; after :data:`ATTEMPTS` such ends the plan
has failed. What a process without a valid lease still writes is not taken.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from recommender.domain.plan_codes import FAILED, PLANNING, PROPOSED
from recommender.store.audit import append_audit
from recommender.store.database import Database, moment_text
from recommender.store.plan_content import Content, content_digest
from recommender.store.schema import PLAN_PROPOSALS, PLAN_REVISIONS, PLANS

LEASE_SECONDS: Final = 60.0
ATTEMPTS: Final = 3
LOST: Final = {
    "code": "PLAN_WORKER_LOST", "text": "Proses penyusun berhenti berkali-kali sebelum selesai.",
    "fix": "Minta operator memeriksa ingatan mesin, lalu susun ulang.",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A plan that this process computes."""

    plan_id: str
    unit_id: str | None
    created_by: str
    request: Mapping[str, Any]
    lease: str


def waiting(database: Database) -> bool:
    """Whether any plan waits for a process."""
    with database.reading() as connection:
        return connection.execute(select(PLANS.c.plan_id).where(_free(database)).limit(1)).first() is not None


def claim(database: Database) -> Job | None:
    """The oldest plan that waits, now this process's; None if there is none."""
    columns = [PLANS.c[name] for name in ("plan_id", "unit_id", "created_by", "request", "attempts")]
    with database.writing() as connection:
        query = select(*columns).where(_free(database)).order_by(PLANS.c.created_at, PLANS.c.plan_id).limit(1)
        while (row := connection.execute(query.with_for_update()).first()) is not None:
            if row.attempts < ATTEMPTS:
                lease = secrets.token_hex(16)
                connection.execute(
                    update(PLANS)
                    .where(PLANS.c.plan_id == row.plan_id)
                    .values(lease=lease, lease_until=_until(database), attempts=row.attempts + 1)
                )
                return Job(row.plan_id, row.unit_id, row.created_by, json.loads(row.request), lease)
            _end_failed(database, connection, row.plan_id, row.created_by, LOST)
    return None


def beat(database: Database, job: Job, *, step: str, done: int, total: int) -> str:
    """Say that the process lives and how far it is.

    Returns
    -------
    str
        ``"GO"``, ``"STOP"`` (the best so far is wanted) or ``"GONE"`` (cancelled, or another's now).
    """
    with database.writing() as connection:
        found = connection.execute(
            update(PLANS)
            .where(_mine(job))
            .values(step=step, done=done, total=total, lease_until=_until(database))
            .returning(PLANS.c.stop_asked)
        ).first()
    return "GONE" if found is None else "STOP" if found.stop_asked else "GO"


def propose(database: Database, job: Job, content: Content) -> bool:
    """Make ``content`` the first revision; False where the plan is no longer this process's."""
    digest = content_digest(content)
    with database.writing() as connection:
        mine = (
            update(PLANS).where(_mine(job)).values(state=PROPOSED, revision=1, lease=None, lease_until=None)
        )
        if not connection.execute(mine).rowcount:
            return False
        text = json.dumps(content, ensure_ascii=False)
        connection.execute(insert(PLAN_PROPOSALS).values(plan_id=job.plan_id, content=text))
        connection.execute(insert(PLAN_REVISIONS).values(
            plan_id=job.plan_id, revision=1, at=database.now(), key_id=job.created_by, action="PROPOSE",
            session_id="", asn_id="", replacement="", reason="", note="", digest=digest,
        ))  # fmt: skip
        append_audit(
            database, connection, actor=job.created_by, action="PLAN_PROPOSE", subject=job.plan_id,
            details={"revision": 1, "digest": digest, "version": content["version"]},
        )  # fmt: skip
    return True


def fail(database: Database, job: Job, failure: Mapping[str, Any]) -> bool:
    """End the plan with why it cannot be; ``failure`` is ``code``, ``text``, ``fix`` and plain values."""
    with database.writing() as connection:
        if connection.execute(select(PLANS.c.plan_id).where(_mine(job)).with_for_update()).first() is None:
            return False
        _end_failed(database, connection, job.plan_id, job.created_by, failure)
    return True


def _end_failed(
    database: Database, connection: Connection, plan_id: str, actor: str, failure: Mapping[str, Any]
) -> None:
    text = json.dumps(dict(failure), ensure_ascii=False)
    connection.execute(
        update(PLANS)
        .where(PLANS.c.plan_id == plan_id)
        .values(state=FAILED, failure=text, lease=None, lease_until=None)
    )
    append_audit(
        database, connection, actor=actor, action="PLAN_FAIL", subject=plan_id,
        details={"code": failure["code"]},
    )  # fmt: skip


def _free(database: Database) -> ColumnElement[bool]:
    idle = or_(PLANS.c.lease_until.is_(None), PLANS.c.lease_until < database.now())
    return and_(PLANS.c.state == PLANNING, idle)


def _mine(job: Job) -> ColumnElement[bool]:
    return and_(PLANS.c.plan_id == job.plan_id, PLANS.c.lease == job.lease, PLANS.c.state == PLANNING)


def _until(database: Database) -> str:
    return moment_text(database.clock() + timedelta(seconds=LEASE_SECONDS))

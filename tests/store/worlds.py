"""What the store's tests start from."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from recommender.store.database import Database
from recommender.store.feedback import Report
from recommender.store.keys import Caller, create_key
from recommender.store.serving import register_version

AUDIT_KEY: Final = bytes(range(32))
A, B, C = (f"2026Q{quarter}-0000000{quarter}" for quarter in (1, 2, 3))


def register(database: Database, *versions: str) -> None:
    for version in versions:
        register_version(database, version=version, content_digest=version * 2, snapshot_digest="0" * 64)


def portal(database: Database) -> Caller:
    record, _ = create_key(database, role="portal", actor="test")
    return Caller(record.key_id, record.role, record.unit_id)


def report(**changes: Any) -> Report:
    known = {
        "asn_id": "A1", "course_id": "C1", "event": "OPENED",
        "occurred_at": datetime(2026, 6, 30, 8, tzinfo=UTC), "reason": None,
    }  # fmt: skip
    return Report(**{**known, **changes})


def side_by_side(work: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Run ``work`` once per arguments, each in a process of its own, all at once."""
    context = multiprocessing.get_context("fork")  # as the server does; it starts in milliseconds
    rows = list(arguments)
    with context.Pool(len(rows)) as pool:
        return pool.starmap(work, rows, chunksize=1)

"""The plans behind the fake service: a real store in a file of its own, with one proposal in it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, update

from recommender.store.database import Database, open_database
from recommender.store.keys import Caller
from recommender.store.plans import Plans
from recommender.store.schema import API_KEYS, PLANS
from tests.store.plan_world import content
from tests.store.worlds import AUDIT_KEY

PLAN: Final = "0123456789abcdef"
"""The plan that is there, of the holder of ``planner-key``, with the content of ``plan_world``."""
REQUEST: Final = {"year": 2026, "budget": None, "rules": {}, "lock": [], "ban": [], "drop": []}
_NUMBERS: Final = count()


def small_plans(callers: Mapping[str, Caller]) -> Plans:
    """The plans of these callers; each call gives a store of its own."""
    first = _first(tuple(callers.values()))
    path = first.with_name(f"{next(_NUMBERS)}.sqlite")
    shutil.copy(first, path)
    return Plans(_open(path))


def _open(path: Path) -> Database:
    return open_database(f"sqlite:///{path}", audit_key=AUDIT_KEY)


@cache
def _first(callers: tuple[Caller, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="small-plans-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "first.sqlite"
    database = _open(path)
    with database.writing() as connection:
        for one in callers:
            row: dict[str, Any] = {"digest": "0" * 64, "created_at": database.now(), **vars(one)}
            connection.execute(insert(API_KEYS).values(row))
    _propose(database, next(one for one in callers if one.role == "planner" and one.unit_id is None))
    database.close()
    return path


def _propose(database: Database, caller: Caller) -> None:
    """A proposal under a known id."""
    from recommender.store.plan_jobs import claim, propose

    asked = Plans(database).create(caller, title="Rencana 2026", request=REQUEST)
    with database.writing() as connection:
        connection.execute(update(PLANS).where(PLANS.c.plan_id == asked).values(plan_id=PLAN))
    job = claim(database)
    assert job is not None
    assert propose(database, job, content())

"""Quarters in child processes that are killed, and what must hold after each kill."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from recommender.bundle.registry import list_versions
from recommender.bundle.verify import verify_folder
from recommender.store.audit import verify_audit
from recommender.store.database import open_database
from recommender.store.schema import AUDIT
from recommender.store.serving import current_serving
from tests.retraining.conftest import Home
from tests.small_bundle import PUBLIC_KEY

STEP = b"."
STEPS = 45
"""About how often a whole quarter tells its progress; one that goes on where it was tells less."""


def killed_quarter(home: Home, source: Path, as_of: date, *, steps: int, wait: float) -> str | None:
    """Run a quarter in a child and kill it ``wait`` s after so many steps, on slow machines and fast ones.

    Returns the version that it acknowledged, if it got so far.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            database = open_database(home.settings.database_url, audit_key=bytes(range(32)))
            there = Home(replace(home.tools, database=database))
            outcome = there.retrain(source, as_of, progress=lambda *_: os.write(theirs, STEP))
            os.write(theirs, outcome.serving.version.encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        told = stream.read(steps)
        if told == STEP * steps:
            time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += stream.read()
    return told.strip(STEP).decode() or None


def check_everything(home: Home) -> None:
    """No version by halves, nothing serves that is not there, and the audit chain tells the same story."""
    models, database = home.settings.models_dir, home.tools.database
    for version in list_versions(models):
        verify_folder(models / version, public_key=PUBLIC_KEY)
    serving = current_serving(database)
    assert serving is None or serving.version in list_versions(models)
    with database.reading() as connection:
        promotions = connection.execute(
            select(func.count()).select_from(AUDIT).where(AUDIT.c.action == "PROMOTE")
        ).scalar()
    assert promotions == (0 if serving is None else serving.generation)
    assert verify_audit(database).faults == ()

"""``plan-worker``: computes the plans that wait in the database, then ends."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from recommender.config import Settings, read_settings
from recommender.errors import NotFound, ServiceError
from recommender.store.database import Database, open_database
from recommender.store.plan_jobs import Job, beat, claim, fail, propose
from recommender.store.secret_files import read_audit_key
from training_scripts.command import answers

BEAT_SECONDS = 1.0
_FAILED = {
    "code": "PLAN_FAILED", "text": "Rencana tidak dapat disusun karena kesalahan di sisi layanan.",
    "fix": "Coba lagi; bila berulang, minta operator melihat log layanan.",
}  # fmt: skip


class Heart:
    """Tells the database how far a job is, and hears whether it is still wanted."""

    def __init__(self, database: Database, job: Job) -> None:
        self._database, self._job = database, job
        self._now = ("Memulai", 0, 1)
        self._ended, self._stop = threading.Event(), threading.Event()

    def progress(self, step: str, done: int, total: int) -> None:
        """Note how far the work is; the next beat tells it."""
        self._now = (step, done, total)

    def stopped(self) -> bool:
        """Whether the work should end with the best so far."""
        return self._stop.is_set()

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat in a thread while the block runs."""
        thread = threading.Thread(target=self._beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _beat(self) -> None:
        while True:
            step, done, total = self._now
            try:
                heard = beat(self._database, self._job, step=step, done=done, total=total)
            except ServiceError:
                heard = "GO"  # the lease outlives a storage that cannot be written for a moment
            if heard != "GO":
                self._stop.set()
            if self._ended.wait(BEAT_SECONDS):
                return


def compute(database: Database, settings: Settings, job: Job) -> bool:
    """Compute one plan; whether it was taken. Whatever goes wrong is written beside the plan."""
    heart = Heart(database, job)
    try:
        with heart.beating():
            content = _content(database, settings, job, heart)
    except ServiceError as failure:
        told = {"code": failure.code, "text": failure.text, "fix": failure.fix}
        return fail(database, job, {**told, "conflict": failure.context.get("conflict", [])})
    except Exception as failure:
        # The text of an unforeseen exception may quote data: only its kind is logged.
        click.echo(f"{job.plan_id}: {type(failure).__name__}", err=True)
        return fail(database, job, _FAILED)
    return propose(database, job, content)


def _content(database: Database, settings: Settings, job: Job, heart: Heart) -> dict[str, Any]:
    # Loaded once there is work: a process that finds none ends in a moment.
    from recommender.planning.proposal import make_proposal
    from recommender.store.objections import objections
    from recommender.tables.snapshot import open_snapshot
    from training_scripts.serving_version import open_version

    version, bundle = open_version(settings, version=None)
    folder = settings.snapshots_dir / bundle.snapshot_digest
    if not folder.is_dir():
        raise NotFound(
            "SNAPSHOT_MISSING", "Snapshot dari versi yang melayani tidak ada di mesin ini.",
            fix="Operator: salin snapshot itu ke folder snapshots di ASN_HOME.",
        )  # fmt: skip
    return make_proposal(
        bundle, open_snapshot(folder), version=version, request=job.request, unit_id=job.unit_id,
        objectors=objections(database), progress=heart.progress, stop=heart.stopped,
    )  # fmt: skip


@click.command("plan-worker")
@answers
def command() -> Mapping[str, Any]:
    """Compute the plans that were asked for over HTTP or on the pages, oldest first, then end.

    The server starts this by itself whenever a plan waits. A plan whose process was killed is taken
    up by the next one after a minute.

    Example: asn-recommender plan-worker
    """
    if sys.platform != "win32":
        os.nice(10)  # requests go first
    settings = read_settings()
    database = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    done = 0
    while (job := claim(database)) is not None:
        compute(database, settings, job)
        done += 1
    return {"computed": done}


if __name__ == "__main__":
    command()

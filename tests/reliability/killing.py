"""A quarter and people who promote and report beside it, killed together; what must hold after each kill.

The children say on a pipe what was acknowledged to them, one JSON object a line, after the call has
returned. What the parent reads there it keeps in a ledger, and looks for it in the database.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import select

from recommender.bundle.promotion import promote_version, rollback_version
from recommender.bundle.registry import list_versions
from recommender.bundle.verify import verify_folder
from recommender.errors import Conflict, GateRefused
from recommender.retraining.journal import FOLDER
from recommender.store.audit import verify_audit
from recommender.store.database import open_database
from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, create_key
from recommender.store.schema import AUDIT, FEEDBACK, GATE_RESULTS, MODEL_VERSIONS, SERVING_HISTORY
from recommender.store.serving import current_serving
from tests.retraining.conftest import Home
from tests.small_bundle import PUBLIC_KEY

STEPS: Final = 45
"""About how often a whole quarter tells its progress; one that goes on where it was tells less."""
_REPORT: Final = Report("A1", "C1", "SHOWN", datetime(2026, 11, 25, tzinfo=UTC))

Say = Callable[[dict[str, Any]], None]


@dataclass
class Ledger:
    """Everything that was acknowledged."""

    generations: dict[int, str] = field(default_factory=dict)
    """Version by generation."""
    feedback: set[int] = field(default_factory=set)
    quarters: int = 0
    """Quarters that came to an end: promoted, refused by the gate, or told that somebody was faster."""
    promotions: int = 0
    """Promotions and rollbacks of those beside the quarter."""

    def keep(self, lines: Sequence[bytes]) -> set[str]:
        """Take over what was said; returns the versions of quarters that ended."""
        ended = set()
        for line in lines:
            said = json.loads(line) if line.strip() else {}
            if "generation" in said:
                assert said["generation"] not in self.generations, "one change, one generation"
                self.generations[said["generation"]] = said["version"]
                self.promotions += said["by"] == "people"
            if "feedback" in said:
                self.feedback.add(said["feedback"])
            if said.get("by") == "quarter":
                self.quarters += 1
                ended |= {said["version"]} - {""}
        return ended


def quarter(home: Home, source: Path, as_of: date, say: Say) -> None:
    """Run the quarter; an empty line on the pipe for each step."""
    before = current_serving(home.tools.database)
    try:
        outcome = home.retrain(source, as_of, progress=lambda *_: say({}))
    except GateRefused as refusal:
        say({"by": "quarter", "version": refusal.context["version"]})
    except Conflict:
        say({"by": "quarter", "version": ""})
    else:
        told = {"by": "quarter", "version": outcome.serving.version}
        changed = before is None or outcome.serving.generation > before.generation
        say(told | {"generation": outcome.serving.generation} if changed and outcome.gate else told)


def people(home: Home, versions: Sequence[str], chance: random.Random, caller: Caller, say: Say) -> None:
    """Promote, roll back and report feedback, until killed; without ``versions`` report alone."""
    database = home.tools.database
    while True:
        number = f"{os.getpid()} {time.monotonic_ns()}"
        stored = record_feedback(database, _REPORT, caller=caller, request_key=number)
        say({"feedback": stored["feedback_id"]})
        if versions and chance.random() < 0.3:
            before = current_serving(database)
            try:
                known = {"models_dir": home.settings.models_dir, "public_key": PUBLIC_KEY, "actor": "people"}
                if chance.random() < 0.3:
                    after = rollback_version(database, **known)
                else:
                    after = promote_version(database, version=chance.choice(versions), **known)
            except Conflict:
                continue
            if before is None or after.generation > before.generation:
                say({"by": "people", "version": after.version, "generation": after.generation})
        time.sleep(0.01)


def _child(home: Home, work: Callable[[Home, Say], None]) -> tuple[int, IO[bytes]]:
    """A process that works with a database connection of its own, and what it says."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            database = open_database(home.settings.database_url, audit_key=bytes(range(32)))
            there = Home(replace(home.tools, database=database))
            work(there, lambda said: (os.write(theirs, json.dumps(said).encode() + b"\n"), None)[1])
        finally:
            os._exit(0)
    os.close(theirs)
    return child, os.fdopen(ours, "rb")


def kill_once(
    home: Home, source: Path, as_of: date, ledger: Ledger, *, chance: random.Random, versions: Sequence[str]
) -> str | None:
    """Run a quarter beside people and kill both, some time after some step.

    Returns the version of the quarter, if it came to an end before.
    """
    caller = _caller(home)
    steps, wait, seed = chance.randrange(STEPS), chance.uniform(0, 0.05), chance.random()
    beside, said_beside = _child(
        home, lambda there, say: people(there, versions, random.Random(seed), caller, say)
    )
    main, said = _child(home, lambda there, say: quarter(there, source, as_of, say))
    with said, said_beside:
        lines = []
        while len(lines) < steps and (line := said.readline()):
            lines.append(line)
        time.sleep(wait)
        for child in (main, beside):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        ended = ledger.keep([*lines, *said.readlines()])
        ledger.keep(said_beside.readlines())
    return next(iter(ended), None)


def _caller(home: Home) -> Caller:
    record, _ = create_key(home.tools.database, role="portal", actor="test")
    return Caller(record.key_id, "portal", None)


def check_everything(home: Home, ledger: Ledger) -> None:
    """Nothing acknowledged is lost, no version by halves, and the audit chain tells the same story."""
    models, database = home.settings.models_dir, home.tools.database
    there = set(list_versions(models))
    for version in there:
        verify_folder(models / version, public_key=PUBLIC_KEY)
    with database.reading() as connection:
        history = {row.generation: row.version for row in connection.execute(select(SERVING_HISTORY))}
        stored = set(connection.execute(select(FEEDBACK.c.feedback_id)).scalars())
        registered = set(connection.execute(select(MODEL_VERSIONS.c.version)).scalars())
        judged = set(connection.execute(select(GATE_RESULTS.c.version)).scalars())
        changes = connection.execute(
            select(AUDIT.c.subject).where(AUDIT.c.action.in_(["PROMOTE", "ROLLBACK"])).order_by(AUDIT.c.seq)
        ).scalars()
        told = list(changes)
    serving = current_serving(database)
    assert ledger.generations.items() <= history.items(), "an acknowledged promotion is lost"
    assert ledger.feedback <= stored, "an acknowledged report is lost"
    assert registered <= there, "a version that is not there is known"
    assert all((home.settings.home / FOLDER / one / "report.html").exists() for one in judged)
    assert list(history) == list(range(1, len(history) + 1))
    assert told == list(history.values()), "the audit chain tells another story"
    assert (serving.version if serving else None) == history.get(len(history))
    assert verify_audit(database).faults == ()

"""``kill -9`` at random moments: what was acknowledged is there, nothing is there by halves.

The oracle is a ledger of acknowledgements: the child writes one byte to a pipe after each call
that returned, and the parent reads the pipe after killing it.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

from sqlalchemy import select, text

from recommender.store.audit import verify_audit
from recommender.store.database import Database, open_database
from recommender.store.feedback import record_feedback
from recommender.store.keys import Caller
from recommender.store.schema import FEEDBACK, SERVING_HISTORY
from recommender.store.serving import current_serving, promote
from tests.store.worlds import AUDIT_KEY, A, B, portal, register, report

KILLS = {"sqlite": 200, "postgresql": 50}
READY, REPORT, PROMOTION = b".", b"r", b"p"


def write_until_killed(url: str, caller: Caller, pipe: int, first: int) -> None:
    database, number = open_database(url, audit_key=AUDIT_KEY), first
    serving = current_serving(database)
    generation = 0 if serving is None else serving.generation
    os.write(pipe, READY)
    while True:
        record_feedback(database, report(reason=str(number)), caller=caller, request_key=str(number))
        os.write(pipe, REPORT)
        promote(database, version=(A, B)[generation % 2], expected_generation=generation, actor="test")
        os.write(pipe, PROMOTION)
        generation += 1
        number += 1


def killed_run(url: str, caller: Caller, first: int, *, acknowledged: int, wait: float) -> bytes:
    """Let a child write from report number ``first`` on; its ledger when it was killed.

    The kill comes ``wait`` s after so many acknowledgements, so that slow machines test the same.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            write_until_killed(url, caller, theirs, first)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        ledger = stream.read(len(READY) + acknowledged)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        ledger += stream.read()
    assert os.WTERMSIG(status) == signal.SIGKILL, "the child failed by itself"
    return ledger


def stored_reasons(database: Database) -> Counter[str]:
    with database.reading() as connection:
        return Counter(connection.execute(select(FEEDBACK.c.reason)).scalars())


def test_what_was_acknowledged_survives_and_nothing_is_half_done(database: Database, url: str) -> None:
    kind = database.engine.dialect.name
    caller = portal(database)
    register(database, A, B)
    chance, reports, promotions = random.Random(7), 0, 0
    for _ in range(KILLS[kind]):
        ledger = killed_run(
            url, caller, reports, acknowledged=chance.randrange(8), wait=chance.uniform(0, 0.004)
        )
        reports += ledger.count(REPORT)
        serving = current_serving(database)
        generation = 0 if serving is None else serving.generation
        # One more than acknowledged may have been written: the kill came between commit and answer.
        assert generation - promotions - ledger.count(PROMOTION) in (0, 1)
        promotions = generation
        # The client repeats what was not acknowledged, under the same key: still one row.
        record_feedback(database, report(reason=str(reports)), caller=caller, request_key=str(reports))
        reports += 1
    assert stored_reasons(database) == Counter({str(number): 1 for number in range(reports)})
    with database.reading() as connection:
        history = connection.execute(select(SERVING_HISTORY.c.generation)).scalars().all()
        if kind == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert sorted(history) == list(range(1, promotions + 1))
    assert verify_audit(database).faults == ()
    assert verify_audit(database).rows == promotions + 1  # and the key of the caller

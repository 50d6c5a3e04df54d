from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from recommender.web.plan_starter import PlanStarter


def starter(folder: Path, waiting: list[bool], seconds: float) -> PlanStarter:
    """Each process leaves a file of its own and lives for ``seconds``."""
    code = f"import os, time; open(str(os.getpid()), 'w'); time.sleep({seconds})"
    return PlanStarter(
        lambda: waiting.pop(0), command=["/usr/bin/env", "-C", str(folder), sys.executable, "-c", code],
        environment=dict(os.environ),
    )  # fmt: skip


def wait_for(folder: Path, count: int) -> None:
    until = time.monotonic() + 20
    while len(list(folder.iterdir())) < count and time.monotonic() < until:
        time.sleep(0.01)
    assert len(list(folder.iterdir())) == count


def end(one: PlanStarter) -> None:
    assert one._process is not None
    one._process.terminate()
    one._process.wait(20)


def test_one_process_at_a_time_and_only_for_work(tmp_path: Path) -> None:
    waiting = [False, True, True]
    one = starter(tmp_path, waiting, 60)
    one.look()
    assert one._process is None
    one.look()
    wait_for(tmp_path, 1)
    one.look()
    assert waiting == [True], "a process runs: the database need not be asked"
    end(one)
    one.look()
    wait_for(tmp_path, 2)
    end(one)


def test_a_storage_that_fails_is_asked_again() -> None:
    def waiting() -> bool:
        raise OSError

    PlanStarter(waiting, command=[], environment={}).look()

"""Answers recorded as they are given, without any answer waiting for it.

A share of the answers (``ASN_RECORD_SHARE``) goes into a queue of this process; a thread makes their
bytes and writes what has come together in one transaction. Where the storage is slower than the
requests the queue fills up and further answers are not recorded: they carry no record id. One that was
promised an id and could not be written after all is told to the log, and ``replay`` does not know it.
"""

from __future__ import annotations

import atexit
import os
import queue
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog

from recommender.bundle.contents import Bundle
from recommender.ranking.answer import Recommendation
from recommender.ranking.answer_bytes import answer_bytes, request_of
from recommender.ranking.recommend import Options
from recommender.store.served import GivenAnswer, new_record_id

WAITING: Final = 10_000
"""Answers that may wait; some ten megabytes."""
_TOGETHER: Final = 500
"""Answers written at once."""
_PAUSE_SECONDS: Final = 0.1
"""How long answers gather before they are written: one durable write instead of many."""


@dataclass(frozen=True)
class Given:
    """An answer with what it was made of."""

    bundle: Bundle
    version: str
    as_of: date
    options: Options
    objected: bool
    answer: Recommendation


class AnswerLog:
    """See the module; safe between threads and across ``fork``.

    Parameters
    ----------
    keep
        Writes answers durably (``store.served.record_answers``).
    share
        Share of the answers that is recorded, 0 to 1.
    """

    def __init__(
        self, keep: Callable[[Sequence[GivenAnswer]], None], *, share: float, waiting: int = WAITING
    ) -> None:
        self._keep = keep
        self._share = share
        self._waiting = waiting
        self._starting = threading.Lock()
        self._process = -1
        self._queue: queue.Queue[tuple[str, Given] | None] = queue.Queue(waiting)

    def note(self, given: Given) -> str | None:
        """Take an answer over; its record id, or None where it is not recorded."""
        if self._share <= 0 or random.random() >= self._share:  # noqa: S311 (a sample, no secret)
            return None
        if self._process != os.getpid():
            self._start()
        record_id = new_record_id()
        try:
            self._queue.put_nowait((record_id, given))
        except queue.Full:
            return None
        return record_id

    def _start(self) -> None:
        """The thread of this process: one that was forked has none."""
        with self._starting:
            if self._process == os.getpid():
                return
            self._queue = queue.Queue(self._waiting)
            writer = threading.Thread(target=self._write, args=(self._queue,), name="answer-log", daemon=True)
            writer.start()
            atexit.register(_finish, self._queue, writer)
            self._process = os.getpid()

    def _write(self, waiting: queue.Queue[tuple[str, Given] | None]) -> None:
        going = True
        while going:
            found = [waiting.get()]
            time.sleep(_PAUSE_SECONDS)
            while len(found) < _TOGETHER and not waiting.empty():
                found.append(waiting.get())
            going = None not in found
            self._keep_all([one for one in found if one is not None])

    def _keep_all(self, found: Sequence[tuple[str, Given]]) -> None:
        if not found:
            return
        try:
            self._keep([_as_kept(record_id, given) for record_id, given in found])
        except Exception as failure:
            # Whatever the storage raises: the answers themselves were given already.
            structlog.get_logger().error("answers_lost", count=len(found), kind=type(failure).__name__)


def _as_kept(record_id: str, given: Given) -> GivenAnswer:
    answer, courses = given.answer, given.bundle.catalogue.courses
    request = request_of(answer.asn_id, as_of=given.as_of, options=given.options, objected=given.objected)
    return GivenAnswer(
        record_id, given.version, request, answer_bytes(answer),
        tuple(courses[item.course] for item in answer.items),
    )  # fmt: skip


def _finish(waiting: queue.Queue[tuple[str, Given] | None], writer: threading.Thread) -> None:
    """Write what still waits when the process ends."""
    try:
        waiting.put(None, timeout=1)
    except queue.Full:
        return
    writer.join(timeout=5)

"""A candidate version answers what people ask, unseen: only how far it disagrees is counted.

Answers go into a short queue after they are made; a thread of each worker lets the shadow answer the
same question and compares. Where the queue is full the answer is dropped and counted: nobody ever waits.
The thread rests nine times as long as it worked, so that it takes at most a tenth of a processor from
those who answer. What is kept are counters; the answers themselves are forgotten.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

import structlog

from recommender.bundle.contents import Bundle
from recommender.errors import ServiceError
from recommender.evaluation.disagreement import Disagreement, disagreement
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.ranking.answer import Recommendation
from recommender.ranking.prepared import recommend_known
from recommender.web.answer_log import Given
from recommender.web.shadow_figures import ShadowFigures

WAITING: Final = 200
"""Answers that may wait in one worker."""
_REST: Final = 9
"""Seconds of rest for a second of work."""


Noted = TypeVar("Noted")


class Shadow:
    """See the module; :meth:`start` once in each process that serves.

    Parameters
    ----------
    version
        The candidate; empty for none: then nothing is taken over and no thread starts.
    open_version
        Verifies and opens a version by name; raises a ``ServiceError`` where it is refused.
    """

    def __init__(
        self,
        version: str,
        *,
        open_version: Callable[[str], Bundle],
        figures: ShadowFigures,
        waiting: int = WAITING,
    ) -> None:
        self._version = version
        self._open_version = open_version
        self._figures = figures
        self._queue: queue.Queue[Given] = queue.Queue(waiting)
        self._takes = bool(version)

    def offer(self, given: Given) -> None:
        """Take an answer over, at once; not where the candidate itself gave it."""
        if not self._takes or given.version == self._version:
            return
        try:
            self._queue.put_nowait(given)
        except queue.Full:
            self._figures.count(given.version, self._version, "dropped")

    def beside(self, note: Callable[[Given], Noted]) -> Callable[[Given], Noted]:
        """``note``, with every answer that it is told offered to the shadow too."""

        def both(given: Given) -> Noted:
            self.offer(given)
            return note(given)

        return both

    def start(self) -> None:
        """Open the candidate and compare from now on, in a thread."""
        if self._version:
            threading.Thread(target=self._run, name="shadow", daemon=True).start()

    def _run(self) -> None:
        try:
            bundle = self._open_version(self._version)
        except ServiceError as refusal:
            # Who serves is not concerned: the candidate is only watched.
            structlog.get_logger().error("shadow_refused", code=refusal.code, version=self._version)
            self._figures.count("-", self._version, "refused")
            self._takes = False
            return
        while True:
            given = self._queue.get()
            begun = time.thread_time()
            self.compare(given, bundle)
            time.sleep(_REST * (time.thread_time() - begun))

    def compare(self, given: Given, shadow: Bundle) -> None:
        """Let ``shadow`` answer the same and count how far it disagrees."""
        try:
            found = _compared(given, shadow)
        except Exception as failure:
            # Whatever a candidate does: the thread goes on, and the count says that it failed.
            structlog.get_logger().error("shadow_failed", kind=type(failure).__name__)
            self._figures.count(given.version, self._version, "failed")
            return
        if found is None:
            self._figures.count(given.version, self._version, "unknown")
        else:
            self._figures.compared(given.version, self._version, found)


def _compared(given: Given, shadow: Bundle) -> Disagreement | None:
    """None where the shadow does not know the person."""
    asn_id = given.answer.asn_id
    row = Vocabulary(shadow.people.asn_id).row(asn_id)
    if row == UNKNOWN:
        return None
    (other,) = recommend_known(
        shadow, [row], as_of=shadow.as_of, options=replace(given.options, include_excluded=False),
        objectors=(asn_id,) if given.objected else (),
    )  # fmt: skip
    return disagreement(_benefits(given.answer, given.bundle), _benefits(other, shadow))


def _benefits(answer: Recommendation, bundle: Bundle) -> dict[str, float]:
    return {bundle.catalogue.courses[item.course]: item.benefit.value for item in answer.items}

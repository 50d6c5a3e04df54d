"""A candidate version answers what people ask, unseen: only how far it disagrees is counted.

Which version that is, the database says; :meth:`Shadow.look` follows it while the server runs. Answers go
into a short queue after they are made; a thread of each worker lets the shadow answer the same question
and compares. Where the queue is full the answer is dropped and counted: nobody ever waits. The thread
rests nine times as long as it worked, so that it takes at most a tenth of a processor from those who
answer. What is kept are counts; the answers themselves are forgotten.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import structlog

from recommender.bundle.contents import Bundle
from recommender.errors import ServiceError
from recommender.evaluation.disagreement import Disagreement, disagreement
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.ranking.answer import Recommendation
from recommender.ranking.prepared import recommend_known
from recommender.web.answer_log import Given
from recommender.web.model_holder import RETRY_SECONDS
from recommender.web.shadow_figures import ShadowFigures
from recommender.web.shadow_tally import Outcome, ShadowTally

WAITING: Final = 200
"""Answers that may wait in one worker."""
_REST: Final = 9
"""Seconds of rest for a second of work."""


Noted = TypeVar("Noted")


@dataclass(frozen=True)
class Candidate:
    """The version that answers unseen, opened."""

    version: str
    bundle: Bundle


class Shadow:
    """See the module; looks and compares in processes that serve, once each.

    Parameters
    ----------
    read_version
        Name of the version that shall answer unseen; None for none.
    open_version
        Verifies and opens a version by name; raises a ``ServiceError`` where it is refused.
    """

    def __init__(
        self,
        *,
        read_version: Callable[[], str | None],
        open_version: Callable[[str], Bundle],
        figures: ShadowFigures,
        tally: ShadowTally,
        waiting: int = WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_version = read_version
        self._open_version = open_version
        self._figures = figures
        self._tally = tally
        self._clock = clock
        self._queue: queue.Queue[Given] = queue.Queue(waiting)
        self._candidate: Candidate | None = None
        self._refused: str | None = None
        self._refused_at = 0.0
        self._thread: threading.Thread | None = None

    def offer(self, given: Given) -> None:
        """Take an answer over, at once; not where the candidate itself gave it."""
        candidate = self._candidate
        if candidate is None or given.version == candidate.version:
            return
        try:
            self._queue.put_nowait(given)
        except queue.Full:
            self._count(given.version, candidate.version, "dropped")

    def beside(self, note: Callable[[Given], Noted]) -> Callable[[Given], Noted]:
        """``note``, with every answer that it is told offered to the shadow too."""

        def both(given: Given) -> Noted:
            self.offer(given)
            return note(given)

        return both

    def look(self) -> None:
        """Look once; bring the candidate in that the database names, or let go of the one there was."""
        try:
            version = self._read_version()
        except Exception:
            # Whatever the storage raises: the model holder's look at it says so.
            return
        if version is None:
            self._let_go()
        elif (self._candidate is None or self._candidate.version != version) and not self._refused_lately(
            version
        ):
            self._bring_in(version)

    def flush(self) -> None:
        """Write down what was counted since the last time."""
        self._tally.flush()

    def _bring_in(self, version: str) -> None:
        try:
            candidate = Candidate(version, self._open_version(version))
        except Exception as refusal:
            # Who serves is not concerned: the candidate is only watched.
            self._let_go()
            self._refuse(version, refusal.code if isinstance(refusal, ServiceError) else "MODEL_FAILED")
            return
        structlog.get_logger().info("shadow", version=version)
        self._candidate, self._refused = candidate, None
        if self._thread is None:
            atexit.register(self.flush)
            self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)
            self._thread.start()

    def _let_go(self) -> None:
        """No candidate any more; what waited for it is forgotten."""
        self._candidate, self._refused = None, None
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                return

    def _refuse(self, version: str, code: str) -> None:
        structlog.get_logger().error("shadow_refused", code=code, version=version)
        self._count("-", version, "refused")
        self._refused, self._refused_at = version, self._clock()

    def _refused_lately(self, version: str) -> bool:
        return self._refused == version and self._clock() - self._refused_at < RETRY_SECONDS

    def _run(self) -> None:
        while True:
            given = self._queue.get()
            candidate = self._candidate
            if candidate is None:
                continue
            begun = time.thread_time()
            self.compare(given, candidate)
            del given  # it holds the version that answered
            time.sleep(_REST * (time.thread_time() - begun))

    def compare(self, given: Given, shadow: Candidate) -> None:
        """Let ``shadow`` answer the same and count how far it disagrees."""
        try:
            found = _compared(given, shadow.bundle)
        except Exception as failure:
            # Whatever a candidate does: the thread goes on, and the count says that it failed.
            structlog.get_logger().error("shadow_failed", kind=type(failure).__name__)
            self._count(given.version, shadow.version, "failed")
            return
        if found is None:
            self._count(given.version, shadow.version, "unknown")
            return
        self._figures.compared(given.version, shadow.version, found)
        self._tally.compared(given.version, shadow.version, found)

    def _count(self, serving: str, shadow: str, outcome: Outcome) -> None:
        self._figures.count(serving, shadow, outcome)
        self._tally.count(serving, shadow, outcome)


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

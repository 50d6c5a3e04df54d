"""The version that serves, and its exchange for a new one without a failed request.

A thread (:mod:`recommender.web.watch`) looks at the serving row. When it names another version, that
one is verified, opened beside the old, warmed with a golden query, and then put in place by ONE
assignment: a request takes the reference once and so lives in one version only. Whatever goes wrong,
the old version stays and ``refusal`` says why until a version is in place again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import structlog

from recommender.bundle.contents import Bundle
from recommender.errors import ServiceError
from recommender.store.serving import Serving
from recommender.web.problems import RequestRefused

RETRY_SECONDS: Final = 30.0
"""A refused version is tried again after this long: a disk or a copy may have been late."""


@dataclass(frozen=True)
class Served:
    """One version, ready to answer."""

    version: str
    generation: int
    bundle: Bundle


@dataclass(frozen=True)
class Refusal:
    """Why the version that should serve does not."""

    code: str
    generation: int
    """Of the serving row; -1 where the row could not be read."""


class ModelHolder:
    """Holds the serving version of this process.

    Parameters
    ----------
    read_serving
        Reads the serving row; None if nothing was promoted yet.
    open_version
        Verifies and opens a version by name; raises a ``ServiceError`` where it is refused.
    warm
        One golden query; an exception refuses the version.
    """

    def __init__(
        self,
        *,
        read_serving: Callable[[], Serving | None],
        open_version: Callable[[str], Bundle],
        warm: Callable[[Bundle], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_serving = read_serving
        self.open_version = open_version
        self._warm = warm
        self._clock = clock
        self._refused_at = 0.0
        self.served: Served | None = None
        self.refusal: Refusal | None = None

    def current(self) -> Served:
        """The version to answer from; take it once a request.

        Raises
        ------
        RequestRefused
            ``MODEL_NOT_READY``: none could be opened yet.
        """
        served = self.served
        if served is None:
            raise RequestRefused("MODEL_NOT_READY")
        return served

    def poll(self) -> None:
        """Look once; bring the version in that the row names, or keep the old and note why."""
        try:
            row = self._read_serving()
        except Exception:
            # Whatever the storage raises: the version in place answers without it.
            self._refuse(Refusal("STORAGE_UNAVAILABLE", generation=-1))
            return
        if row is None or self._refused_lately(row.generation):
            return
        try:
            served = self._bring_in(row)
        except ServiceError as failure:
            self._refuse(Refusal(failure.code, row.generation))
        except Exception as failure:
            structlog.get_logger().error("model_failed", kind=type(failure).__name__)
            self._refuse(Refusal("MODEL_FAILED", row.generation))
        else:
            if served != self.served:
                structlog.get_logger().info("model", version=served.version, generation=served.generation)
            self.served, self.refusal = served, None

    def _bring_in(self, row: Serving) -> Served:
        """The version of the row: the one in place if it is that, else opened and warmed."""
        if self.served is not None and self.served.version == row.version:
            return replace(self.served, generation=row.generation)
        bundle = self.open_version(row.version)
        self._warm(bundle)
        return Served(row.version, row.generation, bundle)

    def _refused_lately(self, generation: int) -> bool:
        refusal = self.refusal
        return (
            refusal is not None
            and refusal.generation == generation
            and self._clock() - self._refused_at < RETRY_SECONDS
        )

    def _refuse(self, refusal: Refusal) -> None:
        if refusal != self.refusal:
            structlog.get_logger().error("model_refused", code=refusal.code, generation=refusal.generation)
        self.refusal, self._refused_at = refusal, self._clock()

"""Starts the process that computes plans whenever one waits: nothing is computed inside a request."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

import structlog

from recommender.config import Settings, environment_of
from recommender.store.database import Database
from recommender.store.plan_jobs import waiting


class PlanStarter:
    """At most one such process of this one; :meth:`look` is called again and again.

    Parameters
    ----------
    waiting
        Whether a plan waits that no living process computes.
    command, environment
        How to start the process. It finds its work in the database and outlives this one, so a server
        that is restarted loses nothing.
    """

    def __init__(
        self, waiting: Callable[[], bool], *, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._waiting = waiting
        self._command = tuple(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def failed(self) -> bool:
        """Whether the last process ended otherwise than well."""
        return self._process is not None and self._process.poll() not in (None, 0)

    def look(self) -> None:
        """Start the process if there is work and the last one has ended; never raises."""
        try:
            if (self._process is None or self._process.poll() is not None) and self._waiting():
                self._process = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                    self._command, env=self._environment, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
        except Exception as failure:
            # Whatever the storage or the system raises: the next look tries again.
            structlog.get_logger().error("plan_worker", kind=type(failure).__name__)


def plan_starter(database: Database, settings: Settings) -> PlanStarter:
    """A starter of the command ``plan-worker`` under the same settings."""
    return PlanStarter(
        lambda: waiting(database),
        command=[sys.executable, "-m", "training_scripts", "plan-worker"],
        environment={**os.environ, **environment_of(settings)},
    )

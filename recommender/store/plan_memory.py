"""The contents of plans that were read last: megabytes of JSON that never change under their digest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final

from recommender.store.plan_check import Broken, broken_rules
from recommender.store.plan_content import Content

MOST: Final = 2
"""Contents kept by one process: a planner goes through one plan, a comparison shows two."""


@dataclass(frozen=True, eq=False)
class Known:
    """A content, shared between requests: nobody changes it; equal only to itself."""

    content: Content

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """The rules that it breaks."""
        return tuple(broken_rules(self.content))


class PlanMemory:
    """The last contents by digest; safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._known: OrderedDict[str, Known] = OrderedDict()

    def get(self, digest: str, make: Callable[[], Content]) -> Known:
        """The content of ``digest``, made where it is not at hand."""
        with self._lock:
            if digest in self._known:
                self._known.move_to_end(digest)
                return self._known[digest]
        known = Known(make())
        with self._lock:
            self._known[digest] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known

"""A request budget per key, shared by all workers of one server.

Each key has one number in memory that the workers share: the time at which its budget would be
full again (GCRA, the token bucket in one number). A file lock on that number's bytes keeps workers
apart and dies with its holder, so a killed worker blocks nobody. Time is the monotonic clock, which
all processes of a machine share and nobody can set. Replicas on other machines count on their own.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_SLOT: Final = struct.Struct("<Qd")
"""Tag of the key (0 = free) and the monotonic second at which its budget is full."""
SLOTS: Final = 4096
"""Most keys counted at a time; the fullest budget gives way to a newcomer."""


class RateLimit:
    """At most ``burst`` requests at once and ``per_second`` on average for each key.

    Make it before the workers fork: they then share its memory.
    """

    def __init__(self, *, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1.0 / per_second
        self._burst = burst
        self._clock = clock
        self._file, name = tempfile.mkstemp(prefix="asn-rate-")
        os.unlink(name)  # noqa: PTH108 (only the descriptor is wanted)
        os.ftruncate(self._file, SLOTS * _SLOT.size)
        self._memory = mmap.mmap(self._file, SLOTS * _SLOT.size)
        weakref.finalize(self, os.close, self._file)
        self._threads = threading.Lock()

    def wait(self, key_id: str) -> float:
        """Take one request from the key's budget.

        Returns
        -------
        float
            0 if it was there, else the seconds until it will be; nothing is taken then.
        """
        tag = int.from_bytes(hashlib.blake2b(key_id.encode(), digest_size=8).digest(), "little") | 1
        now = self._clock()
        with self._threads, _locked(self._file):
            offset, full_at = self._find(tag, now)
            new = max(full_at, now) + self._interval
            late = new - now - self._burst * self._interval
            if late > 1e-9:
                return late
            _SLOT.pack_into(self._memory, offset, tag, new)
            return 0.0

    def _find(self, tag: int, now: float) -> tuple[int, float]:
        """The slot of ``tag`` or one to take over: free, or whose budget is full, nearest its place."""
        spare = -1
        for step in range(SLOTS):
            offset = (tag // 2 + step) % SLOTS * _SLOT.size
            held, full_at = _SLOT.unpack_from(self._memory, offset)
            if held == tag:
                return offset, full_at
            if spare < 0 and full_at <= now:
                spare = offset
            if held == 0:
                break
        return max(spare, 0), now


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.lockf(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(descriptor, fcntl.LOCK_UN)

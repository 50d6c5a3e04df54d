"""What a quarter has done so far, so that after ``kill -9`` it goes on where it was.

Snapshots, versions and comparisons are addressed by their content and appear whole or not at all, so
the journal only says where they are: an entry whose output is not there counts for nothing, and a
step done again gives the same output. The lock goes with the process that holds it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from recommender import durable
from recommender.errors import Conflict, GateRefused

FOLDER: Final = "quarters"
"""Folder in the home of journal, lock, comparisons and reports."""


@dataclass(frozen=True)
class Journal:
    """The versions that were trained, by data and code, and what unfinished runs began with."""

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "journal.json"

    def version_of(self, *, snapshot: str, code: str) -> str | None:
        """The version that ``code`` trained on the data; None if it never finished."""
        return self._read().get(f"{snapshot}:{code}")

    def note(self, *, snapshot: str, code: str, version: str) -> None:
        """Keep which version it was; only the holder of the lock writes."""
        self._write({**self._read(), f"{snapshot}:{code}": version})

    @contextmanager
    def run(self, name: str, *, hear: Callable[[], str]) -> Iterator[str]:
        """The digest of the feedback (empty = none) that the run ``name`` works with.

        ``hear`` freezes what was told until now. A run that was killed goes on with what it began with,
        so that it comes to the version it began, and so does one that somebody was faster than; one that
        ended by a promotion or by the gate's no is forgotten.
        """
        noted = f"{name}:feedback"
        digest = self._read().get(noted)
        if digest is None:
            digest = hear()
            self._write({**self._read(), noted: digest})
        try:
            yield digest
        except GateRefused:
            self._forget(noted)
            raise
        self._forget(noted)

    def heard(self) -> set[str]:
        """Digests of the feedback that unfinished runs work with."""
        return {digest for name, digest in self._read().items() if name.endswith(":feedback")}

    def _forget(self, name: str) -> None:
        self._write({one: value for one, value in self._read().items() if one != name})

    def _write(self, entries: dict[str, str]) -> None:
        durable.write_bytes(self._path, orjson.dumps(entries, option=orjson.OPT_INDENT_2))

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        entries: dict[str, str] = orjson.loads(self._path.read_bytes())
        return entries


@contextmanager
def only_one(folder: Path) -> Iterator[Journal]:
    """The journal of ``folder``, for one process of this machine at a time.

    Raises
    ------
    Conflict
        ``RETRAIN_RUNNING``: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "RETRAIN_RUNNING",
                "Pelatihan ulang lain sedang berjalan di rumah layanan ini.",
                fix="Tunggu sampai selesai, lalu lihat laporannya.",
            ) from None
        yield Journal(folder)
    finally:
        os.close(descriptor)

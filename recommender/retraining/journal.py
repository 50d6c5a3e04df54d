"""What a quarter has done so far, so that after ``kill -9`` it goes on where it was.

Snapshots, versions and comparisons are addressed by their content and appear whole or not at all, so
the journal only says where they are: an entry whose output is not there counts for nothing, and a
step done again gives the same output. The lock goes with the process that holds it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from recommender import durable
from recommender.errors import Conflict

FOLDER: Final = "quarters"
"""Folder in the home of journal, lock, comparisons and reports."""


@dataclass(frozen=True)
class Journal:
    """The versions that were trained, by snapshot and code: see the module."""

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "journal.json"

    def version_of(self, *, snapshot: str, code: str) -> str | None:
        """The version that ``code`` trained on the snapshot; None if it never finished."""
        return self._read().get(f"{snapshot}:{code}")

    def note(self, *, snapshot: str, code: str, version: str) -> None:
        """Keep which version it was; only the holder of the lock writes."""
        entries = {**self._read(), f"{snapshot}:{code}": version}
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

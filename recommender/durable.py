"""The one module that writes files: temporary name, fsync, rename, fsync of the folder.

A reader therefore sees a file whole or not at all, also after a power cut or ``kill -9``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace ``path`` by ``content`` atomically; ``mode`` is set before the name appears.

    Raises
    ------
    OSError
        The storage refused; nothing is left behind under ``path`` that was not there before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            os.fchmod(stream.fileno(), mode)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_folder(path: Path, fill: Callable[[Path], None], *, mode: int = 0o755) -> bool:
    """Make the folder ``path`` by ``fill(temporary folder)``, then rename it into place.

    ``mode`` is set before the name appears.

    Returns
    -------
    bool
        False if ``path`` was there already (content-addressed folders never change): it is left
        untouched and what ``fill`` wrote is dropped.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=".tmp-"))
    try:
        fill(temporary)
        for folder, _, files in os.walk(temporary):
            for name in files:
                _sync_file(Path(folder) / name)
            _sync_folder(Path(folder))
        if path.exists():
            return False
        temporary.chmod(mode)
        temporary.rename(path)
        _sync_folder(path.parent)
        return True
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def remove_folder(path: Path) -> None:
    """Remove a folder: its name goes at once and for good, what is in it after that."""
    doomed = Path(tempfile.mkdtemp(dir=path.parent, prefix=".tmp-"))
    path.rename(doomed / path.name)
    _sync_folder(path.parent)
    shutil.rmtree(doomed, ignore_errors=True)


def _sync_file(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())

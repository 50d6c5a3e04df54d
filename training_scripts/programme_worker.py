"""``programme-worker``: makes and keeps the programme design of one version, then ends."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from recommender.config import read_settings
from recommender.web.kept_programmes import kept_programmes
from training_scripts.command import answers
from training_scripts.serving_version import open_version


@click.command("programme-worker")
@click.argument("version")
@answers
def command(version: str) -> Mapping[str, Any]:
    """Make the design of VERSION (courses worth creating, overlapping, not needed) for the pages.

    The server starts this by itself when the first page of a version asks for it. Of several at once
    one works, the others wait for it and find the design there.

    Example: asn-recommender programme-worker 2026Q4-3f2a9c1b
    """
    if sys.platform != "win32":
        os.nice(10)  # requests go first
    settings = read_settings()
    with _alone(settings.programmes_dir):
        name, bundle = open_version(settings, version=version)
        return {"version": name, "made": kept_programmes(settings).make(name, bundle)}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process works on this folder; the lock dies with its holder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    command()

"""``train``: learn everything from a snapshot and write a signed candidate version."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import click

from recommender.bundle.write import write_bundle
from recommender.config import read_settings
from recommender.features.feedback import NO_FEEDBACK, freeze_feedback
from recommender.store.database import open_database
from recommender.store.secret_files import make_secrets, read_nip_key, read_signing_key
from recommender.tables.snapshot import open_snapshot
from recommender.training.fit import train
from training_scripts.command import answers, models_option, progress_bars, snapshot_option


@click.command("train")
@snapshot_option
@models_option
@click.option("--feedback/--no-feedback", "hears", default=True, help="Learn from what the portal reported.")
@answers
def command(snapshot_path: Path, models: str | None, hears: bool) -> Mapping[str, Any]:
    """Learn levels, course quality, growth, completion and past practice from a snapshot.

    Writes a signed version under the models folder and prints it; nothing serves it until it is
    promoted. What the portal reported until now is frozen and learnt from too (--no-feedback leaves it
    out). The same snapshot and the same feedback give the same version.

    \b
    Example:
      asn-recommender train --snapshot var/snapshots/3f2a...
      asn-recommender promote 2026Q4-3f2a9c1b
    """
    settings = read_settings(models_dir=models)
    make_secrets(settings.keys_dir)
    started = time.monotonic()
    snapshot = open_snapshot(snapshot_path)
    feedback = NO_FEEDBACK
    if hears:
        feedback = freeze_feedback(open_database(settings.database_url), folder=settings.feedback_dir)
    with progress_bars() as progress:
        trained = train(
            snapshot, nip_key=read_nip_key(settings.keys_dir), feedback=feedback, progress=progress
        )
        written = write_bundle(
            trained.bundle,
            models_dir=settings.models_dir,
            signing_key=read_signing_key(settings.keys_dir),
            code_version=package_version("asn-recommender"),
            estimators=trained.estimators,
        )
    return {
        "version": written,
        "path": settings.models_dir / written,
        "seconds": round(time.monotonic() - started, 1),
        **trained.bundle.metrics,
    }


if __name__ == "__main__":
    command()

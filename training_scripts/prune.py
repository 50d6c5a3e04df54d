"""``prune``: remove old versions and snapshots that nothing names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.retraining.prune import prune
from recommender.store.secret_files import read_public_key
from training_scripts.command import answers, models_option
from training_scripts.state import actor_option, open_state


@click.command("prune")
@click.option(
    "--keep", type=click.IntRange(min=1), default=8, show_default=True, help="Newest versions kept."
)
@models_option
@actor_option
@answers
def command(keep: int, models: str | None, actor: str) -> dict[str, Any]:
    """Remove old versions that nothing names, and what no kept version was learnt from.

    Whatever an audit row or a recorded answer names stays, with its snapshot and its feedback. What is
    removed is written into the audit chain first.

    \b
    Example:
      asn-recommender prune --keep 8
    """
    settings = read_settings(models_dir=models)
    database = open_state(settings)
    public_key = read_public_key(settings.keys_dir)
    return asdict(prune(settings, database, keep=keep, public_key=public_key, actor=actor))


if __name__ == "__main__":
    command()

"""``prune``: remove old versions and snapshots that nobody needs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from recommender.config import read_settings
from recommender.retraining.prune import prune
from recommender.store.named_versions import REASONS
from recommender.store.secret_files import read_public_key
from training_scripts.command import answers, models_option
from training_scripts.state import actor_option, open_state

_WORDS = {"NEWEST": "termasuk yang terbaru", **REASONS}


@click.command("prune")
@click.option(
    "--keep", type=click.IntRange(min=1), default=8, show_default=True, help="Newest versions kept."
)
@models_option
@actor_option
@answers
def command(keep: int, models: str | None, actor: str) -> dict[str, Any]:
    """Remove old versions that nobody needs, and what no kept version was learnt from.

    A version that served, gave a recorded answer, proposed a plan that was not cancelled or is watched as
    shadow stays, with its snapshot and its feedback; the answer says why for each. A candidate that was
    only compared or refused goes, its report stays. What is removed is written into the audit chain first.

    \b
    Example:
      asn-recommender prune --keep 8
    """
    settings = read_settings(models_dir=models)
    database = open_state(settings)
    public_key = read_public_key(settings.keys_dir)
    found = prune(settings, database, keep=keep, public_key=public_key, actor=actor)
    for version, reasons in found.kept.items():
        click.echo(f"{version} disimpan: {'; '.join(_WORDS[one] for one in reasons)}.", err=True)
    for version in found.refused:
        click.echo(f"{version} tidak utuh: dibiarkan, dan tidak ada snapshot yang dihapus.", err=True)
    return asdict(found)


if __name__ == "__main__":
    command()

"""``evaluate``: the evaluation card of a version beside every baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson

from recommender import durable
from recommender.config import read_settings
from recommender.impact.stored_value import stored_value
from recommender.store.database import open_database
from recommender.tables.snapshot import open_snapshot
from recommender.training.card import make_card
from recommender.training.card_page import card_page
from training_scripts.command import answers, models_option, progress_bars, snapshot_option
from training_scripts.serving_version import open_version, version_option


@click.command("evaluate")
@snapshot_option
@version_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the card; default: ASN_HOME/cards/<version>.",
)
@models_option
@answers
def command(
    snapshot_path: Path, version: str | None, out: Path | None, models: str | None
) -> Mapping[str, Any]:
    """Write the card of a version: card.json, and card.html to read and print.

    Learns once more on what was known before one day, so it takes about as long as train.

    \b
    Example:
      asn-recommender evaluate --snapshot var/snapshots/3f2a...
    """
    settings = read_settings(models_dir=models)
    chosen, bundle = open_version(settings, version=version)
    worth = stored_value(open_database(settings.database_url))
    with progress_bars() as progress:
        card = make_card(
            open_snapshot(snapshot_path), bundle, version=chosen, impact=worth, progress=progress
        )
    folder = out or settings.home / "cards" / chosen
    content = orjson.dumps(asdict(card), option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2)
    durable.write_bytes(folder / "card.json", content)
    durable.write_bytes(folder / "card.html", card_page(card).encode())
    return {
        "version": chosen,
        "card": folder / "card.html",
        "json": folder / "card.json",
        "benefit": {name: one["mean"] for name, one in card.benefit.items()},
        "lists": card.lists,
    }


if __name__ == "__main__":
    command()

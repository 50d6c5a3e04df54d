"""``retrain``: snapshot, train, compare, gate and promote: the quarterly job."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import click

from recommender.bundle.promotion import Override
from recommender.config import read_settings
from recommender.store.secret_files import read_nip_key, read_signing_key
from training_scripts.command import answers, models_option, progress_bars
from training_scripts.snapshot import today
from training_scripts.state import actor_option, open_state


@click.command("retrain")
@click.argument("source")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what was observed later.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="TOML that renames foreign tables, or 'siasn'."
)
@click.option("--allow-rejects", type=click.IntRange(min=0), default=0, help="See snapshot.")
@models_option
@click.option("--limits", type=click.Path(path_type=Path), help="Own limits of the gate, as TOML.")
@click.option("--override", metavar="NAME", help="Who answers for promoting in spite of a red line.")
@click.option("--reason", default="", help="Why it is overridden; goes into the audit chain.")
@actor_option
@answers
def command(
    source: str,
    as_of: datetime | None,
    mapping: Path | None,
    allow_rejects: int,
    models: str | None,
    limits: Path | None,
    override: str | None,
    reason: str,
    actor: str,
) -> dict[str, Any]:
    """Freeze SOURCE, train on it, compare with the version that serves, and promote if nothing is worse.

    Stopped at any moment, the same command goes on where it was. A red line stops the promotion
    (exit 1): the version that serves serves on, and the report says why and what to do. The report
    is in ASN_HOME/quarters/<version>/report.html, with report.json beside it.

    \b
    Examples:
      asn-recommender retrain export.xlsx --mapping siasn
      asn-recommender retrain export.xlsx --override "Siti Rahma" --reason "Reorganisasi Perda 3/2026"
    """
    from recommender.retraining.quarter import Source, Tools, run_quarter

    settings = read_settings(models_dir=models)
    database = open_state(settings)
    tools = Tools(
        settings=settings,
        database=database,
        signing_key=read_signing_key(settings.keys_dir),
        nip_key=read_nip_key(settings.keys_dir),
        code_version=package_version("asn-recommender"),
        limits=limits,
    )
    with progress_bars() as progress:
        outcome = run_quarter(
            Source(source, today(), as_of.date() if as_of else None, mapping, allow_rejects),
            tools,
            actor=actor,
            override=None if override is None else Override(override, reason),
            progress=progress,
        )
    gate = outcome.gate
    return {
        "version": outcome.serving.version,
        "generation": outcome.serving.generation,
        "snapshot": outcome.snapshot,
        "changed": gate is not None,
        "red": [] if gate is None else gate.red,
        "yellow": [] if gate is None else [one.name for one in gate.lines if one.status == "KUNING"],
        "report": outcome.report,
    }


if __name__ == "__main__":
    command()

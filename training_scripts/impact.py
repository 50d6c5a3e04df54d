"""``impact``: evidence whether training helps, as a page, as JSON, and in the database for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from recommender import durable
from recommender.config import Settings, read_settings
from recommender.errors import NotFound
from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.impact.report import as_html, as_json, summary
from recommender.impact.study import make_study
from recommender.store.database import Database
from recommender.store.impact_studies import record_study
from recommender.store.serving import serving_snapshot
from recommender.tables.snapshot import open_snapshot
from training_scripts.command import answers, progress_bars
from training_scripts.state import actor_option, open_state

SEED = 20261124
"""Of folds and of the rows drawn for comparison; fixed, so that a snapshot has one answer."""


@click.command("impact")
@click.option(
    "--snapshot",
    "snapshot_path",
    type=click.Path(path_type=Path),
    help="Folder that the snapshot command printed.  [default: that of the serving version]",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report; default ASN_HOME/impact.")
@actor_option
@answers
def command(snapshot_path: Path | None, out: Path | None, actor: str) -> Mapping[str, Any]:
    """Write impact.html (to read and print) and impact.json: effects, verdicts, what is not measured.

    The pages Dampak show the same once it is written, without a restart; the newest counts. Every
    figure is about a group; nobody is judged. A few minutes for a province. The same snapshot gives
    the same figures.

    \b
    Examples:
      asn-recommender impact
      asn-recommender impact --snapshot var/snapshots/3f2a... --out dampak
    """
    settings = read_settings()
    folder, database = out or settings.home / "impact", open_state(settings)
    snapshot = open_snapshot(snapshot_path or _serving_path(settings, database))
    with progress_bars() as progress:
        dataset = build_dataset(snapshot)
        study = make_study(dataset, build_outcomes(snapshot, dataset), seed=SEED, progress=progress)
    body = as_json(study)
    durable.write_bytes(folder / "impact.html", as_html(study), mode=0o600)
    durable.write_bytes(folder / "impact.json", body, mode=0o600)
    stored = record_study(
        database, snapshot_digest=snapshot.digest, as_of=study.as_of, body=body, actor=actor
    )
    return {
        "report": folder / "impact.html", "json": folder / "impact.json", "study": stored.study_id,
        **summary(study),
    }  # fmt: skip


def _serving_path(settings: Settings, database: Database) -> Path:
    """Folder of the snapshot behind the serving version."""
    digest = serving_snapshot(database)
    if digest is None:
        raise NotFound(
            "NO_SERVING_VERSION", "Belum ada versi yang melayani.",
            fix="Promosikan satu versi dengan perintah promote, atau isi --snapshot.",
        )  # fmt: skip
    return settings.snapshots_dir / digest


if __name__ == "__main__":
    command()

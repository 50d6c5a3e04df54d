"""``impact``: evidence whether training helps, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from recommender import durable
from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.impact.report import as_html, as_json, summary
from recommender.impact.study import make_study
from recommender.tables.snapshot import open_snapshot
from training_scripts.command import answers, progress_bars, snapshot_option

SEED = 20261124
"""Of folds and of the rows drawn for comparison; fixed, so that a snapshot has one answer."""


@click.command("impact")
@snapshot_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the report.")
@answers
def command(snapshot_path: Path, out: Path) -> Mapping[str, Any]:
    """Write impact.html (to read and print) and impact.json: effects, verdicts, what is not measured.

    Every figure is about a group; nobody is judged. A few minutes for a province.

    \b
    Example:
      asn-recommender impact --snapshot var/snapshots/3f2a... --out dampak
    """
    snapshot = open_snapshot(snapshot_path)
    with progress_bars() as progress:
        dataset = build_dataset(snapshot)
        study = make_study(dataset, build_outcomes(snapshot, dataset), seed=SEED, progress=progress)
    durable.write_bytes(out / "impact.html", as_html(study), mode=0o600)
    durable.write_bytes(out / "impact.json", as_json(study), mode=0o600)
    return {"report": out / "impact.html", "json": out / "impact.json", **summary(study)}


if __name__ == "__main__":
    command()

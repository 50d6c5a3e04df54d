"""``recommend_all``: every ASN's list, as a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from recommender import durable
from recommender.bundle.refusals import require_snapshot
from recommender.config import read_settings
from recommender.ranking.batch import rank_everyone
from recommender.ranking.recommend import Options
from recommender.tables.snapshot import open_snapshot
from training_scripts.command import answers, models_option, progress_bars, snapshot_option
from training_scripts.serving_version import open_version, version_option


@click.command("recommend-all")
@snapshot_option
@version_option
@click.option("-n", "length", default=10, show_default=True, type=click.IntRange(1, 100), help="List length.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Date of the advice; default: the data's.",
)
@click.option(
    "--list",
    "kind",
    type=click.Choice(["greedy", "independent"]),
    default="greedy",
    show_default=True,
    help="greedy re-scores each pick after the ones before; independent scores each course alone.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Parquet file to write.")
@models_option
@answers
def command(
    snapshot_path: Path,
    version: str | None,
    length: int,
    as_of: datetime | None,
    kind: str,
    out: Path,
    models: str | None,
) -> Mapping[str, Any]:
    """Write every ASN's list: asn_id, rank, course_id, score, benefit, p_complete, reason_codes.

    \b
    Example:
      asn-recommender recommend-all --snapshot var/snapshots/3f2a... --out lists.parquet
    """
    chosen, bundle = open_version(read_settings(models_dir=models), version=version)
    digest = open_snapshot(snapshot_path).digest
    require_snapshot(digest, learnt_from=bundle.snapshot_digest, version=chosen)
    with progress_bars() as progress:
        columns = rank_everyone(
            bundle,
            as_of=as_of.date() if as_of else bundle.as_of,
            options=Options(n=length, greedy=kind == "greedy"),
            progress=progress,
        )
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    durable.write_bytes(out, sink.getvalue().to_pybytes())
    return {"out": out, "version": chosen, "rows": len(columns["rank"]), "list": kind}


if __name__ == "__main__":
    command()

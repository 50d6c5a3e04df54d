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
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.config import read_settings
from recommender.errors import BadInput
from recommender.ranking.batch import rank_everyone
from recommender.ranking.recommend import Options
from recommender.store.secret_files import read_public_key
from recommender.tables.snapshot import open_snapshot
from training_scripts.command import answers, progress_bars
from training_scripts.serving_version import serving_version


@click.command("recommend-all")
@click.option(
    "--snapshot",
    "snapshot_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the snapshot that the version was trained on.",
)
@click.option("--version", default=None, help="Trained version; default: the serving one.")
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
@click.option("--models", type=click.Path(), default=None, help="Where versions are; default ASN_MODELS_DIR.")
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
    settings = read_settings(models_dir=models)
    chosen = version or serving_version(settings)
    bundle = open_bundle(
        version_path(settings.models_dir, version=chosen), public_key=read_public_key(settings.keys_dir)
    )
    snapshot = open_snapshot(snapshot_path)
    if snapshot.digest != bundle.snapshot_digest:
        raise BadInput(
            "SNAPSHOT_FOREIGN",
            f"Versi {chosen} dilatih dari snapshot lain.",
            fix="Latih versi dari snapshot ini dengan perintah train, atau pilih --version yang sesuai.",
        )
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

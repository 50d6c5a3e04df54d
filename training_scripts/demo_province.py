"""``demo-province --out DIR``: a synthetic province in the tables of the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from recommender.errors import BadInput
from recommender.synthetic.province import simulate
from recommender.synthetic.world import AS_OF, LABEL, WorldOptions
from recommender.synthetic.write import write_province, write_truth
from training_scripts.command import answers, progress_bars


@click.command("demo-province")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="New folder for the CSV files.")
@click.option("--asn", default=20_000, show_default=True, help="Number of civil servants, 300 or more.")
@click.option("--seed", default=1, show_default=True, help="Equal seed and size give equal bytes.")
@click.option("--truth", type=click.Path(path_type=Path), help="New folder for the true effects.")
@answers
def command(out: Path, asn: int, seed: int, truth: Path | None) -> dict[str, Any]:
    """Write a synthetic province, plainly labelled synthetic, to try the service without real data.

    \b
    Example:
      asn-recommender demo-province --out var/demo --asn 1000
      asn-recommender snapshot var/demo
    """
    if truth is not None and truth.absolute().is_relative_to(out.absolute()):
        raise BadInput(
            "TRUTH_INSIDE",
            "Folder --truth berada di dalam --out, sehingga ikut terbaca saat impor.",
            fix="Beri folder --truth di luar --out.",
        )
    with progress_bars() as progress:
        province = simulate(WorldOptions(asn=asn, seed=seed), progress=progress)
        rows = write_province(province, out, progress=progress)
    if truth is not None:
        write_truth(province, truth)
    return {"province": str(out), "label": LABEL, "as_of": AS_OF.isoformat(), "rows": rows}


if __name__ == "__main__":
    command()

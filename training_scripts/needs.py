"""``needs``: the needs analysis (AKPK) per person, post and unit as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from recommender import durable
from recommender.features.build import build_dataset
from recommender.needs.rulebook import read_rulebook
from recommender.needs.workbook import workbook_bytes
from recommender.ranking.akpk import akpk_sheets
from recommender.ranking.person_needs import find_needs
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.tables.snapshot import Snapshot, open_snapshot
from recommender.training.fit import SEED
from training_scripts.command import answers, progress_bars, snapshot_option


@click.command("needs")
@snapshot_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The .xlsx file to write.")
@click.option("--with-names", is_flag=True, help="Add NIP and name: personal data, for the official form.")
@answers
def command(snapshot_path: Path, out: Path, with_names: bool) -> Mapping[str, Any]:
    """Write what everybody needs: gaps against the standards, and what the rules owe them.

    The file is readable by its owner alone (0600). It names people by asn_id; --with-names adds
    NIP and name from the snapshot's private file.

    \b
    Example:
      asn-recommender needs --snapshot var/snapshots/3f2a... --out akpk.xlsx
    """
    snapshot = open_snapshot(snapshot_path)
    with progress_bars() as progress:
        dataset = build_dataset(snapshot)
        progress("Kebutuhan", 1, 3)
        model, completion = learn_levels(dataset, seed=SEED), learn_completion(dataset).scorer
        people = learn_gain(dataset, model=model, completion=completion).people
        progress("Kebutuhan", 2, 3)
        needs = find_needs(
            people, positions=dataset.positions, units=dataset.units, catalogue=dataset.catalogue,
            as_of=snapshot.as_of, book=read_rulebook(), switched_off=dataset.switched_off,
        )  # fmt: skip
        names = names_of(snapshot, people.asn_id) if with_names else None
        sheets = akpk_sheets(dataset, people, needs=needs, as_of=snapshot.as_of, names=names)
        durable.write_bytes(out, workbook_bytes(sheets), mode=0o600)
        progress("Kebutuhan", 3, 3)
    owed = needs.entitlements
    return {
        "out": str(out),
        "people": len(people),
        "gap_needs": len(needs.gaps),
        "entitlement_needs": None if owed is None else len(owed),
    }


def names_of(snapshot: Snapshot, asn_id: NDArray[np.str_]) -> dict[str, NDArray[np.str_]]:
    """NIP and name of each person, from the snapshot's private file; empty where missing."""
    private = snapshot.frame("people").set_index("asn_id").reindex(asn_id)
    headers = {"NIP": "nip", "Nama": "name"}
    return {header: private[column].fillna("").to_numpy(dtype=np.str_) for header, column in headers.items()}


if __name__ == "__main__":
    command()

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
from recommender.programme.design import design
from recommender.programme.province import Province, Terms
from recommender.programme.sheets import programme_sheets
from recommender.ranking.akpk import akpk_sheets
from recommender.ranking.person_needs import find_needs
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.tables.people_file import SnapshotFiles
from recommender.tables.snapshot import Snapshot, open_snapshot
from recommender.training.fit import SEED
from training_scripts.command import answers, progress_bars, snapshot_option


@click.command("needs")
@snapshot_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The .xlsx file to write.")
@click.option("--with-names", is_flag=True, help="Add NIP and name: personal data, for the official form.")
@click.option(
    "--classroom-only", multiple=True, metavar="COMPETENCY_ID",
    help="A competency that a rule wants taught KLASIKAL; may be repeated.",
)  # fmt: skip
@answers
def command(
    snapshot_path: Path, out: Path, with_names: bool, classroom_only: tuple[str, ...]
) -> Mapping[str, Any]:
    """Write what everybody needs: gaps against the standards, and what the rules owe them.

    Further sheets say which courses are worth creating for needs that none serves, which overlap and
    which nobody needs.

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
        learnt = learn_gain(dataset, model=model, completion=completion)
        people, book = learnt.people, read_rulebook()
        progress("Kebutuhan", 2, 3)
        needs = find_needs(
            people, positions=dataset.positions, units=dataset.units, catalogue=dataset.catalogue,
            as_of=snapshot.as_of, book=book, switched_off=dataset.switched_off,
        )  # fmt: skip
        names = names_of(snapshot, people.asn_id) if with_names else None
        programme = design(
            Province(
                people=people, catalogue=dataset.catalogue, competencies=dataset.competencies,
                positions=dataset.positions, units=dataset.units, gain=learnt.gain, as_of=snapshot.as_of,
                book=needs.book, switched_off=dataset.switched_off,
            ),
            terms=Terms(
                classroom_only=classroom_only,
                classes=SnapshotFiles(snapshot.path.parent).classes(snapshot.path.name),
            ),
        )  # fmt: skip
        sheets = [
            *akpk_sheets(dataset, people, needs=needs, as_of=snapshot.as_of, names=names),
            *programme_sheets(programme, names=names),
        ]
        durable.write_bytes(out, workbook_bytes(sheets), mode=0o600)
        progress("Kebutuhan", 3, 3)
    owed = needs.entitlements
    return {
        "out": str(out),
        "people": len(people),
        "gap_needs": len(needs.gaps),
        "entitlement_needs": None if owed is None else len(owed),
        "unserved_needs": len(programme.needs),
        "courses_worth_creating": sum(one.enough for one in programme.proposals),
    }


def names_of(snapshot: Snapshot, asn_id: NDArray[np.str_]) -> dict[str, NDArray[np.str_]]:
    """NIP and name of each person, from the snapshot's private file; empty where missing."""
    private = snapshot.frame("people").set_index("asn_id").reindex(asn_id)
    headers = {"NIP": "nip", "Nama": "name"}
    return {header: private[column].fillna("").to_numpy(dtype=np.str_) for header, column in headers.items()}


if __name__ == "__main__":
    command()

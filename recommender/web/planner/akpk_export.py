"""The AKPK workbook of some people of the serving version, as ``asn-recommender needs`` writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.features.arrays import Dataset, Evidence, People, Units
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.needs.rulebook import RuleBook
from recommender.needs.workbook import workbook_bytes
from recommender.ranking.akpk import akpk_sheets
from recommender.ranking.person_needs import find_needs
from recommender.tables.people_file import SnapshotFiles


def akpk_file(
    bundle: Bundle,
    rows: NDArray[np.int64],
    *,
    unit: int,
    book: RuleBook,
    files: SnapshotFiles,
    with_names: bool,
) -> bytes:
    """The .xlsx file for the people of ``rows``, who are those of ``unit`` and all below it.

    NIP and names are added where they are asked for and known here; last year's performance likewise
    comes from the snapshot's file.
    """
    staff = bundle.people.take(rows)
    units, people = _units_of(bundle.units, staff, top=unit)
    dataset = Dataset(
        catalogue=bundle.catalogue, competencies=bundle.competencies, positions=bundle.positions,
        units=units, people=people, feature_names=(), switched_off=bundle.switched_off,
        evidence=_performance(people, files=files, digest=bundle.snapshot_digest, as_of=bundle.as_of),
    )  # fmt: skip
    needs = find_needs(
        staff, positions=bundle.positions, units=bundle.units, catalogue=bundle.catalogue,
        as_of=bundle.as_of, book=book, switched_off=bundle.switched_off,
    )  # fmt: skip
    names = None
    if with_names:
        known = files.people(bundle.snapshot_digest, people.asn_id.tolist())
        found = [known.get(one) for one in people.asn_id.tolist()]
        names = {
            "NIP": np.array([one.nip if one else "" for one in found], np.str_),
            "Nama": np.array([one.name if one else "" for one in found], np.str_),
        }
    return workbook_bytes(akpk_sheets(dataset, people, needs=needs, as_of=bundle.as_of, names=names))


def _units_of(units: Units, people: People, *, top: int) -> tuple[Units, People]:
    """The units these people are in, up to ``top``, and the people in terms of those units."""
    kept = np.zeros(len(units.ids), bool)
    at = np.unique(people.unit[people.unit != UNKNOWN])
    while len(at):
        kept[at] = True
        at = np.unique(units.parent[at[at != top]])
        at = at[(at != UNKNOWN) & ~kept[at]]
    rows = np.flatnonzero(kept)
    place = np.full(len(kept) + 1, UNKNOWN, np.int32)  # the last one is of UNKNOWN
    place[rows] = np.arange(len(rows))
    part = Units(
        ids=Vocabulary(units.ids.ids[rows]), names=tuple(units.names[row] for row in rows),
        parent=place[units.parent[rows]], region=tuple(units.region[row] for row in rows),
    )  # fmt: skip
    return part, replace(people, unit=place[people.unit])


def _performance(people: People, *, files: SnapshotFiles, digest: str, as_of: date) -> Evidence:
    """Evidence that holds the yearly scores alone."""
    scores = files.performance(digest, before=(as_of + timedelta(days=1)).year)
    told = [
        (row, *one) for row, asn_id in enumerate(people.asn_id.tolist()) for one in scores.get(asn_id, ())
    ]
    person, year, score = (np.array(column) for column in zip(*told, strict=True)) if told else ([], [], [])
    none: dict[str, Any] = {name: np.zeros(0) for name in Evidence.__dataclass_fields__}
    return Evidence(**{
        **none, "as_of": 0,
        "performance_person": np.asarray(person, np.int32), "performance_year": np.asarray(year, np.int32),
        "performance_score": np.asarray(score, np.float32),
    })  # fmt: skip

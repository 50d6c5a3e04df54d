"""The pairs of groups that are held side by side, fixed in the code before any figure is seen.

Sex and age are read here, for this audit alone: sex from the people's file of the snapshot, age from the
birth day that the MAX_AGE rule needs. Neither is a feature of any model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY, to_day
from recommender.evaluation.groups import REMOTE_HOURS
from recommender.features.arrays import Bool
from recommender.features.identifiers import UNKNOWN
from recommender.features.person_features import root_units
from recommender.tables.snapshot import Snapshot

YOUNG, OLD = 35.0, 50.0
"""Years that part the three bands of age."""
SMALL_OFFICE: Final = 1 / 3
"""People whose office is among those that hold this share of everybody, the smallest offices first."""


@dataclass(frozen=True)
class Pair:
    """Two groups of the n people; whoever is in neither is left out."""

    key: str
    name: str
    """For people: first compared with second."""
    first: Bool
    second: Bool


def pairs_of(bundle: Bundle, snapshot: Snapshot) -> tuple[Pair, ...]:
    """All pairs; ``snapshot`` is the one that ``bundle`` was trained on."""
    people = bundle.people
    private = snapshot.frame("people").set_index("asn_id").reindex(people.asn_id)
    sex = private["sex"].fillna("").to_numpy(dtype=np.str_)
    contract = np.isin(people.employment, [codes.EMPLOYMENT.index(name) for name in codes.PPPK])
    hours, age = people.travel_hours, _age(bundle)
    middle = (age >= YOUNG) & (age < OLD)
    size = _office_size(bundle)
    small = size <= _weighted_quantile(size, SMALL_OFFICE)
    return (
        Pair("sex", "Perempuan dibanding laki-laki", sex == "P", sex == "L"),
        Pair("employment", "PPPK dibanding PNS", contract, ~contract & (people.employment != UNKNOWN)),
        Pair(
            "distance", "Jauh dibanding dekat (3 jam perjalanan)", hours >= REMOTE_HOURS, hours < REMOTE_HOURS
        ),
        Pair("young", "Di bawah 35 dibanding 35–49 tahun", age < YOUNG, middle),
        Pair("old", "50 tahun ke atas dibanding 35–49 tahun", age >= OLD, middle),
        Pair("office", "Perangkat daerah kecil dibanding yang lain", small, ~small & (size > 0)),
    )


def _age(bundle: Bundle) -> NDArray[np.float64]:
    """(n,) years, NaN where the birth day is not known."""
    born = bundle.people.born_on
    years = (to_day(bundle.as_of) - born.astype(np.float64)) / DAYS_PER_YEAR
    return np.where(born == MISSING_DAY, np.nan, years)


def _office_size(bundle: Bundle) -> NDArray[np.int64]:
    """(n,) people in the office of each person; 0 where the unit is not known."""
    unit = bundle.people.unit
    office = root_units(bundle.units)[np.maximum(unit, 0)]
    size = np.bincount(office[unit >= 0], minlength=len(bundle.units.parent))[office]
    return np.where(unit >= 0, size, 0)


def _weighted_quantile(size: NDArray[np.int64], share: float) -> int:
    """The size of office that ``share`` of the people with an office do not exceed; -1 if all are equal."""
    known = np.sort(size[size > 0])
    if len(known) == 0 or known[0] == known[-1]:
        return -1
    return int(known[int((len(known) - 1) * share)])

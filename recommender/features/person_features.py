"""One-hot person features for the agreement models, as compressed rows of small vocabularies.

A feature is named ``block=value``. The blocks are listed here and nowhere else; protected
attributes are refused by name, so that adding one is an error and not an oversight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.errors import BadInput
from recommender.features.arrays import I32, Positions, Profile, Units
from recommender.features.identifiers import UNKNOWN, Vocabulary, through

PROTECTED: Final = frozenset(
    {"sex", "age", "born_on", "religion", "marital_status", "nip", "name", "ethnicity", "disability"}
)
"""Attributes that the merit system forbids in a decision; never a feature."""

_Values = tuple[I32, list[str]]


def _position_classes(profile: Profile, positions: Positions, units: Units) -> _Values:
    return through(profile.position, positions.position_class), list(codes.POSITION_CLASSES)


def _tiers(profile: Profile, positions: Positions, units: Units) -> _Values:
    return through(profile.position, positions.jf_tier), list(codes.JF_TIERS)


def _families(profile: Profile, positions: Positions, units: Units) -> _Values:
    count = int(positions.family.max(initial=UNKNOWN)) + 1
    return through(profile.position, positions.family), [str(code) for code in range(count)]


def _positions(profile: Profile, positions: Positions, units: Units) -> _Values:
    return profile.position, [positions.ids[row] for row in range(len(positions.ids))]


def _units(profile: Profile, positions: Positions, units: Units) -> _Values:
    return profile.unit, [units.ids[row] for row in range(len(units.ids))]


def _offices(profile: Profile, positions: Positions, units: Units) -> _Values:
    return through(profile.unit, root_units(units)), [units.ids[row] for row in range(len(units.ids))]


def _employment(profile: Profile, positions: Positions, units: Units) -> _Values:
    return profile.employment.astype(np.int32), list(codes.EMPLOYMENT)


def _grades(profile: Profile, positions: Positions, units: Units) -> _Values:
    names = sorted(codes.GRADES)
    return _place(profile.grade, np.array(names)), [str(grade) for grade in names]


def _education(profile: Profile, positions: Positions, units: Units) -> _Values:
    names = sorted(codes.EDU_LEVELS)
    return _place(profile.edu_level, np.array([int(name) for name in names])), names


BLOCKS: Final[dict[str, Callable[[Profile, Positions, Units], _Values]]] = {
    "education": _education,
    "employment": _employment,
    "grade": _grades,
    "job_family": _families,
    "jf_tier": _tiers,
    "office": _offices,
    "position": _positions,
    "position_class": _position_classes,
    "unit": _units,
}


def refuse_protected(names: list[str] | tuple[str, ...]) -> None:
    """Refuse any ``block`` or ``block=value`` whose block is a protected attribute.

    Raises
    ------
    BadInput
        PROTECTED_FEATURE, naming it.
    """
    for name in names:
        if name.partition("=")[0] in PROTECTED:
            raise BadInput(
                "PROTECTED_FEATURE",
                f"Atribut {name.partition('=')[0]} dilindungi sistem merit dan tidak boleh menjadi fitur.",
                fix="Hapus atribut itu dari daftar fitur.",
            )


def all_features(
    profile: Profile, *, positions: Positions, units: Units
) -> tuple[tuple[str, ...], NDArray[np.int64], I32]:
    """Features of everyone, with the vocabulary that occurs.

    Returns
    -------
    names
        Sorted ``block=value`` names that at least one person has.
    indptr, entries
        (n + 1,) int64 and (E,) int32 compressed rows; entries are rows of ``names``, ascending.
    """
    held = _held(profile, positions, units)
    names = np.unique(held[held != ""])
    refuse_protected([str(name) for name in names])
    indptr, entries = _compressed(held, names)
    return tuple(str(name) for name in names), indptr, entries


def known_features(
    profile: Profile, *, positions: Positions, units: Units, names: Vocabulary
) -> tuple[NDArray[np.int64], I32]:
    """Features of people within a vocabulary fixed at training; others are left out."""
    return _compressed(_held(profile, positions, units), names.ids)


def root_units(units: Units) -> I32:
    """(U,) row of the topmost unit below the whole agency's root, the office (OPD) of each unit.

    A unit whose parent has no parent is an office; the root is its own office.
    """
    office = np.arange(len(units.parent), dtype=np.int32)
    is_root = units.parent == UNKNOWN
    for _ in range(len(units.parent)):
        parent = units.parent[office]
        climbs = (parent != UNKNOWN) & ~is_root[np.maximum(parent, 0)]
        if not climbs.any():
            break
        office = np.where(climbs, parent, office)
    return office


def _place(values: NDArray[np.int16], listed: NDArray[np.int64]) -> I32:
    place = np.minimum(np.searchsorted(listed, values), len(listed) - 1)
    return np.where(listed[place] == values, place, UNKNOWN).astype(np.int32)


def _held(profile: Profile, positions: Positions, units: Units) -> NDArray[np.str_]:
    """(n, B) feature name of each person in each block; empty text where not known."""
    columns = []
    for block, read in BLOCKS.items():
        rows, values = read(profile, positions, units)
        named = np.array([f"{block}={value}" for value in values] + [""], dtype=np.str_)
        columns.append(named[rows])
    return np.stack(columns, axis=1)


def _compressed(held: NDArray[np.str_], names: NDArray[np.str_]) -> tuple[NDArray[np.int64], I32]:
    rows = Vocabulary(names).rows(held.ravel()).reshape(held.shape)
    rows = np.sort(rows, axis=1)
    known = rows != UNKNOWN
    indptr = np.concatenate([[0], np.cumsum(known.sum(axis=1))]).astype(np.int64)
    return indptr, rows[known].astype(np.int32)

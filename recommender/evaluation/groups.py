"""Groups of people for slices and fairness, and the rule that small groups are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.evaluation.intervals import Interval, of_mean
from recommender.features.arrays import Bool, People, Positions, Units
from recommender.features.person_features import root_units

SMALLEST: Final = 5
"""Groups of fewer people are suppressed: a figure about four people is a figure about persons."""
REMOTE_HOURS: Final = 3.0
OFFICES: Final = "Perangkat daerah"
_DRAWS: Final = 400


@dataclass(frozen=True)
class GroupFigure:
    """The mean of one value in one group; None where the group is too small to be shown."""

    slice: str
    group: str
    people: int | None
    mean: Interval | None


def slices_of(people: People, *, positions: Positions, units: Units) -> Mapping[str, NDArray[np.str_]]:
    """Name of each slice -> (n,) group of every person, in Indonesian."""
    position_class = positions.position_class[np.maximum(people.position, 0)]
    classes = np.array([*codes.POSITION_CLASSES, "tidak diketahui"])
    employment = np.array([*codes.EMPLOYMENT, "tidak diketahui"])
    assessed = (people.level_method >= 0).any(axis=1)
    return {
        "Kelas jabatan": classes[np.where(people.position < 0, -1, position_class)],
        "Status kepegawaian": employment[people.employment],
        "Jarak ke tempat pelatihan": np.select(
            [np.isnan(people.travel_hours), people.travel_hours >= REMOTE_HOURS],
            ["tidak diketahui", "3 jam atau lebih"],
            "kurang dari 3 jam",
        ),
        "Riwayat pelatihan": np.where(np.diff(people.history_indptr) > 0, "ada", "belum ada"),
        "Penilaian kompetensi": np.where(assessed, "ada", "belum ada"),
        OFFICES: np.append(_named(units), "tidak diketahui")[
            np.where(people.unit < 0, -1, root_units(units)[np.maximum(people.unit, 0)])
        ],
    }


def _named(units: Units) -> NDArray[np.str_]:
    """(U,) name and id: names alone may repeat."""
    pairs = zip(units.names, units.ids.ids.tolist(), strict=True)
    return np.array([f"{name} ({unit})" for name, unit in pairs], dtype=np.str_)


def figures(
    slices: Mapping[str, NDArray[np.str_]], value: NDArray[np.float64], *, seed: int
) -> list[GroupFigure]:
    """Mean of ``value`` (n,) in each group of each slice."""
    return [
        GroupFigure(name, group, None, None)
        if int(inside.sum()) < SMALLEST
        else GroupFigure(
            name,
            group,
            int(inside.sum()),
            of_mean(value[inside], rng=np.random.default_rng(seed), draws=_DRAWS),
        )
        for name, group, inside in _each(slices)
    ]


def means(
    slices: Mapping[str, NDArray[np.str_]], values: Mapping[str, NDArray[np.float64]]
) -> list[dict[str, Any]]:
    """Mean of each of ``values`` (n,) in each group that is large enough, as plain rows."""
    return [
        {
            "slice": name,
            "group": group,
            "people": int(inside.sum()),
            "means": {method: float(value[inside].mean()) for method, value in values.items()},
        }
        for name, group, inside in _each(slices)
        if int(inside.sum()) >= SMALLEST
    ]


def ratio(value: NDArray[np.float64], *, first: Bool, second: Bool, seed: int) -> Interval | None:
    """Bootstrap interval of mean(first)/mean(second); None where a group is small or the mean is 0."""
    if min(int(first.sum()), int(second.sum())) < SMALLEST or value[second].mean() <= 0:
        return None
    rng = np.random.default_rng(seed)
    drawn = [
        _resampled(value[first], rng) / max(_resampled(value[second], rng), 1e-12) for _ in range(_DRAWS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(
        mean=float(value[first].mean() / value[second].mean()),
        low=float(low),
        high=float(high),
        people=int(first.sum() + second.sum()),
    )


def _resampled(value: NDArray[np.float64], rng: np.random.Generator) -> float:
    return float(value[rng.integers(0, len(value), len(value))].mean())


def _each(slices: Mapping[str, NDArray[np.str_]]) -> Iterator[tuple[str, str, Bool]]:
    for name, group in slices.items():
        for value in np.unique(group):
            yield name, str(value), group == value

"""Yearly performance of people and yearly results of the OPD."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.careers import History
from recommender.synthetic.columns import Columns, number, pick, text, whole
from recommender.synthetic.setting import World
from recommender.synthetic.world import AS_OF, YEARS

_MEASURES: Final = (
    ("IKM", 82.0, 0.6, 1.5), ("PRODUKTIVITAS", 75.0, 0.9, 3.0), ("PENGADUAN_SELESAI", 84.0, 0.7, 4.0)
)  # fmt: skip
"""Name, base, points per point of mean true performance above 82, noise."""


def performance(world: World, history: History) -> Columns:
    """Yearly scores of closed years; three quarters of the running one."""
    random = world.options.stream("performance")
    quarters = [(len(YEARS) - 1, AS_OF.year, f"TW{number}") for number in (1, 2, 3)]
    periods = [(column, year, "TAHUNAN") for column, year in enumerate(YEARS[:-1])] + quarters
    parts = []
    for column, year, period in periods:
        person = np.flatnonzero(~np.isnan(history.merit[:, column]))
        score = history.merit[person, column] + 1.5 * random.standard_normal(len(person))
        behaviour = world.people.ability[person] + random.standard_normal(len(person))
        parts.append((person, np.full(len(person), year), np.full(len(person), period), score, behaviour))
    who, years, names, score, behaviour = (np.concatenate(part) for part in zip(*parts, strict=True))
    score = np.clip(score, 0, 120)
    result_rating = np.where(score > 88, 1, np.where(score > 72, 2, 3))
    behaviour_rating = np.where(behaviour > 1.2, 1, np.where(behaviour > -2.8, 2, 3))
    return {
        "asn_id": pick(world.people.ids, who),
        "year": whole(years),
        "period": text(names),
        "quadrant": whole(_quadrant(result_rating, behaviour_rating)),
        "result_rating": whole(result_rating),
        "behavior_rating": whole(behaviour_rating),
        "score": number(score, decimals=1),
        "attendance_pct": number(np.clip(97 - random.gamma(1.2, 2.0, len(who)), 60, 100), decimals=1),
    }


def _quadrant(result: NDArray[np.int64], behaviour: NDArray[np.int64]) -> NDArray[np.int64]:
    """Predikat of PermenPANRB 6/2022: 1 sangat baik ... 5 sangat kurang."""
    both_high = (result == 1) & (behaviour == 1)
    poor_result, poor_behaviour = result == 3, behaviour == 3
    poor = np.where(poor_result & poor_behaviour, 5, np.where(poor_behaviour, 4, np.where(poor_result, 3, 2)))
    return np.where(both_high, 1, poor)


def unit_outcomes(world: World, history: History, *, agency: NDArray[np.int32], ids: NDArray[np.str_],
                  top: NDArray[np.int64]) -> Columns:  # fmt: skip
    """IKM, productivity and settled complaints of each OPD in each closed year.

    ``agency`` (n,) is each person's OPD, ``top`` the unit rows of the OPD in that order.
    """
    random = world.options.stream("unit_outcomes")
    found = []
    for column, year in enumerate(YEARS[:-1]):
        there = ~np.isnan(history.merit[:, column])
        count = np.bincount(agency[there], minlength=len(top))
        total = np.bincount(agency[there], weights=history.merit[there, column], minlength=len(top))
        mean = np.divide(total, count, out=np.full(len(top), 82.0), where=count > 0)
        for measure, base, slope, sd in _MEASURES:
            value = base + slope * (mean - 82.0) + sd * random.standard_normal(len(top))
            found.append((top, np.full(len(top), year), np.full(len(top), measure), np.clip(value, 0, 100)))
    unit, years, measures, value = (np.concatenate(part) for part in zip(*found, strict=True))
    return {
        "unit_id": pick(ids, unit),
        "year": whole(years),
        "period": text(np.full(len(unit), "TAHUNAN")),
        "measure": text(measures),
        "value": number(value, decimals=2),
    }

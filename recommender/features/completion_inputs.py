"""Inputs of the completion model that describe a person, as known on a day.

Columns (float32): see ``COLUMNS``. The past rate is shrunk, (finished + 4·base) / (n + 4), so that
a person without history has the base rate and not a guess of 0 or 1; the same for the unit.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY
from recommender.features.arrays import F32, I32, Bool, Evidence, Profile, Units

COLUMNS: Final = (
    "constant", "past_rate", "past_count", "recent_load", "tenure", "travel", "travel_unknown", "unit_rate",
    "contract",
)  # fmt: skip

_SHRINK: Final = 4.0
_UNIT_SHRINK: Final = 20.0
_BASE: Final = 0.85


def finished(status: NDArray[np.int8]) -> Bool:
    """Whether a record's status (position in ``RECORD_STATUSES``) counts as completed."""
    return np.isin(status, codes.COMPLETED)


def for_people(evidence: Evidence, *, profile: Profile) -> F32:
    """(n, F) inputs of everyone as of the evidence's date."""
    n = len(profile.position)
    day = np.full(n, evidence.as_of, np.int32)
    return _inputs(evidence, np.arange(n, dtype=np.int32), day, profile)


def for_records(evidence: Evidence, *, profile: Profile) -> F32:
    """(R, F) inputs of each record's person as known the day before the record started."""
    return _inputs(evidence, evidence.record_person, evidence.record_start - 1, profile)


def for_unseen(
    profile: Profile, *, as_of: int, finished: int, count: int, recent: int, unit_rate: float
) -> F32:
    """(1, F) inputs of one person outside the snapshot.

    ``finished`` of ``count`` past trainings were completed, ``recent`` of them in the last year;
    ``unit_rate`` is the trained version's rate of the unit.
    """
    rate = (finished + _SHRINK * _BASE) / (count + _SHRINK)

    def one(value: float) -> F32:
        return np.array([value], np.float32)

    return _stack(profile, np.array([as_of]), one(rate), one(count), one(recent), one(unit_rate))


def unit_rates(evidence: Evidence, *, profile: Profile, units: Units) -> F32:
    """(U,) shrunk completion rate of each unit over all records."""
    unit = profile.unit[evidence.record_person]
    known = unit >= 0
    done = finished(evidence.record_status)
    count = np.bincount(unit[known], minlength=len(units.parent))
    good = np.bincount(unit[known], weights=done[known], minlength=len(units.parent))
    return ((good + _UNIT_SHRINK * _BASE) / (count + _UNIT_SHRINK)).astype(np.float32)


def _inputs(evidence: Evidence, person: I32, day: I32, profile: Profile) -> F32:
    own = _rate_before(evidence, evidence.record_person, person, day, _SHRINK)
    unit = _rate_before(
        evidence, profile.unit[evidence.record_person], profile.unit[person], day, _UNIT_SHRINK
    )
    year_ago = _rate_before(evidence, evidence.record_person, person, day - 365, _SHRINK)
    subset = Profile(**{one.name: getattr(profile, one.name)[person] for one in fields(Profile)})
    return _stack(subset, day, own[0], own[1], own[1] - year_ago[1], unit[0])


def _rate_before(evidence: Evidence, group: I32, wanted: I32, day: I32, shrink: float) -> tuple[F32, F32]:
    """Shrunk rate and count of a group's records that ended on or before each wanted day."""
    order = np.lexsort((evidence.record_end, group))
    base = np.int64(1) << 32
    offset = np.int64(1) << 31
    key = group[order].astype(np.int64) * base + evidence.record_end[order].astype(np.int64) + offset
    total = np.concatenate([[0], np.cumsum(finished(evidence.record_status)[order])])
    last = np.searchsorted(key, wanted.astype(np.int64) * base + day.astype(np.int64) + offset, side="right")
    first = np.searchsorted(key, wanted.astype(np.int64) * base, side="left")
    count = (last - first).astype(np.float32)
    good = (total[last] - total[first]).astype(np.float32)
    return (good + shrink * _BASE) / (count + shrink), count


def _stack(
    profile: Profile, day: NDArray[np.int64] | I32, rate: F32, count: F32, load: F32, unit: F32
) -> F32:
    hired = profile.hired_on
    years = np.where(hired == MISSING_DAY, 0.0, (day - hired.astype(np.int64)) / DAYS_PER_YEAR)
    travel = profile.travel_hours
    temporary = profile.employment >= codes.EMPLOYMENT.index("PPPK")
    return np.stack(
        [
            np.ones(len(rate)),
            np.log(rate / (1 - np.minimum(rate, 0.995))),
            np.log1p(count),
            load,
            np.clip(years, 0, 40) / 10,
            np.nan_to_num(travel, nan=0.0),
            np.isnan(travel),
            np.log(unit / (1 - np.minimum(unit, 0.995))),
            temporary,
        ],
        axis=1,
    ).astype(np.float32)

"""What changed between the data of two versions: names, amounts, rewritten history, distributions.

``before`` is the data that the serving version learnt from, ``after`` the new data. New rows are those
dated later than ``before.evidence.as_of``; where there are none (the same day, corrected) all count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import RECORD_STATUSES
from recommender.evaluation.intervals import Interval
from recommender.evaluation.shift import Sample, index_of_shift
from recommender.features.arrays import Bool, Dataset, Evidence

LEAST: Final = 50
"""Rows on either side below which no shift is claimed."""
_PACE_DAYS: Final = 730
_EDGES: Final = {
    "level": np.arange(0.25, 5, 0.5),  # halves of a level
    "status": np.arange(0.5, len(RECORD_STATUSES) - 1),  # each its own bin
    "growth": np.arange(-10.0, 60, 10),  # points between pre- and post-test
    "performance": np.arange(50.0, 120, 5),
}


@dataclass(frozen=True)
class Names:
    """Identifiers of one kind, before and after."""

    kind: str
    """people, units, positions or courses."""
    before: int
    after: int
    new: tuple[str, ...]
    vanished: tuple[str, ...]
    """Sorted; of people only the number is kept (``asn_id`` are no business of a report)."""
    new_count: int
    vanished_count: int


@dataclass(frozen=True)
class Shift:
    """How one distribution moved; None where there are fewer than ``LEAST`` rows on a side."""

    name: str
    rows_before: int
    rows_after: int
    psi: Interval | None
    ks: Interval | None


@dataclass(frozen=True)
class Drift:
    """Everything that changed; see :func:`compare`."""

    names: tuple[Names, ...]
    records_before: int
    """Training records up to the former as-of day, as known then."""
    records_gone: int
    """Of those, how many the new data no longer have."""
    records_late: int
    """Records dated up to the former as-of day that were not known then."""
    records_new: int
    records_expected: float | None
    """New records at the pace of the two years before; None without new days or without a pace."""
    crowd: tuple[str, float, float] | None
    """Course whose share of the records rose most: id, share before, share of the new."""
    shifts: tuple[Shift, ...]

    @property
    def pace(self) -> float | None:
        """New records over those expected."""
        return None if self.records_expected is None else self.records_new / self.records_expected


def compare(before: Dataset, after: Dataset, *, seed: int) -> Drift:
    """All changes from ``before`` to ``after``; intervals (95%) by person."""
    day = before.evidence.as_of
    known, now = _records(before), _records(after)
    past = after.evidence.record_end <= day
    fresh = _fresh(after.evidence.record_end, day)
    return Drift(
        names=tuple(_names(before, after)),
        records_before=len(known),
        records_gone=int((~np.isin(known, now)).sum()),
        records_late=int((~np.isin(now[past], known)).sum()),
        records_new=int((~past).sum()),
        records_expected=_expected(before.evidence, after.evidence),
        crowd=_crowd(before, after, fresh),
        shifts=tuple(_shifts(before.evidence, after.evidence, seed=seed)),
    )


def _names(before: Dataset, after: Dataset) -> list[Names]:
    pairs = {
        "people": (before.people.asn_id, after.people.asn_id),
        "units": (before.units.ids.ids, after.units.ids.ids),
        "positions": (before.positions.ids.ids, after.positions.ids.ids),
        "courses": (before.catalogue.courses.ids, after.catalogue.courses.ids),
    }
    found = []
    for kind, (old, new) in pairs.items():
        added, lost = np.setdiff1d(new, old), np.setdiff1d(old, new)
        shown = kind != "people"
        found.append(
            Names(
                kind=kind, before=len(old), after=len(new),
                new=tuple(map(str, added)) if shown else (), vanished=tuple(map(str, lost)) if shown else (),
                new_count=len(added), vanished_count=len(lost),
            )
        )  # fmt: skip
    return found


def _records(dataset: Dataset) -> NDArray[np.str_]:
    """(R,) what identifies each record across snapshots: person, course and last day."""
    evidence = dataset.evidence
    parts = (
        dataset.people.asn_id[evidence.record_person],
        dataset.catalogue.courses.ids[evidence.record_course],
        evidence.record_end.astype(np.str_),
    )
    return np.char.add(np.char.add(np.char.add(parts[0], "|"), np.char.add(parts[1], "|")), parts[2])


def _fresh(day: NDArray[np.int32], since: int) -> Bool:
    """Rows later than ``since``; all where there is none."""
    later: Bool = day > since
    return later if later.any() else np.ones(len(day), bool)


def _expected(before: Evidence, after: Evidence) -> float | None:
    days = after.as_of - before.as_of
    usual = int((before.record_end > before.as_of - _PACE_DAYS).sum()) / _PACE_DAYS
    if days <= 0 or usual == 0:
        return None
    return days * usual


def _crowd(before: Dataset, after: Dataset, fresh: Bool) -> tuple[str, float, float] | None:
    courses = after.catalogue.courses
    new = np.bincount(after.evidence.record_course[fresh], minlength=len(courses))
    rows = courses.rows(before.catalogue.courses.ids[before.evidence.record_course])
    old = np.bincount(rows[rows >= 0], minlength=len(courses))
    if new.sum() == 0 or old.sum() == 0:
        return None
    share_old, share_new = old / old.sum(), new / new.sum()
    most = int(np.argmax(share_new - share_old))
    return courses[most], float(share_old[most]), float(share_new[most])


def _shifts(before: Evidence, after: Evidence, *, seed: int) -> Iterator[Shift]:
    old, new = _samples(before, since=None), _samples(after, since=before.as_of)
    for name, edges in _EDGES.items():
        rows = len(old[name][0]), len(new[name][0])
        measured = (
            index_of_shift(old[name], new[name], edges=edges, seed=seed) if min(rows) >= LEAST else None
        )
        yield Shift(name, *rows, *(measured or (None, None)))


def _samples(evidence: Evidence, *, since: int | None) -> dict[str, Sample]:
    """The measured values of a dataset; with ``since`` only the fresh ones."""

    def chosen(value: NDArray[Any], person: NDArray[np.int32], day: NDArray[np.int32]) -> Sample:
        keep = ~np.isnan(value) if since is None else ~np.isnan(value) & _fresh(day, since)
        return value[keep].astype(np.float64), person[keep]

    years = (evidence.performance_year.astype(np.int64) - 1969).astype("datetime64[Y]")
    year_end = years.astype("datetime64[D]").astype(np.int32) - 1
    person, end = evidence.record_person, evidence.record_end
    return {
        "level": chosen(evidence.assessed_level, evidence.assessed_person, evidence.assessed_day),
        "status": chosen(evidence.record_status.astype(np.float64), person, end),
        "growth": chosen(evidence.record_post - evidence.record_pre, person, end),
        "performance": chosen(evidence.performance_score, evidence.performance_person, year_end),
    }

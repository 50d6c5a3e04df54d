"""One global time line: learn from what was known on a day, judge on what people completed after it.

A split per person (leave the last out, :mod:`recommender.scorers.held_out`) lets a model see other
people's future; it is kept for comparison with published figures only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import to_date
from recommender.errors import BadInput
from recommender.features.arrays import Bool, Dataset, Evidence
from recommender.features.completion_inputs import finished
from recommender.scorers.interactions import taken


@dataclass(frozen=True)
class TimeSplit:
    """What was known on the day, and m people who completed something new after it."""

    earlier: Dataset
    persons: NDArray[np.int64]
    """(m,) rows of ``earlier.people``, ascending."""
    relevant: Bool
    """(m, C) completed after the day, and not before it."""
    completed: Bool
    """(m, C) completed by the day: barred from the lists."""


def cut_date(evidence: Evidence, *, share_after: float = 0.2) -> date:
    """The day after which (about) ``share_after`` of all completed records ended.

    Raises
    ------
    BadInput
        TOO_FEW_RECORDS: all completions end on one day, or there is none.
    """
    ends = np.sort(evidence.record_end[finished(evidence.record_status)])
    if len(ends) == 0 or ends[0] == ends[-1]:
        raise BadInput(
            "TOO_FEW_RECORDS",
            "Riwayat pelatihan tidak cukup untuk dibagi menurut waktu.",
            fix="Sertakan training_records dari beberapa tanggal yang berbeda.",
        )
    cut = ends[int((len(ends) - 1) * (1 - share_after))]
    return to_date(min(int(cut), int(ends[-1]) - 1))


def split_by_time(earlier: Dataset, *, later: Dataset) -> TimeSplit:
    """Compare two datasets of one snapshot: as of a day, and as of a later one.

    Raises
    ------
    BadInput
        DATASETS_DIFFER: they do not hold the same people and courses.
    """
    same_people = np.array_equal(earlier.people.asn_id, later.people.asn_id)
    if not same_people or not np.array_equal(earlier.catalogue.courses.ids, later.catalogue.courses.ids):
        raise BadInput(
            "DATASETS_DIFFER",
            "Kedua tanggal tidak memuat pegawai dan pelatihan yang sama.",
            fix="Bangun keduanya dari satu snapshot.",
        )
    before, after = _completed(earlier), _completed(later)
    fresh = after & ~before
    persons = np.flatnonzero(fresh.any(axis=1))
    return TimeSplit(earlier=earlier, persons=persons, relevant=fresh[persons], completed=before[persons])


def _completed(dataset: Dataset) -> Bool:
    history = taken(dataset.people)
    done = np.zeros((len(dataset.people), len(dataset.catalogue)), bool)
    done[history.person(), history.course] = True
    return done

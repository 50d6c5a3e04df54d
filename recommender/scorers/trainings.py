"""Past trainings as exposures of competencies: one entry per record and course-competency pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, Bool, Dataset
from recommender.features.completion_inputs import finished
from recommender.scorers.completion import PARTIAL

CEILING = 99.5
"""Test scores from here on say only "at least this much"."""
FLOOR = 0.5


@dataclass(frozen=True)
class Trainings:
    """E exposures of R records; entries of a record stand together, in order of the records."""

    record: NDArray[np.int64]
    """(E,) row of the record."""
    person: I32
    competency: I32
    course: I32
    pair: NDArray[np.int64]
    """(E,) row of the course-competency pair."""
    start: I32
    end: I32
    level_from: F32
    level_to: F32
    strength: F32
    test_part: F32
    """(E,) part of the course's tests that this competency is; adds up to 1 in a record."""
    taken: F32
    """(E,) part of the gain taken home: 1 if finished, PARTIAL if not."""
    pre: F32
    """(E,) pre-test of the record, 0-100, NaN if missing."""
    post: F32
    """(E,) post-test; NaN if missing or not finished."""
    informed: Bool
    """(E,) every competency of the record is in the person's standards or was ever assessed: only
    then does a test speak of levels that are known at all."""
    records: int

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """All exposures of the dataset's records."""
        evidence, catalogue = dataset.evidence, dataset.catalogue
        first = np.searchsorted(catalogue.pair_course, np.arange(len(catalogue) + 1))
        count = np.diff(first)[evidence.record_course]
        record = np.repeat(np.arange(len(count)), count)
        offset = np.arange(len(record)) - np.repeat(np.cumsum(count) - count, count)
        pair = first[evidence.record_course[record]] + offset
        done = finished(evidence.record_status)[record]
        person, competency = evidence.record_person[record], catalogue.pair_competency[pair]
        uninformed = ~cells_informed(dataset)[person, competency]
        return cls(
            record=record,
            person=person,
            competency=competency,
            course=evidence.record_course[record],
            pair=pair,
            start=evidence.record_start[record],
            end=evidence.record_end[record],
            level_from=catalogue.level_from[pair],
            level_to=catalogue.level_to[pair],
            strength=catalogue.strength[pair],
            test_part=_parts(catalogue.strength, catalogue.pair_course)[pair],
            taken=np.where(done, 1.0, PARTIAL).astype(np.float32),
            pre=evidence.record_pre[record],
            post=np.where(done, evidence.record_post[record], np.nan).astype(np.float32),
            informed=(np.bincount(record, uninformed, minlength=len(count)) == 0)[record],
            records=len(count),
        )

    def by_record(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """(R,) sums of (E,) values over each record's entries."""
        return np.bincount(self.record, values, minlength=self.records).astype(np.float64)

    def select(self, entries: Bool) -> Trainings:
        """The entries chosen; record numbers keep their meaning."""
        chosen = {
            name: getattr(self, name)[entries] for name in self.__dataclass_fields__ if name != "records"
        }
        return Trainings(records=self.records, **chosen)


def cells_informed(dataset: Dataset) -> Bool:
    """(n, K) cells with a standard or an assessment; of the others nothing is known beforehand."""
    informed = (dataset.positions.required > 0)[np.maximum(dataset.people.position, 0)]
    informed[dataset.people.position < 0] = False
    informed[dataset.evidence.assessed_person, dataset.evidence.assessed_competency] = True
    return informed


def _parts(strength: F32, course: I32) -> F32:
    """Share of each pair in its course; equal shares where all strengths are 0."""
    whole = np.bincount(course, strength)[course]
    count = np.bincount(course)[course]
    return np.where(whole > 0, strength / np.where(whole > 0, whole, 1), 1 / count).astype(np.float32)

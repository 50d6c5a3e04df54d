"""What training should change, as arrays: yearly scores, unit results, test scores and surveys.

Built beside the :class:`Dataset` of the same day and in its rows (people, courses, units); only what was
observed by that day goes in, and only years that were over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import to_date
from recommender.features.arrays import F32, I8, I32, Bool, Dataset
from recommender.features.build import code_of, day_of, number_of
from recommender.features.completion_inputs import finished
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.tables.snapshot import Snapshot

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Participations:
    """R trainings that ended, by end day, person, course."""

    person: I32
    course: I32
    session: I32
    """Row in ``Outcomes.sessions`` or -1."""
    end: I32
    """Day number."""
    done: Bool
    """LULUS or HADIR."""
    passed: Bool
    """LULUS: there was something to pass."""
    drawn: Bool
    """The seat was drawn by lot (nominated_by UNDIAN)."""
    pre: F32
    post: F32
    """0-100, NaN if missing."""

    def year(self) -> I32:
        """(R,) calendar year of the end day."""
        return (self.end.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970).astype(
            np.int32
        )


@dataclass(frozen=True)
class Surveys:
    """V answers to evaluations after training."""

    person: I32
    course: I32
    session: I32
    level: I8
    """Kirkpatrick 1, 3 or 4."""
    role: I8
    """Position in ``EVALUATOR_ROLES``."""
    score: F32
    """10-100."""


@dataclass(frozen=True)
class Outcomes:
    """n people, T consecutive closed years, U units, S sessions.

    Attributes
    ----------
    years
        (T,) calendar years, oldest first; empty without yearly results.
    score, attendance
        (n, T) yearly performance 0-120 and attendance in %, NaN where missing.
    unit_value
        (U, T, M) result of each unit by position in ``MEASURES``, NaN where missing.
    """

    years: I32
    score: F64
    attendance: F64
    unit_value: F64
    sessions: Vocabulary
    participations: Participations
    surveys: Surveys


def build_outcomes(snapshot: Snapshot, dataset: Dataset) -> Outcomes:
    """The outcomes of ``snapshot`` as of the day of ``dataset``, which was built from it."""
    as_of = dataset.evidence.as_of
    sessions = Vocabulary.of(snapshot.frame("sessions")["session_id"])
    performance = _closed(snapshot.frame("performance"), to_date(as_of))
    units = _closed(snapshot.frame("unit_outcomes"), to_date(as_of))
    years = _span(performance["year"], units["year"])
    people = Vocabulary(dataset.people.asn_id)
    return Outcomes(
        years=years,
        score=_by_year(performance, "score", people, years),
        attendance=_by_year(performance, "attendance_pct", people, years),
        unit_value=_unit_values(units, dataset.units.ids, years),
        sessions=sessions,
        participations=_participations(snapshot.frame("training_records"), dataset, people, sessions),
        surveys=_surveys(snapshot.frame("evaluations"), dataset, people, sessions),
    )


def _closed(frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Yearly rows of years whose last day had passed: a running year is not an outcome yet."""
    last = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    yearly = (frame["period"].fillna("TAHUNAN") == "TAHUNAN").to_numpy()
    kept: pd.DataFrame = frame[yearly & (number_of(frame["year"], missing=9999, dtype=np.int32) <= last)]
    return kept


def _span(*columns: pd.Series[Any]) -> I32:
    year = np.concatenate([number_of(one, missing=0, dtype=np.int32) for one in columns])
    return np.arange(year.min(), year.max() + 1, dtype=np.int32) if len(year) else year


def _by_year(frame: pd.DataFrame, column: str, people: Vocabulary, years: I32) -> F64:
    table = np.full((len(people), len(years)), np.nan)
    place = people.rows(_ids(frame["asn_id"])), _column(frame, years)
    table[place] = number_of(frame[column], missing=np.nan, dtype=np.float64)
    return table


def _unit_values(frame: pd.DataFrame, units: Vocabulary, years: I32) -> F64:
    table = np.full((len(units), len(years), len(codes.MEASURES)), np.nan)
    measure = code_of(frame["measure"], codes.MEASURES)
    place = units.rows(_ids(frame["unit_id"])), _column(frame, years), measure
    table[place] = number_of(frame["value"], missing=np.nan, dtype=np.float64)
    return table


def _column(frame: pd.DataFrame, years: I32) -> NDArray[np.int64]:
    first = int(years[0]) if len(years) else 0
    return number_of(frame["year"], missing=first, dtype=np.int64) - first


def _ids(column: pd.Series[Any]) -> Sequence[str]:
    return tuple(column.fillna("").astype(str))


def _participations(
    frame: pd.DataFrame, dataset: Dataset, people: Vocabulary, sessions: Vocabulary
) -> Participations:
    person, course, end = _who(frame, dataset, people, "ends_on")
    kept = _sorted(person, course, end, dataset.evidence.as_of)
    status = code_of(frame["status"], codes.RECORD_STATUSES)
    drawn = code_of(frame["nominated_by"], codes.NOMINATORS) == codes.NOMINATORS.index("UNDIAN")
    return Participations(
        person=person[kept],
        course=course[kept],
        session=sessions.rows(_ids(frame["session_id"]))[kept],
        end=end[kept],
        done=finished(status)[kept],
        passed=(status == codes.PASSED)[kept],
        drawn=drawn[kept],
        pre=number_of(frame["pre_test"], missing=np.nan, dtype=np.float32)[kept],
        post=number_of(frame["post_test"], missing=np.nan, dtype=np.float32)[kept],
    )


def _surveys(frame: pd.DataFrame, dataset: Dataset, people: Vocabulary, sessions: Vocabulary) -> Surveys:
    person, course, day = _who(frame, dataset, people, "evaluated_on")
    kept = _sorted(person, course, day, dataset.evidence.as_of)
    return Surveys(
        person=person[kept],
        course=course[kept],
        session=sessions.rows(_ids(frame["session_id"]))[kept],
        level=number_of(frame["level"], missing=UNKNOWN, dtype=np.int8)[kept],
        role=code_of(frame["evaluator_role"], codes.EVALUATOR_ROLES)[kept],
        score=number_of(frame["score"], missing=np.nan, dtype=np.float32)[kept],
    )


def _who(frame: pd.DataFrame, dataset: Dataset, people: Vocabulary, day: str) -> tuple[I32, I32, I32]:
    course = dataset.catalogue.courses.rows(_ids(frame["course_id"]))
    return people.rows(_ids(frame["asn_id"])), course, day_of(frame[day])


def _sorted(person: I32, course: I32, day: I32, as_of: int) -> NDArray[np.int64]:
    """Rows of known people and courses observed by the day, in order; a missing day is before all."""
    order = np.lexsort((course, person, day))
    known = (person != UNKNOWN) & (course != UNKNOWN) & (day <= as_of) & (day > np.iinfo(np.int32).min)
    kept: NDArray[np.int64] = order[known[order]]
    return kept

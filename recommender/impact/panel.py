"""Rows of comparison: one person in one year, with what was known before that year began.

Outcome: the year's performance score. Treatment: a training of the scope completed in that year.
Covariates: ``COVARIATES``; all known by 31 December before, none protected by the merit system. A post
taken up since then counts as unknown: a promotion may be what training brought.

The score of a year covers months before the training too, so a true effect is understated, not
invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY, to_day
from recommender.features.arrays import Dataset
from recommender.features.outcomes import Outcomes
from recommender.features.person_features import refuse_protected, root_units
from recommender.impact.estimate import F64, Bool

COVARIATES: Final = (
    "last_score", "score_before_last", "last_score_unknown", "office_last_score", "tenure", "tenure_unknown",
    "travel", "travel_unknown", "contract", "past_trainings", "trainings_last_year", "gap", "gap_unknown",
    *(f"position_class={name}" for name in codes.POSITION_CLASSES), "position_class_unknown",
)  # fmt: skip
LAST: Final = COVARIATES.index("last_score")
BEFORE_LAST: Final = COVARIATES.index("score_before_last")
AFTER_PAST: Final = tuple(COVARIATES.index(name) for name in ("past_trainings", "trainings_last_year"))
"""Covariates that the score before last may itself have brought about."""


@dataclass(frozen=True)
class Panel:
    """N rows by year, then person; p covariates (``COVARIATES`` and one column a year but the first)."""

    person: NDArray[np.int64]
    column: NDArray[np.int64]
    """Column of the year in ``Outcomes.years``."""
    y: F64
    attendance: F64
    """NaN where missing."""
    x: F64

    def take(self, rows: NDArray[np.int64]) -> Panel:
        """The rows of ``rows``, in that order."""
        return Panel(self.person[rows], self.column[rows], self.y[rows], self.attendance[rows], self.x[rows])


def build_panel(dataset: Dataset, outcomes: Outcomes) -> Panel:
    """Every person and year with a score in that year and in both years before."""
    known = ~np.isnan(outcomes.score)
    full = known[:, 2:] & known[:, 1:-1] & known[:, :-2] if known.shape[1] > 2 else known[:, :0]
    column, person = np.nonzero(full.T)
    column = column + 2
    years = [(column == one).astype(np.float64) for one in np.unique(column)[1:]]
    x = describe(dataset, outcomes, person=person, column=column)
    return Panel(
        person=person,
        column=column,
        y=outcomes.score[person, column],
        attendance=outcomes.attendance[person, column],
        x=np.column_stack([x, *years]),
    )


def completions(outcomes: Outcomes, courses: Bool, *, people: int) -> NDArray[np.int64]:
    """(n, T) trainings of the ``courses`` that each person completed in each year."""
    taken, years = outcomes.participations, outcomes.years
    column = taken.year() - (int(years[0]) if len(years) else 0)
    kept = taken.done & courses[taken.course] & (column >= 0) & (column < len(years))
    count = np.zeros((people, len(years)), np.int64)
    np.add.at(count, (taken.person[kept], column[kept]), 1)
    return count


def describe(
    dataset: Dataset, outcomes: Outcomes, *, person: NDArray[np.int64], column: NDArray[np.int64]
) -> F64:
    """(N, len(COVARIATES)) what was known of each person before each year; unknown is flagged, as 0."""
    refuse_protected(COVARIATES)
    start = np.array([to_day(date(int(year), 1, 1)) for year in outcomes.years], np.int64)[column]
    people = dataset.people
    last, before = (_lag(outcomes.score, person, column, years) for years in (1, 2))
    count = completions(outcomes, np.ones(len(dataset.catalogue), bool), people=len(people))
    tenure = _years_since(people.hired_on[person], start)
    travel = people.travel_hours[person].astype(np.float64)
    gap = _gaps(dataset, outcomes.years)[person, column]
    columns = {
        "last_score": last,
        "score_before_last": before,
        "last_score_unknown": np.isnan(last),
        "office_last_score": _lag(_office_mean(dataset, outcomes.score), person, column, 1),
        "tenure": tenure,
        "tenure_unknown": np.isnan(tenure),
        "travel": travel,
        "travel_unknown": np.isnan(travel),
        "contract": people.employment[person] >= codes.EMPLOYMENT.index("PPPK"),
        "past_trainings": np.log1p((np.cumsum(count, axis=1) - count)[person, column]),
        "trainings_last_year": _lag(count.astype(np.float64), person, column, 1),
        "gap": gap,
        "gap_unknown": np.isnan(gap),
        **_position_classes(dataset, person, start),
    }
    return np.column_stack([np.nan_to_num(columns[name].astype(np.float64)) for name in COVARIATES])


def _lag(table: F64, person: NDArray[np.int64], column: NDArray[np.int64], years: int) -> F64:
    """(N,) value of so many years before; NaN where that was not observed."""
    value = table[person, np.maximum(column - years, 0)]
    return np.where(column >= years, value, np.nan)


def _years_since(day: NDArray[np.int32], start: NDArray[np.int64]) -> F64:
    years = (start - day.astype(np.int64)) / DAYS_PER_YEAR
    return np.where(day == MISSING_DAY, np.nan, years)


def _office_mean(dataset: Dataset, score: F64) -> F64:
    """(n, T) mean score of the person's office in each year; NaN where nobody there has one."""
    office = root_units(dataset.units)[dataset.people.unit]
    known = ~np.isnan(score)
    shape = (len(dataset.units.parent), score.shape[1])
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, office, np.where(known, score, 0.0))
    np.add.at(count, office, known)
    mean: F64 = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)[office]
    return mean


def _gaps(dataset: Dataset, years: NDArray[np.int32]) -> F64:
    """(n, T) required minus newest assessed level before each year, weighted mean over what was assessed.

    Standards are today's: they change with the rules, not with a person's training.
    """
    evidence, people = dataset.evidence, dataset.people
    newest = np.full(people.level.shape, np.nan)
    required, weight = (
        table[people.position] for table in (dataset.positions.required, dataset.positions.weight)
    )
    order = np.argsort(evidence.assessed_day, kind="stable")
    day, found, done = evidence.assessed_day[order], [], 0
    for year in years:
        until = int(np.searchsorted(day, to_day(date(int(year), 1, 1))))
        rows = order[done:until]
        newest[evidence.assessed_person[rows], evidence.assessed_competency[rows]] = evidence.assessed_level[
            rows
        ]
        share = np.where(np.isnan(newest), 0.0, weight)
        total = share.sum(axis=1)
        lacking = (share * (required - np.nan_to_num(newest))).sum(axis=1)
        found.append(np.divide(lacking, total, out=np.full(len(people), np.nan), where=total > 0))
        done = until
    return np.stack(found, axis=1) if found else np.empty((len(people), 0))


def _position_classes(
    dataset: Dataset, person: NDArray[np.int64], start: NDArray[np.int64]
) -> dict[str, Bool]:
    people = dataset.people
    since = people.position_since[person]
    known = (since < start) & (people.position[person] >= 0)
    held = np.where(known, dataset.positions.position_class[people.position[person]], -1)
    found = {f"position_class={name}": held == row for row, name in enumerate(codes.POSITION_CLASSES)}
    return {**found, "position_class_unknown": held == -1}

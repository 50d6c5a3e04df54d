"""Fit P(complete) on past records: a logistic model with a calibrated, bilinear form.

Person inputs come from :mod:`recommender.features.completion_inputs`, as known the day before each
record started. Course inputs: form, hours, days and the course's own shrunk completion rate, taken
from the records of *other* people (leave one out), so that a course with three records does not
vouch for itself. Interactions: travel and contract staff with classroom courses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from recommender.domain import codes
from recommender.features.arrays import F32, Catalogue, Dataset
from recommender.features.completion_inputs import COLUMNS, finished, for_records, unit_rates
from recommender.scorers.completion import CompletionScorer

_ENOUGH: Final = 300
"""Records below which everybody has the base probability."""
_COURSE_SHRINK: Final = 10.0
_PRIOR_LOGIT: Final = 1.7
"""Logit of .85: without records, most who start a course finish it."""
_INTERACTING: Final = tuple(COLUMNS.index(name) for name in ("travel", "recent_load", "contract"))
_REGULARISATION: Final = 1.0


@dataclass(frozen=True)
class LearntCompletion:
    """The frozen scorer, and the fitted estimator behind it for the offline side."""

    scorer: CompletionScorer
    estimator: Pipeline | None
    """None where there were too few records to fit."""


def learn_completion(dataset: Dataset) -> LearntCompletion:
    """Fit on all records of the dataset; the base probability stands where there are too few."""
    evidence, catalogue = dataset.evidence, dataset.catalogue
    rates = unit_rates(evidence, profile=dataset.people, units=dataset.units)
    done = finished(evidence.record_status)
    if len(done) < _ENOUGH or done.all() or not done.any():
        weight = np.zeros((len(COLUMNS), len(catalogue)), np.float32)
        weight[0] = _PRIOR_LOGIT
        return LearntCompletion(CompletionScorer(weight=weight, unit_rate=rates), None)
    person = for_records(evidence, profile=dataset.people)
    course = _course_inputs(catalogue)[evidence.record_course]
    own = _own_rate(evidence.record_course, done, len(catalogue), leave_out=True)
    fitted = make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=300))
    fitted.fit(_design(person, course, own), done)
    scaler, model = fitted[0], fitted[1]
    slope = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - scaler.mean_ @ slope)
    weight = _as_matrix(slope, intercept, dataset, done)
    return LearntCompletion(CompletionScorer(weight=weight, unit_rate=rates), fitted)


def _course_inputs(catalogue: Catalogue) -> F32:
    """(C, 3) classroom, log hours, log days (from hours where days are not stated)."""
    classroom = catalogue.form == codes.FORMS.index("KLASIKAL")
    days = np.where(np.isnan(catalogue.days), catalogue.jp / 8, catalogue.days)
    jp = np.nan_to_num(catalogue.jp, nan=1.0)
    return np.stack([classroom, np.log1p(jp), np.log1p(days)], axis=1).astype(np.float32)


def _own_rate(
    course: NDArray[np.int32], done: NDArray[np.bool_], n: int, *, leave_out: bool
) -> NDArray[np.float64]:
    """Shrunk logit of completion by course: (R,) without the record itself, or (C,)."""
    base = float(done.mean())
    count = np.bincount(course, minlength=n).astype(np.float64)
    good = np.bincount(course, done, minlength=n).astype(np.float64)
    if leave_out:
        count, good = count[course] - 1, good[course] - done
    rate = (good + _COURSE_SHRINK * base) / (count + _COURSE_SHRINK)
    result: NDArray[np.float64] = np.log(rate / (1 - np.minimum(rate, 0.995)))
    return result


def _design(person: F32, course: F32, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """(R, D): person inputs without the constant, course inputs, own rate, interactions."""
    crossed = person[:, _INTERACTING] * course[:, :1]
    return np.concatenate([person[:, 1:], course, own[:, None], crossed], axis=1).astype(np.float64)


def _as_matrix(
    slope: NDArray[np.float64], intercept: float, dataset: Dataset, done: NDArray[np.bool_]
) -> F32:
    """The fitted slopes as one (F, C) matrix over person inputs."""
    catalogue = dataset.catalogue
    course = _course_inputs(catalogue).astype(np.float64)
    own = _own_rate(dataset.evidence.record_course, done, len(catalogue), leave_out=False)
    width = len(COLUMNS) - 1
    person, rest = slope[:width], slope[width:]
    kinds = course.shape[1]
    weight = np.zeros((len(COLUMNS), len(catalogue)))
    weight[0] = intercept + course @ rest[:kinds] + own * rest[kinds]
    weight[1:] = person[:, None]
    for place, column in enumerate(_INTERACTING):
        weight[column] += rest[kinds + 1 + place] * course[:, 0]
    return weight.astype(np.float32)

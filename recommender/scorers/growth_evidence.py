"""Observations of growth: rows (what was gained, its variance, the shapes that explain it)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from recommender.domain.days import DAYS_PER_YEAR
from recommender.features.arrays import I32, Dataset
from recommender.scorers import growth
from recommender.scorers.level_history import LevelHistory
from recommender.scorers.levels import LevelModel
from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import CEILING, FLOOR, Trainings

_LONGEST = 2.5 * DAYS_PER_YEAR
"""An assessment later than this after a training is not held against the training."""
_LEAST_CURVATURE = 0.01
"""A score just above the floor says at least this part of what one in the middle says."""


@dataclass(frozen=True)
class GrowthEvidence:
    """R rows: gained = quality[course] · shapes @ law + noise."""

    gained: NDArray[np.float64]
    """(R,) levels."""
    variance: NDArray[np.float64]
    """(R,) levels squared."""
    shapes: NDArray[np.float64]
    """(R, L) expected shapes, times strength and the part taken home."""
    course: I32
    person: I32
    shared: NDArray[np.float64]
    """(R,) how much of the doubt about the course's test scale (``scale_doubt``) the row carries."""
    scale_doubt: NDArray[np.float64]
    """(R,) standard deviation of that doubt, in levels; equal within a course."""
    ready: NDArray[np.float64]
    """(R,) probability of having been at most one level below the course's start, at least .01."""

    def __len__(self) -> int:
        return len(self.gained)


def from_tests(
    trainings: Trainings, history: LevelHistory, scale: TestScale, *, predicted: NDArray[np.floating]
) -> GrowthEvidence:
    """One row per finished training with a post-test; ``predicted`` (E,) is the current expected gain.

    A score at the ceiling counts as a bound (Tobit). One at the floor is left out, as it may be a sheet
    never handed in; so the others are seen because they lie above it, and count as cut off there.
    """
    usable = np.isfinite(trainings.post) & (trainings.post > FLOOR) & (trainings.test_part > 0)
    chosen = trainings.select(usable)
    part = chosen.test_part
    level, variance = history.at_end[usable], history.at_end_variance[usable]
    row, first = np.unique(chosen.record, return_index=True)
    before = chosen.by_record(part * level)[row]
    spread = chosen.by_record(np.square(part) * variance)[row] + scale.variance
    expected = chosen.by_record(part * predicted[usable])[row]
    course = chosen.course[first]
    reading = scale.level(chosen.post[first], course)
    capped = chosen.post[first] >= CEILING
    floor = scale.level(np.full(len(first), FLOOR), course) - before
    bound, bound_variance = _beyond_bound(reading - before, spread, expected)
    above, above_variance = _seen_above(floor, reading - before, spread, expected)
    gained = np.where(capped, bound, above)
    spread = np.where(capped, bound_variance, above_variance)
    weighted = _entry_shapes(chosen, level, variance) * part[:, None]
    shapes = np.stack([chosen.by_record(column)[row] for column in weighted.T], axis=1)
    # an error of the course's scale lifts the reading, and the level itself by the pre-test's pull
    start = chosen.by_record(np.square(part) * history.at_start_variance[usable])[row]
    pull = np.where(np.isfinite(chosen.pre[first]), start / (start + scale.variance), 0.0)
    doubt = scale.doubt[course]
    return GrowthEvidence(
        gained, spread, shapes, course, chosen.person[first], 1 - pull, doubt, _ready(shapes)
    )


def from_assessments(
    dataset: Dataset,
    model: LevelModel,
    trainings: Trainings,
    history: LevelHistory,
    *,
    change: NDArray[np.floating],
) -> GrowthEvidence:
    """One row per assessment that follows exactly one training without a post-test in its competency.

    ``change`` (E,) is the gain the history already assumed, which the innovation comes on top of.
    """
    evidence = dataset.evidence
    following = _next_assessment(dataset, trainings)
    entries = np.flatnonzero((following >= 0) & ~np.isfinite(trainings.post))
    lag = evidence.assessed_day[following[entries]] - trainings.end[entries]
    entries = entries[lag <= _LONGEST]
    count = np.bincount(following[entries], minlength=len(evidence.assessed_person))
    entries = entries[count[following[entries]] == 1]
    at = following[entries]
    method = evidence.assessed_method[at]
    innovation = evidence.assessed_level[at] - model.bias[method] - history.at_assessment[at]
    chosen = trainings.select(np.isin(np.arange(len(following)), entries))
    shapes = _entry_shapes(chosen, history.at_end[entries], history.at_end_variance[entries])
    return GrowthEvidence(
        gained=innovation + change[entries].astype(np.float64),
        variance=history.at_assessment_variance[at] + np.square(model.noise[method]).astype(np.float64),
        shapes=shapes,
        course=chosen.course,
        person=chosen.person,
        shared=np.zeros(len(entries)),
        scale_doubt=np.zeros(len(entries)),
        ready=_ready(shapes),
    )


def _ready(shapes: NDArray[np.float64]) -> NDArray[np.float64]:
    within, anywhere = (shapes[:, growth.SHAPES.index(name)] for name in ("any*at_minus_one", "any*always"))
    return np.clip(within / np.maximum(anywhere, 1e-9), 0.01, 1.0)


def join(first: GrowthEvidence, second: GrowthEvidence) -> GrowthEvidence:
    """Both, one after the other."""
    names = GrowthEvidence.__dataclass_fields__
    return GrowthEvidence(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in names))


def _entry_shapes(
    trainings: Trainings, level: NDArray[np.floating], variance: NDArray[np.floating]
) -> NDArray[np.float64]:
    """(E, L) strength x part taken home x expected shapes."""
    expected = growth.expected_shapes(
        level.astype(np.float64),
        np.sqrt(variance.astype(np.float64)),
        trainings.level_from,
        trainings.level_to,
    )
    return expected * (trainings.strength * trainings.taken)[:, None]


def _beyond_bound(
    bound: NDArray[np.float64], variance: NDArray[np.float64], expected: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Observations whose least squares step is the Newton step of the likelihood of X > bound.

    P(X > bound) for X ~ N(mean, s²) has, at the expected mean, slope λ/s and curvature λ(λ - z)/s²
    with z = (bound - mean)/s and λ = φ(z)/(1 - Φ(z)): it counts as the value mean + s/(λ - z) seen
    with variance s²/(λ(λ - z)). Where the bound says little, the variance is large.
    """
    sd = np.sqrt(variance)
    z = np.clip((bound - expected) / sd, -4, 6)
    hazard = norm.pdf(z) / norm.sf(z)
    return expected + sd / (hazard - z), variance / (hazard * (hazard - z))


def _seen_above(
    floor: NDArray[np.float64],
    gained: NDArray[np.float64],
    variance: NDArray[np.float64],
    expected: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Observations whose least squares step is the Newton step of the likelihood of X given X > floor.

    With z = (mean - floor)/s and λ = φ(z)/Φ(z) the slope is (x - mean)/s² - λ/s and the curvature
    c/s² with c = 1 - λ(z + λ) (truncated regression, Hausman & Wise 1977). Far above the floor c is 1
    and the observation stands as it is; without this, people far below a course would seem to gain
    from it, since only those whose score came out high are seen.
    """
    sd = np.sqrt(variance)
    z = np.clip((expected - floor) / sd, -8, 8)
    hazard = norm.pdf(z) / norm.cdf(z)
    curvature = np.clip(1 - hazard * (z + hazard), _LEAST_CURVATURE, 1)
    return expected + (gained - expected - sd * hazard) / curvature, variance / curvature


def _next_assessment(dataset: Dataset, trainings: Trainings) -> NDArray[np.int64]:
    """(E,) row of the first assessment of the same cell after the training's end; -1 if none."""
    evidence = dataset.evidence
    width = len(dataset.competencies)
    if len(evidence.assessed_person) == 0:
        return np.full(len(trainings.person), -1)
    base = np.int64(1) << 32
    half = np.int64(1) << 31
    held = (evidence.assessed_person.astype(np.int64) * width + evidence.assessed_competency) * base
    held += evidence.assessed_day.astype(np.int64) + half
    cell = trainings.person.astype(np.int64) * width + trainings.competency
    place = np.searchsorted(held, cell * base + trainings.end.astype(np.int64) + half, side="right")
    place = np.minimum(place, len(held) - 1)
    same = (held[place] // base == cell) & (evidence.assessed_day[place] > trainings.end)
    return np.where(same, place, -1)

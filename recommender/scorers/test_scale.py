"""What a test score says about a level: score = a_c + b·L + noise.

L is the strength-weighted level of the course's competencies, a_c the difficulty of the course's
test (shrunk to a line in the level it leads to) and b, in points a level, is common to all tests.
Fitted on pre-tests, on levels estimated from what came before them. Slope and noise come from the tests
whose competencies are all rated or asked for: of the others the levels' own spread is not known well
enough to be told from the noise. The difficulty of a course's test comes from all of them, a test of
unrated levels weighing less. Full marks say only "at least" (Tobin 1958): in each round they stand for
what is expected beyond them. A score of 0 is left out: it is more often a sheet that was never handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from recommender.features.arrays import Bool
from recommender.scorers.trainings import CEILING, FLOOR, Trainings

_ENOUGH: Final = 200
"""Pre-tests below which no scale is claimed."""
_LEAST_SLOPE: Final = 2.0
"""Points a level below which a test is held to say nothing about levels."""
_LEAST_VARIANCE: Final = 0.1
"""Points squared: scores are whole points, so no line fits them better."""
_ROUNDS: Final = 20


@dataclass(frozen=True)
class TestScale:
    """The fitted scale."""

    __test__ = False

    intercept: NDArray[np.float64]
    """(C,) a_c, in points."""
    doubt: NDArray[np.float64]
    """(C,) standard deviation of a_c, in levels: what all tests of one course err by together."""
    slope: float
    """b, in points a level."""
    noise: float
    """Standard deviation of a score around its line, in points."""

    def level(self, score: NDArray[np.floating], course: NDArray[np.integer]) -> NDArray[np.float64]:
        """Level that a score stands for."""
        result: NDArray[np.float64] = (score - self.intercept[course]) / self.slope
        return result

    @property
    def variance(self) -> float:
        """Noise variance of a score, in levels squared."""
        return (self.noise / self.slope) ** 2


def learn_test_scale(
    trainings: Trainings,
    *,
    level: NDArray[np.floating],
    variance: NDArray[np.floating],
    courses: int,
    known: Bool | None = None,
) -> TestScale | None:
    """Fit the scale, or None where there are too few tests or they say nothing about levels.

    Parameters
    ----------
    level, variance
        (E,) level of each exposure just before its pre-test, and its variance.
    known
        (E,) exposures whose level is known before the test; None: those of informed records.
    """
    known = trainings.informed if known is None else known
    usable = np.isfinite(trainings.pre) & (trainings.pre > FLOOR) & known
    first = np.unique(trainings.record[usable], return_index=True)[1]
    entries = np.flatnonzero(usable)[first]
    if len(entries) < _ENOUGH:
        return None
    record, course = trainings.record[entries], trainings.course[entries]
    top = trainings.by_record(trainings.test_part * trainings.level_to)
    x = trainings.by_record(trainings.test_part * level)[record]
    spread = trainings.by_record(np.square(trainings.test_part) * variance)[record]
    design = np.stack([np.ones_like(x), top[record], x], axis=1)
    rated = trainings.informed[entries]
    if np.count_nonzero(rated) < _ENOUGH:
        rated = np.ones(len(entries), bool)
    usual_spread = float(np.mean(spread[rated]))
    rated_count = np.bincount(course[rated], minlength=courses)
    seen = trainings.pre[entries].astype(np.float64)
    score, unseen, own, weight = seen, np.zeros_like(seen), np.zeros(courses), np.ones_like(seen)
    shrink, within = 5.0, 1.0
    for _ in range(_ROUNDS):
        line = np.linalg.lstsq(design[rated], (score - own[course])[rated], rcond=None)[0]
        expected = design @ line
        residual = score - expected
        count = np.bincount(course, weight, minlength=courses)
        own = np.bincount(course, weight * residual, minlength=courses) / (count + shrink)
        total = np.bincount(course[rated], residual[rated], minlength=courses).astype(np.float64)
        left = residual - (total / np.maximum(rated_count, 1))[course]
        freedom = max(int(np.count_nonzero(rated) - np.count_nonzero(rated_count)), 1)
        within = max(float(np.sum((left**2 + unseen)[rated])) / freedom, _LEAST_VARIANCE)
        shrink = within / _between(total, rated_count, within)
        weight = within / (within + line[2] ** 2 * np.maximum(spread - usual_spread, 0))
        score, unseen = _beyond_full_marks(seen, expected + own[course], within)
    slope = float(line[2])
    if slope < _LEAST_SLOPE:
        return None
    noise2 = within - slope**2 * usual_spread
    return TestScale(
        intercept=line[0] + line[1] * _course_tops(trainings, top, courses) + own,
        doubt=np.sqrt(within / (count + shrink)) / slope,
        slope=slope,
        noise=float(np.sqrt(max(noise2, 0.1 * within))),
    )


def _beyond_full_marks(
    seen: NDArray[np.float64], expected: NDArray[np.float64], variance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of each score: what was seen, or at full marks those of a normal cut off there."""
    sd = np.sqrt(variance)
    z = np.clip((seen - expected) / sd, -6, 6)
    hazard = norm.pdf(z) / norm.sf(z)
    full = seen >= CEILING
    mean = np.where(full, expected + sd * hazard, seen)
    return mean, np.where(full, variance * (1 + z * hazard - hazard**2), 0.0)


def _between(total: NDArray[np.float64], count: NDArray[np.integer], within: float) -> float:
    """Variance of difficulty between courses, from their mean residuals (method of moments)."""
    known = count > 0
    mean = total[known] / count[known]
    excess = float(np.sum(count[known] * mean**2)) - within * np.count_nonzero(known)
    return max(excess / float(count.sum()), 0.01 * within)


def _course_tops(trainings: Trainings, top: NDArray[np.float64], courses: int) -> NDArray[np.float64]:
    """(C,) strength-weighted level that each course leads to; the mean for courses nobody took."""
    tops = np.full(courses, np.nan)
    tops[trainings.course] = top[trainings.record]
    return np.where(np.isnan(tops), np.nanmean(tops), tops)

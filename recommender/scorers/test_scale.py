"""What a test score says about a level: score = a_c + b·L + noise.

L is the strength-weighted level of the course's competencies, a_c the difficulty of the course's
test (shrunk to a line in the level it leads to) and b, in points a level, is common to all tests.
Fitted on pre-tests, on levels estimated from what came before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.scorers.trainings import CEILING, FLOOR, Trainings

_ENOUGH: Final = 200
"""Pre-tests below which no scale is claimed."""
_LEAST_SLOPE: Final = 2.0
"""Points a level below which a test is held to say nothing about levels."""
_SHRINK: Final = 5.0
"""Pre-tests that a course's own difficulty needs to weigh as much as the common line."""
_ROUNDS: Final = 6


@dataclass(frozen=True)
class TestScale:
    """The fitted scale."""

    __test__ = False

    intercept: NDArray[np.float64]
    """(C,) a_c, in points."""
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
    trainings: Trainings, *, level: NDArray[np.floating], variance: NDArray[np.floating], courses: int
) -> TestScale | None:
    """Fit the scale, or None where there are too few tests or they say nothing about levels.

    Parameters
    ----------
    level, variance
        (E,) level of each exposure just before its pre-test, and its variance.
    """
    usable = np.isfinite(trainings.pre) & (trainings.pre < CEILING) & (trainings.pre > FLOOR)
    mean = trainings.by_record(trainings.test_part * level)
    spread = trainings.by_record(np.square(trainings.test_part) * variance)
    top = trainings.by_record(trainings.test_part * trainings.level_to)
    first = np.unique(trainings.record[usable], return_index=True)[1]
    entries = np.flatnonzero(usable)[first]
    if len(entries) < _ENOUGH:
        return None
    record, course = trainings.record[entries], trainings.course[entries]
    score, x, target = trainings.pre[entries].astype(np.float64), mean[record], top[record]
    own = np.zeros(courses)
    count = np.bincount(course, minlength=courses)
    for _ in range(_ROUNDS):
        design = np.stack([np.ones_like(x), target, x], axis=1)
        line = np.linalg.lstsq(design, score - own[course], rcond=None)[0]
        residual = score - design @ line
        own = np.bincount(course, residual, minlength=courses) / (count + _SHRINK)
    slope = float(line[2])
    if slope < _LEAST_SLOPE:
        return None
    left = residual - own[course]
    noise2 = float(np.mean(left**2) - slope**2 * np.mean(spread[record]))
    tops = _course_tops(trainings, top, courses)
    return TestScale(
        intercept=line[0] + line[1] * tops + own,
        slope=slope,
        noise=float(np.sqrt(max(noise2, 0.1 * np.mean(left**2)))),
    )


def _course_tops(trainings: Trainings, top: NDArray[np.float64], courses: int) -> NDArray[np.float64]:
    """(C,) strength-weighted level that each course leads to; the mean for courses nobody took."""
    tops = np.full(courses, np.nan)
    tops[trainings.course] = top[trainings.record]
    return np.where(np.isnan(tops), np.nanmean(tops), tops)

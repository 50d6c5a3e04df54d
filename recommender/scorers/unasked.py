"""Levels that neither a standard nor an assessment speaks of.

Courses also teach what the post does not ask for, and their tests then speak of levels nobody ever
rated. Where those levels stand is learnt from the pre-tests themselves: with the scale of the tests
known from the records whose competencies are all rated or asked for, a pre-test reads
Σ_k part_k·C_k, and what the rated competencies leave of it belongs to the others. Taking the posts'
own means instead would start such people too high, and every course they took would seem to add
less than it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, Dataset
from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import CEILING, FLOOR, Trainings, cells_informed

_LEAST_PART: Final = 0.5
"""Part of a test that unasked competencies must make up before it speaks of them."""
_ENOUGH: Final = 100
"""Pre-tests below which nothing is claimed."""
_SHRINK: Final = 20.0
"""Pre-tests that a competency's own mean needs to weigh as much as the mean of all."""
_ROUNDS: Final = 5
_LEAST_VARIANCE: Final = 0.1


@dataclass(frozen=True)
class Unasked:
    """Where unasked levels stand before their first test."""

    mean: F32
    """(K,) in levels."""
    variance: float
    """Between people, in levels squared."""


def learn_unasked(
    dataset: Dataset, trainings: Trainings, scale: TestScale, *, level: F32, variance: F32
) -> Unasked | None:
    """Mean by competency, shrunk to the mean of all, and variance; None with too few pre-tests.

    Parameters
    ----------
    level, variance
        (E,) level of each exposure just before its pre-test, and its variance.
    """
    asked = cells_informed(dataset)[trainings.person, trainings.competency]
    part = trainings.test_part
    rest = trainings.by_record(np.where(asked, 0, part))[trainings.record]
    entries = np.flatnonzero(
        ~asked & np.isfinite(trainings.pre) & (trainings.pre > FLOOR) & (trainings.pre < CEILING)
        & (rest >= _LEAST_PART) & (part == _largest(trainings, np.where(asked, 0, part)))
    )  # fmt: skip
    if len(entries) < _ENOUGH:
        return None
    record, course = trainings.record[entries], trainings.course[entries]
    taken_out = trainings.by_record(np.where(asked, part * level, 0))[record]
    doubt = trainings.by_record(np.where(asked, np.square(part) * variance, 0))[record]
    reading = scale.level(trainings.pre[entries], course)
    share = rest[entries]
    left = (reading - taken_out) / share
    noise = (scale.variance + doubt + np.square(scale.doubt[course])) / np.square(share)
    return _means(left, noise, trainings.competency[entries], len(dataset.competencies))


def _largest(trainings: Trainings, part: NDArray[np.floating]) -> NDArray[np.float64]:
    """(E,) the largest of ``part`` (E,) in the entry's record."""
    largest = np.zeros(trainings.records)
    np.maximum.at(largest, trainings.record, part)
    return largest[trainings.record]


def _means(
    value: NDArray[np.float64], noise: NDArray[np.float64], competency: NDArray[np.integer], width: int
) -> Unasked:
    between = 0.5
    own = np.zeros(width)
    for _ in range(_ROUNDS):
        weight = 1 / (noise + between)
        centre = float(np.average(value, weights=weight))
        total = np.bincount(competency, weight * (value - centre), minlength=width)
        own = centre + total / (np.bincount(competency, weight, minlength=width) + _SHRINK * weight.mean())
        excess = np.square(value - own[competency]) - noise
        between = max(float(np.average(excess, weights=weight)), _LEAST_VARIANCE)
    return Unasked(own.astype(np.float32), between)

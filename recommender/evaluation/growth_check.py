"""Does predicted growth come true? What was expected on a day, beside what later post-tests showed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Dataset
from recommender.scorers import growth
from recommender.scorers.learn_gain import LearntGain
from recommender.scorers.trainings import Trainings

_LEAST = 50
"""Trainings below which nothing is claimed."""
_BINS = 8


@dataclass(frozen=True)
class GrowthCheck:
    """Predicted gain of trainings that came later, against their post-tests.

    Attributes
    ----------
    slope, slope_sd
        Weighted regression of the measured on the predicted gain; 1 is perfect.
    offset
        What is measured where nothing was predicted, in levels: other growth between the day and the
        training.
    predicted, measured
        (b,) means of bins of equal count, in levels.
    trainings
        How many later trainings had a post-test.
    """

    slope: float
    slope_sd: float
    offset: float
    predicted: NDArray[np.float64]
    measured: NDArray[np.float64]
    trainings: int


def check_growth(earlier: LearntGain, *, later: Dataset, cut: int) -> GrowthCheck | None:
    """Judge ``earlier`` on single-competency trainings that started after day ``cut``.

    The level is the earlier estimate, so measured = (reading of the post-test) - level is unbiased
    for the gain but noisy; None without a test scale or with too few tests.
    """
    if earlier.test_scale is None:
        return None
    trainings = Trainings.of(later)
    usable = (trainings.start > cut) & np.isfinite(trainings.post) & (trainings.test_part > 0.99)
    usable &= trainings.informed & (trainings.post < 99.5) & (trainings.post > 0.5)
    if int(usable.sum()) < _LEAST:
        return None
    chosen = trainings.select(usable)
    people, gain = earlier.people, earlier.gain
    level = people.level[chosen.person, chosen.competency]
    sd = people.level_sd[chosen.person, chosen.competency]
    nodes = growth.levels_at_nodes(level, sd)
    full = growth.look_up(gain.table, gain.pair_law[chosen.pair][:, None], nodes)
    predicted = (full @ growth.NODE_WEIGHTS.astype(np.float32)) * gain.scale[chosen.pair]
    measured = earlier.test_scale.level(chosen.post, chosen.course) - level
    weight = 1 / (earlier.test_scale.variance + np.square(sd.astype(np.float64)))
    centred = predicted - np.average(predicted, weights=weight)
    information = max(float(np.sum(weight * centred**2)), 1e-12)
    slope = float(np.sum(weight * centred * measured)) / information
    order = np.argsort(predicted, kind="stable")
    bins = np.array_split(order, _BINS)
    return GrowthCheck(
        slope=slope,
        slope_sd=information**-0.5,
        offset=float(np.average(measured - slope * predicted, weights=weight)),
        predicted=np.array([predicted[block].mean() for block in bins], np.float64),
        measured=np.array([measured[block].mean() for block in bins], np.float64),
        trainings=len(order),
    )

"""How much of the standards past trainings closed, on average over the rows that the effect is about.

Levels before each training and what it added are learnt as the ranking learns them
(:mod:`recommender.scorers.past_benefit`), from the same snapshot, so that a point means here what it means
in a list. Unfinished trainings are left out, as they are no treatment either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Dataset
from recommender.impact.estimate import F64, Estimate, clustered_se
from recommender.impact.panel import completions
from recommender.impact.setting import Setting
from recommender.scorers.growth_law import ENOUGH
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import LearntGain, learn_gain
from recommender.scorers.learn_levels import learn_levels


def learn_closed(dataset: Dataset, *, seed: int) -> LearntGain:
    """Levels, growth and the benefit of every past training."""
    completion = learn_completion(dataset).scorer
    return learn_gain(dataset, model=learn_levels(dataset, seed=seed), completion=completion)


def mean_closed(setting: Setting, learnt: LearntGain) -> Estimate | None:
    """Mean points closed in a treated person-year of the panel; None where growth was not learnt.

    The standard error joins what differs between people and, as one error each, the quality of courses.
    """
    by_row = _by_course_and_row(setting, learnt.closed)
    n = len(by_row.row)
    if learnt.observations < ENOUGH or n == 0:
        return None
    total = np.bincount(by_row.place, by_row.closed, minlength=n)
    sampling = clustered_se(total - total.mean(), setting.panel.person[by_row.row])
    part = np.bincount(by_row.course, by_row.closed, minlength=len(setting.dataset.catalogue)) / n
    quality, doubt = learnt.quality.value, learnt.quality.sd
    unsure = part * np.divide(doubt, quality, out=np.zeros_like(quality), where=quality > 0)
    se = math.sqrt(sampling**2 + float(unsure @ unsure))
    return Estimate(float(total.mean()), se, n, n)


@dataclass(frozen=True)
class _Closed:
    """Completed trainings of the panel's treated rows."""

    row: NDArray[np.int64]
    """(n,) treated rows of the panel."""
    place: NDArray[np.int64]
    """(P,) position in ``row`` of each completed training."""
    course: NDArray[np.int32]
    closed: F64


def _by_course_and_row(setting: Setting, closed: F64) -> _Closed:
    taken, years, panel = setting.outcomes.participations, setting.outcomes.years, setting.panel
    people = len(setting.dataset.people)
    every = np.ones(len(setting.dataset.catalogue), bool)
    done = completions(setting.outcomes, every, people=people)
    row = np.flatnonzero(done[panel.person, panel.column] > 0)
    place = np.full(done.shape, -1)
    place[panel.person[row], panel.column[row]] = np.arange(len(row))
    column = taken.year() - (int(years[0]) if len(years) else 0)
    kept = taken.done & (column >= 0) & (column < len(years))
    at = np.full(len(column), -1)
    at[kept] = place[taken.person[kept], column[kept]]
    chosen = at >= 0
    return _Closed(row, at[chosen], taken.course[chosen], closed[chosen])

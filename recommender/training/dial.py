"""Calibrate the score: what a point of benefit is worth, and how far the dial may lean by default."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.features.arrays import People
from recommender.ranking.recommend import Options, rank

SETTINGS: Final = (0.25, 0.2, 0.15, 0.1, 0.05, 0.0)
"""Default settings tried, from the one that agrees most; never more than a quarter."""
TOLERANCE: Final = 0.005
"""Part of the expected benefit that leaning towards agreement may cost."""
_SAMPLE: Final = 1500
_LENGTH: Final = 10


def calibrated(bundle: Bundle, *, as_of: date, seed: int) -> Bundle:
    """The bundle with ``benefit_unit`` and ``dial`` set from a sample of its people.

    The unit is the 90th percentile of the best benefit of those who gain anything (1 where nobody
    does); the dial is the largest setting whose lists keep all but TOLERANCE of the expected benefit.
    """
    people = _sample(bundle.people, seed=seed)
    best = rank(bundle, people, as_of=as_of, options=Options(n=1, dial=0.0)).lists.benefit[:, 0]
    best = best[best > 0]
    unit = float(np.quantile(best, 0.9)) if len(best) else 1.0
    measured = replace(bundle, benefit_unit=unit)
    most = _benefit(measured, people, as_of=as_of, dial=0.0)
    for dial in SETTINGS:
        if _benefit(measured, people, as_of=as_of, dial=dial) >= (1 - TOLERANCE) * most:
            return replace(measured, dial=dial)
    return replace(measured, dial=0.0)


def _sample(people: People, *, seed: int) -> People:
    if len(people) <= _SAMPLE:
        return people
    rows = np.random.default_rng(seed).choice(len(people), _SAMPLE, replace=False)
    return people.take(np.sort(rows))


def _benefit(bundle: Bundle, people: People, *, as_of: date, dial: float) -> float:
    lists = rank(bundle, people, as_of=as_of, options=Options(n=_LENGTH, dial=dial)).lists
    return float(lists.benefit.sum())

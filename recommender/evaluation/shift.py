"""How far a distribution moved: population stability index and Kolmogorov-Smirnov distance.

Both are positive even between two samples of one population, the more so the smaller they are. People
are redrawn to see by how much: estimates are 2·measured - mean(redrawn), bounds 2·measured - quantile
(basic bootstrap), none below 0, so that "low > limit" means a shift that chance does not explain.
Sources: Siddiqi (2006) for the index and its 0.1 / 0.25 reading; Efron & Tibshirani (1993), ch. 13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.intervals import Interval

Float = NDArray[np.float64]
Sample = tuple[Float, NDArray[np.integer]]
"""(n,) values without NaN, and (n,) the person each belongs to."""

_DRAWS: Final = 400
_HALF: Final = 0.5


def stability_index(before: Float, after: Float) -> float:
    """PSI = Σ_b (a_b - e_b)·ln(a_b / e_b) of two histograms over the same bins.

    Half a row is added to every bin, so that an empty one costs much but not everything.
    """
    e = (before + _HALF) / (before + _HALF).sum()
    a = (after + _HALF) / (after + _HALF).sum()
    return float(((a - e) * np.log(a / e)).sum())


def distance(before: Float, after: Float) -> float:
    """KS = largest difference between two cumulative histograms over the same bins, 0-1."""
    e, a = np.cumsum(before) / before.sum(), np.cumsum(after) / after.sum()
    return float(np.abs(a - e).max())


def index_of_shift(before: Sample, after: Sample, *, edges: Float, seed: int) -> tuple[Interval, Interval]:
    """PSI and KS of two samples over the bins between inner ``edges``, each with a 95% interval."""
    left, right = _by_person(before, edges), _by_person(after, edges)
    rng = np.random.default_rng(seed)
    drawn = [(_redrawn(left, rng), _redrawn(right, rng)) for _ in range(_DRAWS)]
    people = len(left) + len(right)

    def interval(measure: Callable[[Float, Float], float]) -> Interval:
        point = measure(left.sum(axis=0), right.sum(axis=0))
        again = np.array([measure(one, other) for one, other in drawn])
        mean, low, high = (
            max(0.0, 2 * point - float(one))
            for one in (again.mean(), np.quantile(again, 0.975), np.quantile(again, 0.025))
        )
        return Interval(mean, low, high, people)

    return interval(stability_index), interval(distance)


def _by_person(sample: Sample, edges: Float) -> Float:
    """(p, b) rows of each person in each bin; a value on an edge falls into the bin above."""
    values, person = sample
    _, row = np.unique(person, return_inverse=True)
    width = len(edges) + 1
    flat = row * width + np.searchsorted(edges, values, side="right")
    return np.bincount(flat, minlength=(int(row.max()) + 1) * width).reshape(-1, width).astype(np.float64)


def _redrawn(counts: Float, rng: np.random.Generator) -> Float:
    weight = np.bincount(rng.integers(0, len(counts), len(counts)), minlength=len(counts))
    return np.asarray(weight @ counts, np.float64)

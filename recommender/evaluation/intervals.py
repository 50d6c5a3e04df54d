"""Bootstrap intervals by person: how far a mean would move with other people of the same kind.

People are drawn with replacement; what belongs to one person stays together. Percentile intervals.
Source: Efron & Tibshirani (1993), chapter 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

_DRAWS_AT_ONCE: Final = 50


@dataclass(frozen=True)
class Interval:
    """A mean with the bounds that hold it at the stated level."""

    mean: float
    low: float
    high: float
    people: int
    """How many people it rests on."""


def of_mean(values: Float, *, rng: np.random.Generator, draws: int = 1000, level: float = 0.95) -> Interval:
    """Interval of the mean of one value per person.

    Parameters
    ----------
    values
        (n,) float, at least one, no NaN.
    rng
        Source of the draws: the same state gives the same interval.
    draws
        Bootstrap samples.
    level
        Share of the samples' means between the bounds.

    Raises
    ------
    ValueError
        No values, or NaN among them.
    """
    if len(values) == 0 or np.isnan(values).any():
        raise ValueError("an interval needs one number per person and at least one person")
    means = np.concatenate([
        _means(values, rng, min(_DRAWS_AT_ONCE, draws - done)) for done in range(0, draws, _DRAWS_AT_ONCE)
    ])  # fmt: skip
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(mean=float(values.mean()), low=float(low), high=float(high), people=len(values))


def of_difference(
    ours: Float, theirs: Float, *, rng: np.random.Generator, draws: int = 1000, level: float = 0.95
) -> Interval:
    """Interval of the mean of ``ours - theirs``, values of the same people in the same order.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    if ours.shape != theirs.shape:
        raise ValueError("a paired difference needs the same people on both sides")
    return of_mean(ours - theirs, rng=rng, draws=draws, level=level)


def _means(values: Float, rng: np.random.Generator, draws: int) -> Float:
    means: Float = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return means

"""Growth laws: how much a training of strength 1 and quality 1 lifts a person at level C.

A law is a non-negative mixture of simple shapes, reach(u)·ready(v), where u = level_to - C is what
is left to reach and v = C - level_from how well the person is prepared. Each shape alone is one of
the laws met in the literature (saturating, linear, threshold, diminishing); which of them, or which
mixture, is learnt (:mod:`recommender.scorers.learn_gain`), never assumed.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32

LOWEST: Final = 0.0
HIGHEST: Final = 5.0
"""Ends of the scale of levels."""
GRID_LOW: Final = -2.0
GRID_STEP: Final = 0.05
GRID_SIZE: Final = 181
"""Levels at which a law is tabulated: -2.00, -1.95, ..., 7.00."""

REACHES: Final = ("any", "one", "two", "four")
READINESS: Final = ("always", "ramp", "long_ramp", "at_minus_one", "at_minus_half", "at_zero")
SHAPES: Final = tuple(f"{reach}*{ready}" for reach in REACHES for ready in READINESS)
"""Names of the L = 24 shapes, in the order of :func:`shapes`."""

_QUANTILES: Final = np.array([NormalDist().inv_cdf((place + 0.5) / 7) for place in range(7)])
NODES: Final[NDArray[np.float64]] = _QUANTILES / np.sqrt(np.mean(np.square(_QUANTILES)))
"""(Q,) equally likely values of a standard normal: middles of Q equal parts, scaled to variance 1.

What is averaged over them has kinks (the standard, the course's start and end), where the rule of Gauss
and Hermite, whose outer nodes carry hardly any weight, is no better than its few inner ones."""
NODE_WEIGHTS: Final[NDArray[np.float64]] = np.full(len(NODES), 1 / len(NODES))
"""(Q,) weights, adding up to 1."""


def shapes(left: NDArray[np.floating], prepared: NDArray[np.floating]) -> NDArray[np.float64]:
    """All shapes at u = ``left`` and v = ``prepared`` (same shape S): array of shape S + (L,)."""
    reach = np.stack(
        [np.clip(4 * left, 0, 1), np.clip(left, 0, 1), np.clip(left, 0, 2), np.clip(left, 0, 4)], axis=-1
    )
    ready = np.stack(
        [
            np.ones_like(prepared),
            np.clip(1 + prepared, 0, 1),
            np.clip(1 + prepared / 2, 0, 1),
            _rise(prepared + 1),
            _rise(prepared + 0.5),
            _rise(prepared),
        ],
        axis=-1,
    )
    product: NDArray[np.float64] = reach[..., :, None] * ready[..., None, :]
    return product.reshape(*left.shape, len(SHAPES))


_Float = TypeVar("_Float", bound=np.floating[Any])


def levels_at_nodes(level: NDArray[_Float], sd: NDArray[_Float]) -> NDArray[_Float]:
    """(..., Q) equally likely levels of N(level, sd²) (...), none below or above the scale."""
    at: NDArray[_Float] = level[..., None] + sd[..., None] * NODES.astype(level.dtype)
    return np.clip(at, LOWEST, HIGHEST, out=at)


def expected_shapes(
    level: NDArray[np.float64], sd: NDArray[np.float64], level_from: F32, level_to: F32
) -> NDArray[np.float64]:
    """E over C ~ N(level, sd²) of every shape: (E, L) for E events."""
    total = np.zeros((len(level), len(SHAPES)))
    for at, weight in zip(levels_at_nodes(level, sd).T, NODE_WEIGHTS, strict=True):
        total += weight * shapes(level_to - at, at - level_from)
    return total


def tabulate(coefficients: NDArray[np.float64], level_from: F32, level_to: F32) -> F32:
    """The law Σ_l coefficients[l]·shape_l on the level grid: (W, G) for W (from, to) pairs."""
    grid = GRID_LOW + GRID_STEP * np.arange(GRID_SIZE)
    left = level_to[:, None].astype(np.float64) - grid
    prepared = grid - level_from[:, None].astype(np.float64)
    return (shapes(left, prepared) @ coefficients).astype(np.float32)


def look_up(table: F32, rows: NDArray[np.integer], level: F32) -> F32:
    """Tabulated gain at ``level``, linear between grid points and constant beyond the ends.

    ``rows`` (rows of ``table``) and ``level`` are broadcast against each other.
    """
    place = ((level - GRID_LOW) / GRID_STEP).clip(0, GRID_SIZE - 1.001).astype(np.float32)
    left = place.astype(np.int32)
    part = place - left
    flat = table.ravel()
    start = rows * np.int32(GRID_SIZE) + left
    low = flat[start]
    found: F32 = low + part * (flat[start + 1] - low)
    return found


def _rise(value: NDArray[np.floating]) -> NDArray[np.float64]:
    """A soft step at 0, from 0 to 1 within about half a level."""
    result: NDArray[np.float64] = 1 / (1 + np.exp(-8 * np.clip(value, -8, 8)))
    return result


DEFAULT_LAW: Final[NDArray[np.float64]] = np.where(np.array(SHAPES) == "two*at_minus_half", 0.4, 0.0)
"""The law before data speak: up to two levels short of the target count, at 0.4 a level, for those at
most half a level below the course's start. Data scale it and pull away from it."""

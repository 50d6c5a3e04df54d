"""Learn the growth law from observations of growth: simpler laws compete and validation decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import nnls

from recommender.scorers import growth
from recommender.scorers.growth_evidence import GrowthEvidence

_FOLDS: Final = 5
_PULLS: Final = (0.001, 0.01, 0.1, 1.0)
"""Strengths of the pull towards the simplest good law, in units of the mean information."""
ENOUGH: Final = 200
"""Rows below which the default law stands."""


@dataclass(frozen=True)
class GrowthLaw:
    """The chosen law and how the others did."""

    coefficients: NDArray[np.float64]
    """(L,) non-negative."""
    chosen: str
    validation: dict[str, float]
    """Held-out mean squared error of each candidate, in units of the noise variance."""

    @classmethod
    def default(cls) -> GrowthLaw:
        """The law before data speak."""
        return cls(growth.DEFAULT_LAW, "default", {})


def learn_law(evidence: GrowthEvidence, *, quality: NDArray[np.float64]) -> GrowthLaw:
    """Fit every single shape and every mixture on folds of people; refit the best on all rows.

    ``quality`` (C,) is the current quality of each course.
    """
    if len(evidence) < ENOUGH:
        return GrowthLaw.default()
    design = evidence.shapes * quality[evidence.course][:, None]
    weight = 1 / evidence.variance
    fold = evidence.person % _FOLDS
    parts = [
        _moments(design[fold == f], evidence.gained[fold == f], weight[fold == f]) for f in range(_FOLDS)
    ]
    whole = _add(parts)
    errors: dict[str, float] = {}
    for name in candidates():
        total = 0.0
        for f in range(_FOLDS):
            train = _add([part for g, part in enumerate(parts) if g != f])
            total += _error(parts[f], _fit(name, *train[:2]))
        errors[name] = total / len(evidence)
    best = min(errors, key=lambda name: (errors[name], name))
    return GrowthLaw(_fit(best, *whole[:2]), best, errors)


def candidates() -> tuple[str, ...]:
    """Names of all competing laws."""
    return (*growth.SHAPES, *(f"mixture {pull}" for pull in _PULLS))


_Moments = tuple[NDArray[np.float64], NDArray[np.float64], float]


def _moments(
    design: NDArray[np.float64], gained: NDArray[np.float64], weight: NDArray[np.float64]
) -> _Moments:
    """XᵀWX, XᵀWy, yᵀWy: all that least squares and its errors need."""
    weighted = design * weight[:, None]
    return weighted.T @ design, weighted.T @ gained, float(np.sum(weight * gained**2))


def _add(parts: list[_Moments]) -> _Moments:
    return sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts)  # type: ignore[return-value]


def _error(moments: _Moments, law: NDArray[np.float64]) -> float:
    square, cross, total = moments
    return float(total - 2 * law @ cross + law @ square @ law)


def _single(square: NDArray[np.float64], cross: NDArray[np.float64], shape: int) -> NDArray[np.float64]:
    law = np.zeros(len(cross))
    law[shape] = max(cross[shape], 0.0) / max(square[shape, shape], 1e-12)
    return law


def _fit(name: str, square: NDArray[np.float64], cross: NDArray[np.float64]) -> NDArray[np.float64]:
    if name in growth.SHAPES:
        return _single(square, cross, growth.SHAPES.index(name))
    pull = float(name.removeprefix("mixture ")) * float(np.mean(np.diag(square)))
    singles = [_single(square, cross, shape) for shape in range(len(cross))]
    nearest = min(singles, key=lambda law: float(law @ square @ law - 2 * law @ cross))
    upper = cholesky(square + pull * np.eye(len(cross)))
    target = solve_triangular(upper, cross + pull * nearest, trans="T")
    law: NDArray[np.float64] = nnls(upper, target)[0]
    return law

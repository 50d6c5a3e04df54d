"""EASE: the closed-form linear autoencoder, with the features of the person as extra columns.

X (n, C + f) holds who completed which course and who has which feature. With the regularisation λ ::

    P = (XᵀX + λI)⁻¹,   B[i, c] = −P[i, c] / P[c, c],   B[c, c] = 0

B minimises ‖X − XB‖² + λ‖B‖² without letting a course explain itself; only the columns of courses
are used. Somebody without history is scored by the features, somebody without features by the history.
λ may grow with how many have a column, λ_i = λ·(n_i/n̄)^g: what is common then explains less of the rest, as
if the columns of X had been divided by n^(g/2) (Park et al. 2025, "Why is normalization necessary for linear
recommenders?"). Source: Steck (2019), "Embarrassingly shallow autoencoders for sparse data".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from recommender.features.arrays import F32, Dataset
from recommender.scorers.cooccurrence import common_features, counts
from recommender.scorers.held_out import HeldOut, best, hold_out_newest
from recommender.scorers.history import EaseScorer, tie_break
from recommender.scorers.interactions import shares


@dataclass(frozen=True)
class Ridge:
    """The knobs of EASE."""

    regularisation: float = 300.0
    """λ, in people."""
    growth: float = 0.4
    """g, 0-1: how λ grows with the people of a column; 0 is Steck's EASE."""
    decay: float = 1.0
    """Weight of a course relative to the one completed after it when scoring, 0-1."""
    held_by: int = 20
    """Features of fewer people are left out: they teach little, and the inverse costs (C + f)³."""


REGULARISATIONS: Final = (300.0, 100.0, 500.0, 1000.0, 3000.0, 30.0)
_RARE: Final = 10.0
"""People added to each column's, so that λ of a column that hardly anybody has does not vanish."""
DECAYS: Final = (1.0, 0.9, 0.8, 0.6, 0.4)
"""What validation chooses from, the usual first."""


def learn_ease(
    dataset: Dataset, *, ridge: Ridge | None = None, features: bool = True, held: HeldOut | None = None
) -> EaseScorer:
    """Solve in closed form; without ``ridge`` its knobs are chosen on ``held``, by default the newest.

    ``features=False`` leaves the features of the person out: histories alone.
    """
    ridge = ridge or choose_ridge(held or hold_out_newest(dataset), features=features)
    return _solve(dataset, ridge, _gram(dataset, ridge, features=features))


def choose_ridge(held: HeldOut, *, features: bool = True) -> Ridge:
    """The regularisation that ranks the held-out courses best, then the decay that does so with it."""
    gram = _gram(held.dataset, Ridge(), features=features)
    usual = [Ridge(regularisation) for regularisation in REGULARISATIONS]
    ridge = usual[best(held, [partial(_solve, held.dataset, one, gram) for one in usual])]
    learnt = _solve(held.dataset, ridge, gram)
    decay = DECAYS[best(held, [partial(replace, learnt, decay=decay) for decay in DECAYS])]
    return replace(ridge, decay=decay)


@dataclass(frozen=True)
class _Gram:
    """XᵀX, the rows of the features that are in it, and the scorer's prior: what no knob changes."""

    both: NDArray[np.float64]
    features: NDArray[np.int64]
    prior: F32


def _gram(dataset: Dataset, ridge: Ridge, *, features: bool) -> _Gram:
    common = common_features(dataset, at_least=ridge.held_by) if features else np.zeros(0, np.int64)
    both = counts(dataset, features=common)
    return _Gram(both, common, tie_break(shares(both.diagonal()[: len(dataset.catalogue)])))


def _solve(dataset: Dataset, ridge: Ridge, gram: _Gram) -> EaseScorer:
    width = len(dataset.catalogue)
    inverse = _inverse(gram.both + np.diag(_regularisation(ridge, gram.both.diagonal())))
    weights = -inverse[:, :width] / inverse.diagonal()[:width]
    np.fill_diagonal(weights, 0.0)
    feature = np.zeros((len(dataset.feature_names) if len(gram.features) else 0, width), np.float32)
    feature[gram.features] = weights[width:]
    return EaseScorer(
        item=weights[:width].astype(np.float32), feature=feature, prior=gram.prior, decay=ridge.decay
    )


def _regularisation(ridge: Ridge, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """(C + f,) λ of every column from the ``people`` who have it."""
    share = (people + _RARE) / np.mean(people + _RARE)
    return np.asarray(ridge.regularisation * share**ridge.growth, np.float64)


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of a symmetric positive definite matrix, by Cholesky: half the work of a general one."""
    factor, failed = lapack.dpotrf(matrix, lower=True)
    inverse, failed_too = lapack.dpotri(factor, lower=True)
    if failed or failed_too:
        raise np.linalg.LinAlgError("XᵀX + λI is not positive definite")
    lower = np.tril(inverse)
    found: NDArray[np.float64] = lower + np.tril(inverse, -1).T
    return found

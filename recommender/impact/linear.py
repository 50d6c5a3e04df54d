"""The linear pair in closed form: ridge and logistic regression on standardised covariates.

Ridge: w = (Z'Z + αI)⁻¹ Z'(y - ȳ), Z the standardised x. Logistic: the minimum over (b, w) of
Σ log(1 + exp(-s (b + Zw))) + ½ w'w, s = ±1, by Newton's steps. Both are the solutions that
scikit-learn's pipelines give (``Ridge``, ``LogisticRegression`` with C = 1), to the digits that their
solver reaches, at a fraction of the time: a study fits thousands of them, of some thousand rows each.
"""

from __future__ import annotations

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from recommender.impact.estimate import F64

_STEPS: Final = 50
_SMALL: Final = 1e-6
"""A Newton step below this, in standard deviations, is the last: what is left is its square."""
_MANY: Final = 4000
"""Rows from which on the steps start where every eighth row alone would end."""


class RidgeRegression(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Least squares with the penalty ``alpha`` on standardised coefficients."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, x: F64, y: F64) -> Self:
        """From (n, p) covariates and (n,) outcomes."""
        mean, scale, z = _standardised(x)
        gram = z.T @ z
        gram[np.diag_indices_from(gram)] += self.alpha
        self.coef_ = np.linalg.solve(gram, z.T @ (y - y.mean())) / scale
        self.intercept_ = float(y.mean() - mean @ self.coef_)
        return self

    def predict(self, x: F64) -> F64:
        """(m,) expected outcomes."""
        return np.asarray(x @ self.coef_ + self.intercept_)


class LogitRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression with a penalty of ½ w'w on standardised coefficients."""

    def fit(self, x: F64, y: NDArray[Any]) -> Self:
        """From (n, p) covariates and (n,) labels of two kinds, the larger of which is the event."""
        self.classes_ = np.unique(y)
        event = (y == self.classes_[-1]).astype(np.float64)
        mean, scale, z = _standardised(x)
        found = _newton(np.column_stack([np.ones(len(z)), z]), event)
        self.coef_ = found[1:] / scale
        self.intercept_ = float(found[0] - mean @ self.coef_)
        return self

    def predict_proba(self, x: F64) -> F64:
        """(m, 2) probabilities of no event and of the event."""
        event = _sigmoid(x @ self.coef_ + self.intercept_)
        return np.column_stack([1 - event, event])

    def predict(self, x: F64) -> NDArray[Any]:
        """(m,) the likelier label."""
        chosen: NDArray[Any] = self.classes_[(self.predict_proba(x)[:, 1] > 0.5).astype(int)]
        return chosen


def _standardised(x: F64) -> tuple[F64, F64, F64]:
    """(p,) means, (p,) standard deviations (1 where all are equal), (n, p) standardised values."""
    x = np.asarray(x, np.float64)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    constant = scale <= 10 * np.finfo(float).eps * np.abs(mean)
    scale = np.where(constant | (scale == 0), 1.0, scale)
    return mean, scale, (x - mean) / scale


def _newton(z: F64, event: F64) -> F64:
    """(p + 1,) intercept and coefficients; steps are halved until the loss falls."""
    penalty = np.ones(z.shape[1])
    penalty[0] = 0.0
    at = _start(z, event)
    logit = z @ at
    loss = _loss(logit, event, at, penalty)
    for _ in range(_STEPS):
        chance = _sigmoid(logit)
        slope = z.T @ (chance - event) + penalty * at
        curve = (z * (chance * (1 - chance))[:, None]).T @ z
        curve[np.diag_indices_from(curve)] += penalty + 1e-10
        step = np.linalg.solve(curve, slope)
        along, size = z @ step, 1.0
        while (new := _loss(logit - size * along, event, at - size * step, penalty)) > loss and size > 1e-6:
            size /= 2
        at, logit, loss = at - size * step, logit - size * along, new
        if np.abs(step).max() * size < _SMALL:
            break
    return at


def _start(z: F64, event: F64) -> F64:
    few = event[::8]
    if len(z) >= _MANY and 0 < few.sum() < len(few):
        return _newton(z[::8], few)
    share = event.mean()
    return np.concatenate([[np.log(share / (1 - share))], np.zeros(z.shape[1] - 1)])


def _sigmoid(logit: F64) -> F64:
    chance: F64 = 1 / (1 + np.exp(-np.clip(logit, -500, 500)))
    return chance


def _loss(logit: F64, event: F64, at: F64, penalty: F64) -> float:
    return float(np.logaddexp(0.0, logit).sum() - event @ logit + 0.5 * penalty @ at**2)

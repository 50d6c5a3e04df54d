"""Least squares with the standard error that fits the data: classical, robust or clustered.

``fit_ols`` solves y = Xb + u. Covariance of b, with A = (X'X)⁻¹, n rows, k columns, G clusters:
classical s²A; robust (HC1, MacKinnon & White 1985) n/(n-k) A X'diag(u²)X A; clustered
G/(G-1)·(n-1)/(n-k) A (Σ_g X_g'u_g u_g'X_g) A (Liang & Zeger 1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.impact.estimate import F64, Bool, Estimate

Errors = Literal["classical", "robust"]


@dataclass(frozen=True)
class Fit:
    """(k,) coefficients and standard errors, degrees of freedom."""

    coefficient: F64
    se: F64
    freedom: int


def fit_ols(
    y: F64,
    *,
    x: F64,
    cluster: NDArray[np.integer] | None = None,
    errors: Errors = "robust",
    absorbed: int = 0,
) -> Fit:
    """Regress ``y`` (n,) on ``x`` (n, k), which holds its own column of ones where one is wanted.

    ``absorbed`` group means that were taken out before count as columns. Columns that add nothing
    get the smallest coefficients that do (pseudo-inverse).
    """
    inverse = np.linalg.pinv(x.T @ x)
    coefficient = inverse @ (x.T @ y)
    residual = y - x @ coefficient
    n, freedom = len(y), len(y) - int(np.linalg.matrix_rank(x)) - absorbed
    if cluster is not None:
        codes = np.unique(cluster, return_inverse=True)[1]
        groups = int(codes.max()) + 1
        score = np.stack([np.bincount(codes, weights=one) for one in (x * residual[:, None]).T], axis=1)
        covariance = inverse @ (score.T @ score) @ inverse
        covariance *= groups / (groups - 1) * (n - 1) / freedom
    elif errors == "robust":
        covariance = inverse @ (x.T * residual**2 @ x) @ inverse * n / freedom
    else:
        covariance = inverse * float(residual @ residual) / freedom
    return Fit(coefficient, np.sqrt(np.maximum(np.diag(covariance), 0.0)), freedom)


def within(values: F64, *, group: NDArray[np.integer]) -> F64:
    """Values (n,) or (n, k) less the mean of their group: what is left is change within a group."""
    codes = np.unique(group, return_inverse=True)[1]
    count = np.bincount(codes)
    columns = values.reshape(len(values), -1).T
    means = np.stack([np.bincount(codes, weights=one) / count for one in columns], axis=1)
    return values - means[codes].reshape(values.shape)


def adjusted(y: F64, *, d: Bool, x: F64, cluster: NDArray[np.integer] | None = None) -> Estimate:
    """The coefficient of ``d`` beside covariates ``x`` (n, p), the two lags among them."""
    fit = fit_ols(y, x=np.column_stack([d, np.ones(len(y)), x]), cluster=cluster)
    return Estimate(float(fit.coefficient[0]), float(fit.se[0]), len(y), int(d.sum()))

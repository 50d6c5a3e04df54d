"""The primary estimate: cross-fitted augmented inverse-probability weighting.

Symbols: y outcome, d treatment (0/1), x covariates known before, e(x) = P(d=1|x), m_a(x) = E[y|d=a,x].

Effect on the treated (ATT), with w = e/(1-e) on the controls, normalised to add up to 1::

    θ = mean over treated of (y - m0)  -  Σ_controls w (y - m0) / Σ_controls w

Effect on everybody (ATE)::

    θ = mean of  m1 - m0 + d (y - m1)/e - (1-d)(y - m0)/(1-e)

e and m are predicted for each fold by models that did not see it, and folds keep the rows of one
cluster together. Doubly robust: right when either e or m is. Sources: Robins, Rotnitzky & Zhao (1994);
Chernozhukov et al. (2018) for cross-fitting; Hájek (1971) for the normalised weights.

A few controls may carry most of the weight, and a mean that they pull towards themselves looks surer than it
is. So the standard error of the ATT is that of leaving out each cluster in turn, e and m kept (Tukey 1958),
and below ``STEADY`` effective controls the answer is the mean over ``_SPLITS`` ways to deal out the folds,
with their variance added to its own (Chernozhukov et al. 2018, section 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from recommender.impact.estimate import F64, Bool, Estimate, clustered_se
from recommender.impact.learners import LINEAR, Learner

Target = Literal["ATT", "ATE"]
LEAST_ESS: Final = 30.0
"""Below so many effective controls (or treated) no answer is given."""
CLIP: Final = 0.01
"""Propensities are kept this far from 1 (for the ATE also from 0)."""
STEADY: Final = 100.0
"""From so many effective controls on one way to deal out the folds is enough."""
_FOLDS: Final = 5
_SPLITS: Final = 3


@dataclass(frozen=True)
class Aipw:
    """What one learner says.

    Attributes
    ----------
    estimate
        None where it is refused: fewer than ``LEAST_ESS`` treated or effective controls.
    ess
        Effective number of controls, (Σw)²/Σw²; for the ATE the smaller of controls and treated.
    clipped
        Share of the rows whose propensity was moved by the clip.
    """

    learner: str
    estimate: Estimate | None
    ess: float
    clipped: float


@dataclass(frozen=True)
class Expected:
    """(n,) expected outcomes without treatment, each from a model that saw no row of its fold (n,)."""

    outcome: F64
    fold: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Expected:
        """The rows of ``rows``, in that order."""
        return Expected(self.outcome[rows], self.fold[rows])


def aipw(
    y: F64,
    *,
    d: Bool,
    x: F64,
    cluster: NDArray[np.integer] | None = None,
    target: Target = "ATT",
    learner: Learner = LINEAR,
    seed: int = 0,
    expected: Expected | None = None,
) -> Aipw:
    """Estimate the effect of ``d`` on ``y``.

    Parameters
    ----------
    y, d, x
        (n,) outcome, (n,) treatment, (n, p) covariates without missing values.
    cluster
        (n,) codes of rows that belong together (one person); None if each row stands for itself.
    expected
        m0 as predicted before, with its folds, which those of e must be too; None to fit it here.
    """
    treated, n = int(d.sum()), len(d)
    if min(treated, n - treated) < LEAST_ESS:
        return Aipw(learner.name, None, float(n - treated), 0.0)
    groups = np.arange(n) if cluster is None else cluster

    def split(number: int) -> Aipw:
        return _split(y, d, x, groups, target, learner, seed + number, expected)

    first = split(0)
    if first.estimate is None or first.ess >= STEADY or expected is not None:
        return first
    return _averaged(first, [split(number).estimate for number in range(1, _SPLITS)])


def _split(
    y: F64, d: Bool, x: F64, cluster: NDArray[np.integer], target: Target, learner: Learner, seed: int,
    expected: Expected | None,
) -> Aipw:  # fmt: skip
    """The answer with the folds dealt out once."""
    if expected is None:
        fold = _folds(cluster, d, seed=seed)
        e, m0, m1 = _nuisance(y, d, x, fold, learner, target)
    else:
        e, m0, m1 = _chance(d, x, expected.fold, learner), expected.outcome, expected.outcome
    kept = np.clip(e, CLIP if target == "ATE" else 0.0, 1 - CLIP)
    weight = np.where(d, 0.0, (kept if target == "ATT" else 1.0) / (1 - kept))
    ess = _effective(weight[~d])
    if target == "ATE":
        ess = min(ess, _effective(1 / kept[d]))
    clipped = float((kept != e).mean())
    if ess < LEAST_ESS:
        return Aipw(learner.name, None, ess, clipped)
    theta, influence = _att(y, d, m0, weight, cluster) if target == "ATT" else _ate(y, d, m0, m1, kept)
    estimate = Estimate(theta, clustered_se(influence, cluster), len(d), int(d.sum()))
    return Aipw(learner.name, estimate, ess, clipped)


def _averaged(first: Aipw, others: list[Estimate | None]) -> Aipw:
    """The mean over the splits that gave an answer; what differs between them adds to the error."""
    found = [one for one in (first.estimate, *others) if one is not None]
    effect = np.array([one.effect for one in found])
    se = float(np.sqrt(np.mean([one.se**2 for one in found]) + effect.var()))
    return replace(first, estimate=Estimate(float(effect.mean()), se, found[0].n, found[0].treated))


def differ(one: Aipw, other: Aipw) -> bool:
    """Whether two learners disagree by more than the larger standard error, or one refuses."""
    if one.estimate is None or other.estimate is None:
        return True
    gap = abs(one.estimate.effect - other.estimate.effect)
    return gap > max(one.estimate.se, other.estimate.se)


def expect(y: F64, *, x: F64, cluster: NDArray[np.integer], learner: Learner, seed: int) -> Expected:
    """Cross-fitted E[y|x] of all rows; no treatment is looked at."""
    fold = _folds(cluster, np.zeros(len(y), bool), seed=seed)
    outcome = np.zeros(len(y))
    for number in np.unique(fold):
        rest = _some(fold != number, learner)
        outcome[fold == number] = learner.outcome().fit(x[rest], y[rest]).predict(x[fold == number])
    return Expected(outcome, fold)


def _folds(cluster: NDArray[np.integer], d: Bool, *, seed: int) -> NDArray[np.int64]:
    """(n,) fold 0-4: clusters with any treated row and those without are dealt out apart."""
    row = np.unique(cluster, return_inverse=True)[1]
    ever = np.bincount(row, weights=d) > 0
    fold = np.empty(len(ever), np.int64)
    random = np.random.default_rng(seed)
    for kind in (ever, ~ever):
        members = random.permutation(np.flatnonzero(kind))
        fold[members] = np.arange(len(members)) % _FOLDS
    return fold[row]


def _nuisance(
    y: F64, d: Bool, x: F64, fold: NDArray[np.int64], learner: Learner, target: Target
) -> tuple[F64, F64, F64]:
    m0, m1 = np.zeros(len(y)), np.zeros(len(y))
    for number in range(_FOLDS):
        out, rest = fold == number, fold != number
        controls = _some(rest & ~d, learner)
        m0[out] = learner.outcome().fit(x[controls], y[controls]).predict(x[out])
        if target == "ATE":
            treated = _some(rest & d, learner)
            m1[out] = learner.outcome().fit(x[treated], y[treated]).predict(x[out])
    return _chance(d, x, fold, learner), m0, m1


def _chance(d: Bool, x: F64, fold: NDArray[np.int64], learner: Learner) -> F64:
    e = np.zeros(len(d))
    for number in range(_FOLDS):
        out, rest = fold == number, _some(fold != number, learner)
        e[out] = learner.treatment().fit(x[rest], d[rest]).predict_proba(x[out])[:, 1]
    return e


def _some(rows: Bool, learner: Learner) -> NDArray[np.int64]:
    """Positions of the ``rows`` (n,), or of as many of them, evenly spread by lot, as the learner takes."""
    found = np.flatnonzero(rows)
    if learner.most is None or len(found) <= learner.most:
        return found
    return np.sort(np.random.default_rng(len(found)).choice(found, learner.most, replace=False))


def _effective(weight: F64) -> float:
    return float(weight.sum() ** 2 / (weight**2).sum())


def _att(y: F64, d: Bool, m0: F64, weight: F64, cluster: NDArray[np.integer]) -> tuple[float, F64]:
    """θ, and (n,) values whose sum over a cluster is n times what θ loses without it."""
    residual = y - m0
    of_treated, treated = _mean_without(residual, d.astype(np.float64), cluster)
    of_controls, controls = _mean_without(residual, weight, cluster)
    return of_treated - of_controls, treated - controls


def _mean_without(value: F64, weight: F64, cluster: NDArray[np.integer]) -> tuple[float, F64]:
    """The weighted mean, and n times what it loses without each cluster, dealt out to its rows."""
    total, mean = float(weight.sum()), float(weight @ value / weight.sum())
    code = np.unique(cluster, return_inverse=True)[1]
    rest = total - np.bincount(code, weights=weight)[code]
    rest = np.where(rest > 1e-9 * total, rest, total)  # one cluster alone: nothing to be left out of
    return mean, len(value) * weight * (value - mean) / rest


def _ate(y: F64, d: Bool, m0: F64, m1: F64, e: F64) -> tuple[float, F64]:
    psi = m1 - m0 + d * (y - m1) / e - ~d * (y - m0) / (1 - e)
    theta = float(psi.mean())
    return theta, psi - theta

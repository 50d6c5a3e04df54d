"""Quality of each course: its own effect, shrunk to family, provider and what others say of it.

q_c = Z_c·γ + u_c with u ~ N(0, τ²): Z holds family, provider and the mean Kirkpatrick level-3 score
by superiors and peers (self-ratings are left out), γ is ridge-penalised, τ² is the one under which the
slopes scatter as much as they should (Paule & Mandel 1982, with the degrees of freedom that γ takes).
The posterior mean weighs the course's own slope by n.

Courses differ in what they do for people who are not ready for them, and one law for all cannot say
how. What such people gained therefore counts for less: its variance is divided by the square root of
the probability of being at most one level below the course's start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from recommender.domain import codes
from recommender.features.arrays import Catalogue, Dataset, Evidence
from recommender.scorers.growth_evidence import GrowthEvidence

_LEAST: Final = 0.02
_MOST: Final = 4.0
_LEAST_BETWEEN: Final = 0.003
_MOST_BETWEEN: Final = 4.0
_UNKNOWN_SD: Final = 0.4
_JUDGED_BY: Final = (codes.EVALUATOR_ROLES.index("REKAN"), codes.EVALUATOR_ROLES.index("ATASAN"))


@dataclass(frozen=True)
class Quality:
    """Multiplier of the growth law for each course; 1 is the average course."""

    value: NDArray[np.float64]
    """(C,)"""
    sd: NDArray[np.float64]
    """(C,) posterior standard deviation."""
    count: NDArray[np.int64]
    """(C,) observations of growth behind it."""

    @classmethod
    def unknown(cls, catalogue: Catalogue) -> Quality:
        """Average quality for every course, with the spread that courses usually have."""
        n = len(catalogue)
        return cls(np.ones(n), np.full(n, _UNKNOWN_SD), np.zeros(n, np.int64))


def learn_quality(evidence: GrowthEvidence, *, law: NDArray[np.float64], dataset: Dataset) -> Quality:
    """Each course's slope of gained levels on what the law expects of an average course."""
    catalogue = dataset.catalogue
    n = len(catalogue)
    count = np.bincount(evidence.course, minlength=n)
    information, cross = _moments(evidence, evidence.shapes @ law, n)
    known = information > 1e-9
    if not known.any():
        return Quality.unknown(catalogue)
    slope = np.where(known, cross / np.where(known, information, 1), 0.0)
    noise = np.where(known, 1 / np.where(known, information, 1), np.inf)
    design, penalty = _covariates(dataset)
    between = _between(slope[known], noise[known], design[known], penalty)
    gamma, _ = _centre(slope[known], noise[known], design[known], penalty, between)
    centre = design @ gamma
    trust = np.where(known, between / (between + np.where(known, noise, 1.0)), 0.0)
    value = centre + trust * (slope - centre)
    mean = float(np.average(value[known], weights=information[known]))
    scale = 1 / max(mean, 0.05)
    return Quality(
        value=np.clip(value * scale, _LEAST, _MOST),
        sd=np.sqrt(between * (1 - trust)) * scale,
        count=count,
    )


def _moments(
    evidence: GrowthEvidence, expected: NDArray[np.float64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """xᵀV⁻¹x and xᵀV⁻¹y of each course, V = noise + doubt²·shared·sharedᵀ (Sherman & Morrison 1950).

    The doubt about a course's test scale is common to its rows: no number of them averages it away.
    """

    weight = np.sqrt(evidence.ready) / evidence.variance

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(evidence.course, values * weight, minlength=n).astype(np.float64)

    doubt = np.zeros(n)
    doubt[evidence.course] = np.square(evidence.scale_doubt)
    xd, yd = total(expected * evidence.shared), total(evidence.gained * evidence.shared)
    factor = doubt / (1 + doubt * total(np.square(evidence.shared)))
    return total(expected**2) - factor * xd**2, total(expected * evidence.gained) - factor * xd * yd


def _between(
    slope: NDArray[np.float64],
    noise: NDArray[np.float64],
    design: NDArray[np.float64],
    penalty: NDArray[np.float64],
) -> float:
    """Variance τ² of true quality around its centre; never 0, so that nothing is shrunk away whole."""

    def excess(log_between: float) -> float:
        between = float(np.exp(log_between))
        gamma, freedom = _centre(slope, noise, design, penalty, between)
        return float(np.sum(np.square(slope - design @ gamma) / (noise + between))) - freedom

    low, high = np.log(_LEAST_BETWEEN), np.log(_MOST_BETWEEN)
    if excess(low) <= 0:
        return _LEAST_BETWEEN
    return float(np.exp(brentq(excess, low, high))) if excess(high) < 0 else _MOST_BETWEEN


def _centre(
    slope: NDArray[np.float64],
    noise: NDArray[np.float64],
    design: NDArray[np.float64],
    penalty: NDArray[np.float64],
    between: float,
) -> tuple[NDArray[np.float64], float]:
    """γ (Z,) for τ² = ``between``, and the degrees of freedom it leaves to the slopes."""
    weighted = design.T / (noise + between)
    gram = weighted @ design
    solved = np.linalg.solve(gram + np.diag(penalty / between), np.column_stack([weighted @ slope, gram]))
    return solved[:, 0].astype(np.float64), len(slope) - float(np.trace(solved[:, 1:]))


def _covariates(dataset: Dataset) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(C, Z) covariates and the ridge penalty of each, relative to 1/τ²."""
    catalogue = dataset.catalogue
    n = len(catalogue)
    family = np.eye(int(catalogue.family.max(initial=0)) + 1)[catalogue.family]
    providers = int(catalogue.provider.max(initial=-1)) + 1
    provider = np.zeros((n, providers))
    stated = catalogue.provider >= 0
    provider[np.flatnonzero(stated), catalogue.provider[stated]] = 1
    judged = _judgement(dataset.evidence, n)[:, None]
    design = np.concatenate([np.ones((n, 1)), family, provider, judged], axis=1)
    penalty = np.concatenate([[1e-3], np.full(family.shape[1] + providers, 2.0), [0.5]])
    return design, penalty


def _judgement(evidence: Evidence, n: int) -> NDArray[np.float64]:
    """(C,) standardised mean level-3 score by superiors and peers, shrunk; 0 where nobody judged."""
    chosen = (evidence.evaluated_level == 3) & np.isin(evidence.evaluated_role, _JUDGED_BY)
    course, score = evidence.evaluated_course[chosen], evidence.evaluated_score[chosen].astype(np.float64)
    if len(score) == 0:
        return np.zeros(n)
    centred = score - score.mean()
    count = np.bincount(course, minlength=n)
    mean = np.bincount(course, centred, minlength=n) / (count + 3.0)
    spread = float(np.std(mean[count > 0]))
    return mean / spread if spread > 0 else mean

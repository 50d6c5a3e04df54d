"""How appealing a course is once somebody has looked at it, apart from where on the list it stood.

The position-based model (Richardson et al. 2007; Craswell et al. 2008): a sight at rank k of course c is
taken up with probability θ_k·γ_c, where θ_k is the chance that rank k is looked at and γ_c that who
looks is attracted. Found by expectation-maximisation (Wang et al. 2018)::

    passed:   P(looked) = θ(1−γ)/(1−θγ),   P(attracted) = γ(1−θ)/(1−θγ)
    taken:    looked and attracted;        refused: looked and not attracted

θ of the reference rank is 1: rank 1 where it was seen, else the rank seen most. The others are shrunk to
1/k, γ to the mean over all courses. So silence at rank 9 says less than at rank 1.

Where a sight's rank is not known, course c stood at rank k with the share π_ck of the sights of c whose
rank is known, shrunk to all courses; what came of the sight then weighs the ranks. That holds as
recorded answers are drawn by chance. Where no rank is known at all nothing is learnt from sights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.reactions import PASSED, REFUSED, TAKEN, Reactions

RANKS: Final = 20
"""Deepest rank of its own; deeper ones are one rank."""
_STRENGTH: Final = 20.0
"""Strength of each shrinkage, in sights: a course or rank seen less often mostly follows the others."""
_ROUNDS: Final = 200

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Appeal:
    """Found by :func:`learn_appeal`."""

    looked: Float
    """(RANKS + 1,) θ by rank from 1, the last = deeper than RANKS; NaN where never seen."""
    appeal: Float
    """(C,) γ, 0-1."""
    mean: float
    """γ of a sight of any course; 0 where nothing is known."""


@dataclass(frozen=True)
class _Sights:
    """(3, C, RANKS + 1) sights by outcome, course and known rank; (3, C) those whose rank is not known."""

    ranked: Float
    unranked: Float


def learn_appeal(reactions: Reactions, *, courses: int) -> Appeal:
    """θ and γ of all sights; deterministic. Every course follows the mean where no rank is known."""
    sights = _counted(reactions, courses)
    by_rank = sights.ranked.sum(axis=(0, 1))
    if by_rank.sum() == 0:
        return Appeal(np.full(RANKS + 1, np.nan), np.zeros(courses), 0.0)
    prior = 1 / np.arange(1.0, RANKS + 2)
    reference = 0 if by_rank[0] else int(by_rank.argmax())
    theta, gamma, mean = prior.copy(), np.full(courses, 0.5), 0.5
    theta[reference] = 1.0
    stood = _places(sights.ranked.sum(axis=0), by_rank)
    for _ in range(_ROUNDS):
        passed, taken, refused = _on_ranks(sights, stood, theta, gamma)
        shown = passed + taken + refused
        silent = passed / (1 - np.minimum(np.outer(gamma, theta), 1 - 1e-9))
        attracted = taken + silent * gamma[:, None] * (1 - theta)
        looked = taken + refused + silent * theta * (1 - gamma[:, None])
        mean = float(attracted.sum() / shown.sum())
        gamma = (attracted.sum(axis=1) + _STRENGTH * mean) / (shown.sum(axis=1) + _STRENGTH)
        theta = (looked.sum(axis=0) + _STRENGTH * prior) / (shown.sum(axis=0) + _STRENGTH)
        theta[reference] = 1.0
    return Appeal(np.where(by_rank > 0, theta, np.nan), gamma, mean)


def _counted(reactions: Reactions, courses: int) -> _Sights:
    rank = np.minimum(reactions.sight_rank, RANKS + 1).astype(np.int64)
    place = (PASSED, TAKEN, REFUSED)
    count = np.zeros((len(place), courses, RANKS + 2))
    np.add.at(count, (reactions.sight_outcome, reactions.sight_course, rank), 1)
    return _Sights(ranked=count[:, :, 1:], unranked=count[:, :, 0])


def _places(shown: Float, by_rank: Float) -> Float:
    """(C, RANKS + 1) π: where each course stood when nobody wrote down where."""
    overall = by_rank / by_rank.sum()
    places: Float = (shown + _STRENGTH * overall) / (shown.sum(axis=1, keepdims=True) + _STRENGTH)
    return places


def _on_ranks(sights: _Sights, stood: Float, theta: Float, gamma: Float) -> Float:
    """(3, C, RANKS + 1) sights, those of unknown rank spread over the ranks by what came of them."""
    both = np.outer(gamma, theta)
    weight = stood * np.stack([1 - both, both, np.outer(1 - gamma, theta)])
    total = weight.sum(axis=2, keepdims=True)
    share = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    spread: Float = sights.ranked + sights.unranked[:, :, None] * share
    return spread

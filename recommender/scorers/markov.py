"""What people complete next after each course: a smoothed Markov chain of several last courses.

N[i, c] counts how often c followed i, a follower at distance d counting ``reach^(d-1)``; the chain
is also read backwards at the weight ``backward``, since the order of two courses is often chance.
Rows are shares, shrunk to popularity p with the strength m of a Dirichlet prior ::

    item[i, c] = (N[i, c] + m·p(c)) / (Σ_c N[i, c] + m)

A person's courses then count ``decay^s``, newest first (:mod:`recommender.scorers.history`).
Source: Rendle, Freudenthaler & Schmidt-Thieme (2010) for the chain over baskets; Koren (2009) for decay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Dataset
from recommender.scorers.held_out import HeldOut, best, hold_out_newest
from recommender.scorers.history import MarkovScorer, tie_break
from recommender.scorers.interactions import popularity, taken


@dataclass(frozen=True)
class Chain:
    """The knobs of the chain; the default is the plain one: last course, next course."""

    decay: float = 0.0
    backward: float = 0.0
    window: int = 1
    """Followers up to this distance count."""
    reach: float = 0.5
    smoothing: float = 1.0
    """Strength m of the prior, in observed transitions."""


CHAINS: Final = (
    Chain(),
    *(
        Chain(decay=decay, backward=backward, window=window)
        for window in (1, 3)
        for backward in (0.0, 0.5, 1.0)
        for decay in (0.3, 0.5, 0.8)
    ),
)
"""What validation chooses from, simplest first."""


def learn_markov(
    dataset: Dataset, *, chain: Chain | None = None, held: HeldOut | None = None
) -> MarkovScorer:
    """Count transitions; without ``chain`` its knobs are chosen on ``held``, by default the newest."""
    return _learn(dataset, chain or choose_chain(held or hold_out_newest(dataset)))


def choose_chain(held: HeldOut) -> Chain:
    """The member of ``CHAINS`` that ranks the held-out courses best."""
    return CHAINS[best(held, [partial(_learn, held.dataset, chain) for chain in CHAINS])]


def _learn(dataset: Dataset, chain: Chain) -> MarkovScorer:
    width, p = len(dataset.catalogue), popularity(dataset)
    followed = _followers(dataset, chain)
    total = followed.sum(axis=1, keepdims=True)
    item = (followed + chain.smoothing * p) / np.maximum(total + chain.smoothing, 1e-12)
    return MarkovScorer(
        item=item.astype(np.float32),
        feature=np.zeros((0, width), np.float32),
        prior=tie_break(p),
        decay=chain.decay,
    )


def _followers(dataset: Dataset, chain: Chain) -> NDArray[np.float64]:
    """(C, C) N of the module."""
    width, history = len(dataset.catalogue), taken(dataset.people)
    person, course = history.person(), history.course.astype(np.int64)
    followed = np.zeros((width, width))
    for distance in range(1, chain.window + 1):
        same = person[distance:] == person[:-distance]
        pair = course[:-distance][same] * width + course[distance:][same]
        counted = np.bincount(pair, minlength=width * width).reshape(width, width)
        followed += chain.reach ** (distance - 1) * (counted + chain.backward * counted.T)
    return followed

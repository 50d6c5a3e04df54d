"""The one contract of all scorers: ``learn(dataset, ...) -> frozen scorer``.

A ``learn`` function returns a complete frozen object: nothing is half-fitted and nothing has an
``is_trained``. The scorer itself is numpy only, so that the server can load it without the
libraries that fitted it, and it goes to and from plain arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People


@runtime_checkable
class Scorer(Protocol):
    """Scores every course for each of n people."""

    @property
    def name(self) -> str:
        """Short stable name, e.g. ``"ease"``: also the folder of its arrays in a bundle."""

    def score(self, people: People) -> F32:
        """Scores, shape (n, C) float32, finite; higher is better; depends on each row alone."""

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """All that is needed to rebuild it, as plain arrays (no object dtype)."""


def softened_rank(scores: F32) -> F32:
    """Each person's scores as ranks in (0, 1], ties sharing their mean: shape kept, float32.

    Makes scores of different models comparable without letting one person's scale leak in.
    """
    n, width = scores.shape
    order = np.argsort(scores, axis=1, kind="stable")
    rank = np.empty((n, width), dtype=np.float32)
    np.put_along_axis(rank, order, np.arange(1, width + 1, dtype=np.float32)[None, :], axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    start = np.concatenate([np.ones((n, 1), bool), ordered[:, 1:] != ordered[:, :-1]], axis=1)
    group = np.cumsum(start.ravel()) - 1
    ranks = np.broadcast_to(np.arange(1, width + 1, dtype=np.float64), (n, width)).ravel()
    mean = np.bincount(group, ranks) / np.bincount(group)
    np.put_along_axis(rank, order, mean[group].reshape(n, width).astype(np.float32), axis=1)
    return rank / np.float32(max(width, 1))

"""Ranking metrics over the whole catalogue, one value per person (so that people can be resampled).

Symbols: L the first k courses of a person's list, T the courses the person truly completed next,
rel(r) 1 if the course at rank r (1 = first) is in T. All lists come from :func:`ranked`. A person
with empty T cannot be judged and gets NaN; leave such people out before averaging. Sampled
candidates are not offered: they mislead (Krichene & Rendle, 2020).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recommender.features.arrays import F32, I32, Bool

Float = NDArray[np.float64]

NOTHING = -1
"""Fills a list that has fewer than k courses."""


def ranked(scores: F32, *, k: int, barred: Bool | None = None) -> I32:
    """The k best courses of each person.

    Parameters
    ----------
    scores
        (n, C) float, finite.
    k
        Length of the lists, at least 1.
    barred
        (n, C) courses that must not be listed (already completed, not eligible).

    Returns
    -------
    ndarray
        (n, k) int32 rows of courses, best first, equal scores by row; ``NOTHING`` at the end where
        fewer than k are left.
    """
    worth = np.asarray(scores, np.float64)
    if barred is not None:
        worth = np.where(barred, -np.inf, worth)
    order = np.argsort(-worth, axis=1, kind="stable")[:, :k]
    left = np.isfinite(np.take_along_axis(worth, order, axis=1))
    lists = np.full((len(scores), k), NOTHING, np.int32)
    lists[:, : order.shape[1]] = np.where(left, order, NOTHING)
    return lists


def hits(lists: I32, relevant: Bool) -> Bool:
    """(n, k) rel(r): whether each listed course is among the person's ``relevant`` (n, C)."""
    found: Bool = np.take_along_axis(relevant, np.maximum(lists, 0), axis=1) & (lists != NOTHING)
    return found


def hit_rate(lists: I32, relevant: Bool) -> Float:
    """(n,) HR@k: 1 if any of L is in T."""
    return _judged(hits(lists, relevant).any(axis=1), relevant)


def precision(lists: I32, relevant: Bool) -> Float:
    """(n,) P@k: |L ∩ T| / k, also where the list is shorter than k."""
    return _judged(hits(lists, relevant).mean(axis=1), relevant)


def ndcg(lists: I32, relevant: Bool) -> Float:
    """(n,) NDCG@k: Σ_r rel(r)/log2(r + 1) over what the best order would reach.

    Source: Järvelin & Kekäläinen (2002), binary relevance.
    """
    discount = 1 / np.log2(np.arange(2, lists.shape[1] + 2))
    ideal = np.concatenate([[0], np.cumsum(discount)])
    most = ideal[np.minimum(relevant.sum(axis=1), lists.shape[1])]
    return _judged(hits(lists, relevant) @ discount / np.maximum(most, discount[-1]), relevant)


def coverage(lists: I32, *, courses: int) -> float:
    """Share of the ``courses`` of the catalogue that are on anybody's list."""
    return len(np.unique(lists[lists != NOTHING])) / courses


def overlap(lists: I32, *, courses: int) -> float:
    """How alike the lists are: mean over pairs of people of |L_a ∩ L_b| / k; 1 = all the same.

    Exact without visiting the pairs: a course on m of n lists is common to m(m − 1)/2 pairs.

    Raises
    ------
    ValueError
        Fewer than two people.
    """
    n, k = lists.shape
    if n < 2:
        raise ValueError("overlap needs the lists of at least two people")
    listed = np.bincount(lists[lists != NOTHING], minlength=courses).astype(np.float64)
    return float((listed * (listed - 1)).sum() / (n * (n - 1) * k))


def _judged(values: ArrayLike, relevant: Bool) -> Float:
    return np.where(relevant.any(axis=1), values, np.nan)

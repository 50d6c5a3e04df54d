"""Courses completed by the same people: cosine similarity, the nearest neighbours only.

``item[i, c] = n(i, c) / (sqrt(n(i)·n(c)) + shrinkage)`` with n(i, c) the number of people who
completed both, kept for the ``neighbours`` most similar i of each c. Source: Deshpande & Karypis (2004).
"""

from __future__ import annotations

import numpy as np

from recommender.features.arrays import Dataset
from recommender.scorers.cooccurrence import counts
from recommender.scorers.history import ItemKnnScorer, tie_break
from recommender.scorers.interactions import shares


def learn_item_knn(dataset: Dataset, *, neighbours: int = 100, shrinkage: float = 0.0) -> ItemKnnScorer:
    """Similarities from all completions; ties at the last neighbour go to the lower row."""
    width = len(dataset.catalogue)
    both = counts(dataset)
    norm = np.sqrt(both.diagonal())
    similar = both / np.maximum(norm[:, None] * norm + shrinkage, 1e-12)
    np.fill_diagonal(similar, 0.0)
    far = np.argsort(-similar, axis=0, kind="stable")[neighbours:]
    np.put_along_axis(similar, far, 0.0, axis=0)
    return ItemKnnScorer(
        item=similar.astype(np.float32),
        feature=np.zeros((0, width), np.float32),
        prior=tie_break(shares(both.diagonal())),
        decay=1.0,
    )

"""How many people have two things together: courses completed, and features held.

The one place of the closed-form learners that needs scipy (the sparse product); learning only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.features.arrays import Dataset
from recommender.scorers.interactions import taken


def counts(dataset: Dataset, *, features: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Number of people who have both, shape (C + f, C + f): the courses, then ``features``.

    ``features`` are rows of ``dataset.feature_names``; none where left out.
    """
    held = sparse.csr_array(_completed(dataset))
    if features is not None:
        held = sparse.csr_array(sparse.hstack([held, _features(dataset)[:, features]]))
    product: NDArray[np.float64] = (held.T @ held).toarray().astype(np.float64)
    return product


def common_features(dataset: Dataset, *, at_least: int) -> NDArray[np.int64]:
    """Rows of the features that ``at_least`` people hold: rarer ones teach nothing."""
    count = np.bincount(dataset.people.feature, minlength=len(dataset.feature_names))
    return np.flatnonzero(count >= at_least)


def _completed(dataset: Dataset) -> sparse.csr_array:
    history = taken(dataset.people)
    ones = np.ones(len(history.course), np.float32)
    shape = len(dataset.people), len(dataset.catalogue)
    return sparse.csr_array((ones, history.course, history.indptr), shape=shape)


def _features(dataset: Dataset) -> sparse.csr_array:
    people = dataset.people
    ones = np.ones(len(people.feature), np.float32)
    shape = len(people), len(dataset.feature_names)
    return sparse.csr_array((ones, people.feature, people.feature_indptr), shape=shape)

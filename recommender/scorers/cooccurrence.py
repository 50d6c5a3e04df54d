"""How many people have two things together: courses completed, and features held.

Every pair of things that one person has adds one to a cell of XᵀX. The pairs are listed by their distance in
the person's row and counted in the upper or lower half, whichever they fall into: half of a symmetric
product, of ones, with neither a sparse result to allocate nor a multiplication.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Dataset
from recommender.scorers.interactions import taken

_AT_ONCE: Final = 4_000_000
"""Pairs that are counted at once, so that the table is gone through seldom."""


def counts(dataset: Dataset, *, features: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Number of people who have both, shape (C + f, C + f): the courses, then ``features``.

    ``features`` are rows of ``dataset.feature_names``; none where left out.
    """
    chosen = np.zeros(0, np.int64) if features is None else features
    column, end = _held(dataset, chosen)
    width = len(dataset.catalogue) + len(chosen)
    half = np.zeros(width * width, np.int64)
    for cells in _batches(_cells(column, end, width)):
        half += np.bincount(cells, minlength=width * width)
    apart = half.reshape(width, width)
    alone = np.bincount(column, minlength=width)
    both: NDArray[np.float64] = (apart + apart.T + np.diag(alone)).astype(np.float64)
    return both


def common_features(dataset: Dataset, *, at_least: int) -> NDArray[np.int64]:
    """Rows of the features that ``at_least`` people hold: rarer ones teach nothing."""
    count = np.bincount(dataset.people.feature, minlength=len(dataset.feature_names))
    return np.flatnonzero(count >= at_least)


def _held(dataset: Dataset, features: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(E,) columns that people have, person by person, and (E,) the place where the person's end."""
    people, history = dataset.people, taken(dataset.people)
    place = np.full(len(dataset.feature_names), -1, np.int64)
    place[features] = len(dataset.catalogue) + np.arange(len(features))
    feature = place[people.feature]
    owner = np.repeat(np.arange(len(people)), np.diff(people.feature_indptr))[feature >= 0]
    person = np.concatenate([history.person(), owner])
    column = np.concatenate([history.course.astype(np.int64), feature[feature >= 0]])
    order = np.argsort(person, kind="stable")
    end = np.cumsum(np.bincount(person, minlength=len(people)))
    return column[order], end[person[order]]


def _cells(column: NDArray[np.int64], end: NDArray[np.int64], width: int) -> Iterator[NDArray[np.int64]]:
    """Cells of the pairs of one person, those next to each other first, then those two apart, and so on."""
    first, apart = np.arange(len(column)), 1
    while len(first := first[first + apart < end[first]]):
        yield column[first] * width + column[first + apart]
        apart += 1


def _batches(parts: Iterator[NDArray[np.int64]]) -> Iterator[NDArray[np.int64]]:
    """The same numbers in fewer arrays."""
    kept: list[NDArray[np.int64]] = []
    for part in parts:
        kept.append(part)
        if sum(map(len, kept)) >= _AT_ONCE:
            yield np.concatenate(kept)
            kept = []
    if kept:
        yield np.concatenate(kept)

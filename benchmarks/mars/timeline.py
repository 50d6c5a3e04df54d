"""The hour of each rating, which a dated record loses: MARS learners do most of it in one day.

The service takes courses of one day as unordered. To give it the order, a history is laid out over
successive days; dates drift by as many days as the learner had courses in one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from recommender.features.arrays import Dataset


def in_time_order(dataset: Dataset, *, ratings: pd.DataFrame) -> Dataset:
    """The same dataset with each history in the order of the clock (``read_ratings``)."""
    people, width = dataset.people, len(dataset.catalogue)
    person = np.repeat(np.arange(len(people), dtype=np.int64), np.diff(people.history_indptr))
    entry = person * width + people.history_course
    rated = _rows(people.asn_id, ratings["asn_id"]) * width + _rows(
        dataset.catalogue.courses.ids, ratings["course_id"]
    )
    newest = ratings["at"].groupby(rated).max().reindex(entry)
    order = np.lexsort((people.history_day, newest.to_numpy(), person))
    return replace(
        dataset,
        people=replace(
            people,
            history_course=people.history_course[order],
            history_day=_successive(people.history_day[order], people.history_indptr),
            history_status=people.history_status[order],
        ),
    )


def _successive(day: np.ndarray, indptr: np.ndarray) -> np.ndarray:
    """The earliest days, not before ``day``, that rise strictly within each person."""
    risen = np.empty_like(day)
    for start, stop in pairwise(indptr.tolist()):
        step = np.arange(stop - start, dtype=day.dtype)
        risen[start:stop] = np.maximum.accumulate(day[start:stop] - step) + step
    return risen


def _rows(ids: np.ndarray, wanted: pd.Series[str]) -> np.ndarray:
    return np.searchsorted(ids, wanted.to_numpy(dtype=np.str_)).astype(np.int64)

"""Completed months and years between days, as the rules of the civil service count them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def completed_months(start: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.int64]:
    """Whole months from ``start`` to ``end`` (day numbers, broadcast against each other).

    The largest m with ``add_months(start, m) <= end`` of :mod:`recommender.domain.days`: a month
    that began on the 31st is complete on the last day of a shorter month. Negative where the end
    lies before the start. Age in completed years is this divided by 12, rounded down. Days that
    are missing give a number without meaning; mask them.
    """
    first, last = _dates(start), _dates(end)
    first_month, last_month = first.astype("datetime64[M]"), last.astype("datetime64[M]")
    first_day = (first - first_month.astype("datetime64[D]")).astype(np.int64)
    last_day = (last - last_month.astype("datetime64[D]")).astype(np.int64)
    next_month = (last_month + np.timedelta64(1, "M")).astype("datetime64[D]")
    length = (next_month - last_month.astype("datetime64[D]")).astype(np.int64)
    months = (last_month - first_month).astype(np.int64)
    complete: NDArray[np.int64] = months - (np.minimum(first_day, length - 1) > last_day)
    return complete


def _dates(days: NDArray[np.int32]) -> NDArray[np.datetime64]:
    return np.asarray(days).astype("datetime64[D]")

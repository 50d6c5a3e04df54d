"""When a row was observed, and the as-of date that follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.domain import codes
from recommender.tables.column import Table
from recommender.tables.declaration import TABLES

DATING: Final = ("training_records", "assessments", "evaluations", "performance")
"""Tables whose newest observation is the default as-of date of the snapshot."""

_LAST_MONTH: Final = dict(zip(codes.PERIODS, (12, 3, 6, 9, 12), strict=True))


def observed_on(frame: pd.DataFrame, table: Table) -> pd.Series[Any]:
    """Day each row was observed (datetime64[s]; NaT if unknown), for a table with ``observed``."""
    if table.observed != "period":
        return frame[table.observed]
    months = frame["period"].map(_LAST_MONTH).to_numpy(dtype=np.float64, na_value=np.nan)
    years = frame["year"].to_numpy(dtype=np.float64, na_value=np.nan)
    known = ~np.isnan(months) & ~np.isnan(years)
    counted = np.where(known, (years - 1970) * 12 + months, 0).astype(np.int64)
    ends = counted.astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    ends[~known] = np.datetime64("NaT")
    return pd.Series(ends.astype("datetime64[s]"), index=frame.index)


def newest_observed(frames: Mapping[str, pd.DataFrame]) -> date | None:
    """Newest observed day in ``DATING``; None if nothing was observed."""
    newest = [
        observed_on(frames[name], TABLES[name]).max()
        for name in DATING
        if name in frames and len(frames[name])
    ]
    days: list[date] = [one.date() for one in newest if one is not pd.NaT]
    return max(days, default=None)

"""Formally valid NIP and NI PPPK (PerBKN 22/2007) that nobody was given."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]
PPPK_CODE: Final = 21
"""Digits 13-14 of an NI PPPK."""


def nip_numbers(
    *, born: I32, hired: I32, male: NDArray[np.bool_], pppk: NDArray[np.bool_]
) -> NDArray[np.str_]:
    """Birth date, year and month of entry (year and 21 for PPPK), sex, running number."""
    born_year, born_month, born_day = _calendar(born)
    year, month, _ = _calendar(hired)
    stem = (born_year * 10_000 + born_month * 100 + born_day) * 10_000_000
    stem += (year * 100 + np.where(pppk, PPPK_CODE, month)) * 10 + np.where(male, 1, 2)
    order = np.argsort(stem, kind="stable")
    ordered = stem[order]
    first = np.searchsorted(ordered, ordered)
    serial = np.empty(len(stem), np.int64)
    serial[order] = np.arange(len(stem)) - first + 1
    return (stem * 1000 + serial).astype(str)


def _calendar(day: I32) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    moment = day.astype("datetime64[D]")
    months = moment.astype("datetime64[M]")
    year = months.astype(np.int64) // 12 + 1970
    month = months.astype(np.int64) % 12 + 1
    return year, month, (moment - months.astype("datetime64[D]")).astype(np.int64) + 1

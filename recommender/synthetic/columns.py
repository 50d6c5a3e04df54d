"""Columns of a written table: numpy values and where they are missing -> arrow arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

Column: TypeAlias = Any  # a pyarrow.Array: pyarrow ships no types
Columns = dict[str, Column]


def text(values: ArrayLike, *, missing: NDArray[np.bool_] | None = None) -> Column:
    """Text; empty text is a missing cell."""
    array = np.asarray(values, dtype=str)
    gone = array == "" if missing is None else missing | (array == "")
    return pa.array(array.astype(object), pa.string(), mask=gone)


def whole(values: ArrayLike, *, missing: NDArray[np.bool_] | None = None) -> Column:
    """Whole numbers."""
    return pa.array(np.asarray(values).astype(np.int64), pa.int64(), mask=missing)


def number(values: ArrayLike, *, decimals: int, missing: NDArray[np.bool_] | None = None) -> Column:
    """Numbers with so many decimals; NaN is a missing cell."""
    array = np.round(np.asarray(values, np.float64), decimals) + 0.0  # no -0
    gone = np.isnan(array) if missing is None else missing | np.isnan(array)
    return pa.array(np.where(gone, 0.0, array), pa.float64(), mask=gone)


def day(values: ArrayLike, *, missing: NDArray[np.bool_] | None = None) -> Column:
    """Dates from day numbers."""
    return pa.array(np.asarray(values).astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def pick(names: ArrayLike, rows: NDArray[np.integer]) -> Column:
    """``names[rows]`` as text, missing where the row is negative."""
    return text(np.where(rows < 0, "", np.asarray(names)[np.maximum(rows, 0)]))

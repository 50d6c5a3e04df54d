"""What every kind of source hands over: columns of text under the names of the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.tables.declaration import Column
from recommender.tables.findings import Finding

MAX_COLUMNS = 200
"""Columns a table may have; the widest of the contract has 23, foreign exports around 100."""
MAX_ROWS = 2_000_000
"""Data rows a table may have: twenty years of records of a whole province."""
MAX_ROW_FINDINGS = 1_000
"""Rows refused one by one for the same reason; beyond it the table as a whole is refused."""


@dataclass(frozen=True)
class Arrangement:
    """Which columns of a source are read, and as what.

    Attributes
    ----------
    wanted
        ``(position in the source, column of the contract)``, in the order of the source. A column of
        the contract stands twice only where a mapping names several foreign columns for it.
    findings
        Unknown columns, one warning each.
    dropped
        Headers of the columns the service must not know; they are never read.
    """

    wanted: tuple[tuple[int, Column], ...]
    findings: tuple[Finding, ...] = ()
    dropped: tuple[str, ...] = ()


Arrange = Callable[[Sequence[str], Sequence[Sequence[str]]], Arrangement]
"""``arrange(header, next rows)``; the rows only help to say where the header really stands.

Raises :class:`~recommender.tables.findings.TableRefused` on a header that cannot be used.
"""


@dataclass(frozen=True)
class Grid:
    """A table as one reader found it, before the rules that hold for text of every origin.

    Attributes
    ----------
    arrangement
        As given by :data:`Arrange`.
    columns
        One (n,) array of text per ``arrangement.wanted``; null or empty text = missing.
    rows
        (n,) int64 row numbers in the source: header = 1, first data row = 2.
    findings
        What the reader found; the rows of its errors are refused.
    decimal_comma
        The source declares the decimal comma.
    """

    arrangement: Arrangement
    columns: tuple[pa.ChunkedArray, ...]
    rows: NDArray[np.int64]
    findings: tuple[Finding, ...] = ()
    decimal_comma: bool = False


def harmless(text: str) -> str:
    """A foreign name as it may stand in a report: printable, stripped, at most 60 characters."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text.strip())
    return plain if len(plain) <= 60 else plain[:59] + "…"


def shown(text: str) -> str:
    """A foreign name as it may stand in a sentence: harmless and in backquotes."""
    return f"`{harmless(text).replace('`', ' ')}`"

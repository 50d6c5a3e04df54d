"""A table as it was read: text cells and where each row stood; nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.tables.findings import Finding


@dataclass(frozen=True)
class RawTable:
    """A table of text.

    Attributes
    ----------
    name
        Name of the contract (``asn``), after the mapping.
    cells
        Column name of the contract -> (n,) object array of ``str``; empty text = missing. Text is
        NFC, stripped of the ASCII blanks at both ends, otherwise as it stood in the source.
    rows
        (n,) int64 row numbers in the source: header = 1, first data row = 2.
    decimal_comma
        The source declares the decimal comma (a ``;`` delimited file).
    """

    name: str
    cells: Mapping[str, NDArray[np.object_]]
    rows: NDArray[np.int64]
    decimal_comma: bool = False


@dataclass(frozen=True)
class RawSource:
    """All tables of a source, with what reading already found.

    Attributes
    ----------
    tables
        By contract name. A table refused as a whole is absent; rows refused alone are left out.
    findings
        What reading found. An error concerns its row where the table is here, else the whole table.
    dropped_columns
        ``table.column`` of columns the service must not know, dropped unread.
    """

    tables: Mapping[str, RawTable]
    findings: tuple[Finding, ...]
    dropped_columns: tuple[str, ...]

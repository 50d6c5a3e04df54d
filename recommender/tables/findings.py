"""What was found wrong or worth saying in a source, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One finding.

    ``row`` counts as a spreadsheet does (header = 1, first data row = 2); 0 means the whole table.
    ``text`` and ``fix`` are Indonesian sentences; neither repeats a NIP or a name.
    """

    table: str
    row: int
    column: str
    code: str
    severity: Severity
    text: str
    fix: str


class TableRefused(Exception):
    """A table as a whole cannot be read; the one finding says why and, where known, at which row."""

    def __init__(self, table: str, code: str, text: str, *, fix: str, row: int = 0, column: str = "") -> None:
        super().__init__(text)
        self.finding = Finding(table, row, column, code, "error", text, fix)

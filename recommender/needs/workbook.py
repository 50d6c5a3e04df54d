"""Sheets of plain cells as an .xlsx file; text is always text, so no cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import xlsxwriter

MOST_ROWS: Final = 1_048_575
"""Data rows that fit a sheet below its header."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: columns of equal length by their header; a NaN or None is an empty cell."""

    name: str
    columns: Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]


def summary(lines: Sequence[tuple[str, str, str]]) -> dict[str, Sequence[str]]:
    """Columns of a sheet of facts: each fact, as people read it, and as programs do where that is another
    text."""
    names, told, coded = ([one[at] for one in lines] for at in range(3))
    return {"Hal": names, "Isi": told, "Kode": coded}


def workbook_bytes(sheets: Sequence[Sheet], *, most_rows: int = MOST_ROWS) -> bytes:
    """The .xlsx file; a sheet with more than ``most_rows`` rows goes on in ``<name>_2`` and so on.

    Text stays text also where it begins with ``=``, ``+``, ``-`` or ``@`` or looks like a number, a
    link or an id with leading zeros.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {
        "constant_memory": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    })  # fmt: skip
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        rows = len(next(iter(sheet.columns.values()), ()))
        for part, start in enumerate(range(0, max(rows, 1), most_rows), start=1):
            name = sheet.name if part == 1 else f"{sheet.name}_{part}"
            _fill(book.add_worksheet(name), sheet, start, min(start + most_rows, rows), bold)
    book.close()
    return stream.getvalue()


def _fill(page: Any, sheet: Sheet, start: int, end: int, bold: Any) -> None:
    for column, header in enumerate(sheet.columns):
        page.set_column(column, column, max(12, min(60, len(header) + 4)))
    page.freeze_panes(1, 0)
    for column, header in enumerate(sheet.columns):
        page.write_string(0, column, header, bold)
    parts = (np.asarray(values)[start:end].tolist() for values in sheet.columns.values())
    for row, cells in enumerate(zip(*parts, strict=True), start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, cell)
            elif cell is not None and cell == cell:  # NaN is not equal to itself
                page.write_number(row, column, cell)

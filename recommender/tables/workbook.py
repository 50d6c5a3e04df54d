"""One ``.xlsx`` workbook, a sheet per table, parsed in a child process and judged here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa

from recommender.errors import BadInput
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import Arrange, Grid
from recommender.tables.quarantine import QuarantineBroken, run_guarded
from recommender.tables.rendering import render
from recommender.tables.zip_check import check_zip, damaged

_MEMORY: Final = 128_000_000
_MEMORY_PER_BYTE: Final = 5
"""Address space of the child, and more for each byte of the unpacked workbook (honest sheets: below 4)."""
_BYTES_PER_SECOND: Final = 2_000_000
_OPENING_ROWS: Final = 10

_SHEET_REFUSALS: Final = {
    "SHEET_AREA": (
        "Ada isian jauh di luar tabel, di sel {about}.",
        "Hapus isi dan format di kanan dan di bawah tabel, lalu simpan lagi.",
    ),
    "TOO_MANY_ROWS": (
        "Lembar memuat lebih dari 200.000 baris.",
        "Kirim tabel besar sebagai CSV atau Parquet.",
    ),
    "TOO_MANY_CELLS": (
        "Lembar memuat lebih dari 5.000.000 isian.",
        "Kirim tabel besar sebagai CSV atau Parquet.",
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet as the child found it: ``content`` holds its JSON object."""

    name: str
    visible: bool
    content: Mapping[str, Any]


def open_workbook(path: Path, *, wanted: Sequence[str]) -> tuple[Sheet, ...]:
    """All sheets of a workbook, those named in ``wanted`` with their content.

    Raises
    ------
    BadInput
        As :func:`~recommender.tables.zip_check.check_zip`, or XML_DTD, or XLSX_LIMIT: it took more
        memory or time than its size can explain.
    """
    size = check_zip(path)
    try:
        answer = orjson.loads(
            run_guarded(
                "recommender.tables.workbook_child",
                [str(path.absolute()), *wanted],
                memory=_MEMORY + _MEMORY_PER_BYTE * size,
                seconds=2 + size // _BYTES_PER_SECOND,
            )
        )
    except QuarantineBroken:
        raise BadInput(
            "XLSX_LIMIT",
            "Buku kerja ini tidak dapat dibaca dalam batas memori dan waktu.",
            fix="Simpan ulang dari Excel; bila tetap ditolak, kirim sebagai CSV.",
        ) from None
    if answer.get("refused") == "XML_DTD":
        raise BadInput(
            "XML_DTD", "Buku kerja memuat deklarasi tipe dokumen XML.", fix="Simpan ulang dari Excel."
        )
    if "refused" in answer:
        raise damaged()
    return tuple(Sheet(one["name"], one["visible"], one) for one in answer["sheets"])


def read_sheet(sheet: Sheet, *, table: str, arrange: Arrange) -> Grid:
    """Read one table of an opened workbook.

    Raises
    ------
    TableRefused
        SHEET_HIDDEN, SHEET_AREA, TOO_MANY_ROWS, TOO_MANY_CELLS, NO_ROWS, MERGED_CELLS, a reason that
        holds for more than 1,000 rows, or what ``arrange`` refuses.
    """
    if not sheet.visible:
        raise TableRefused(
            table, "SHEET_HIDDEN", "Lembar tabel ini tersembunyi.", fix="Tampilkan lembar itu atau hapus."
        )
    if "refused" in sheet.content:
        text, fix = _SHEET_REFUSALS.get(
            sheet.content["refused"], ("Lembar rusak.", "Simpan ulang dari Excel.")
        )
        raise TableRefused(
            table, sheet.content["refused"], text.format(about=sheet.content["about"]), fix=fix
        )
    values: list[list[Any]] = sheet.content["values"]
    if not values:
        raise TableRefused(table, "NO_ROWS", "Lembar kosong.", fix="Isi tabel atau hapus lembarnya.")
    opening = [[_heading(cell) for cell in row] for row in values[: _OPENING_ROWS + 1]]
    header = opening[0]
    while header and not header[-1].strip():
        header.pop()
    arrangement = arrange(header, opening[1:])
    rows = np.arange(2, len(values) + 1)
    facts = _Facts(
        table, sheet.content["facts"], {place + 1: column.name for place, column in arrangement.wanted}
    )
    facts.refuse_merged()
    findings = [*facts.cells("formulas"), *facts.cells("errors"), *facts.hidden()]
    columns: list[pa.ChunkedArray] = []
    for position, column in arrangement.wanted:
        cells = [_cell(row[position]) for row in values[1:]]
        text, refused = render(cells, table=table, column=column, rows=rows.tolist())
        columns.append(text)
        findings += refused
    return Grid(arrangement, tuple(columns), rows, tuple(findings))


def _heading(cell: Any) -> str:
    return "" if cell is None else str(_cell(cell))


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        return dt.date.fromisoformat(cell["date"]) if "date" in cell else cell["other"].encode()
    return cell


@dataclass(frozen=True)
class _Facts:
    """Judges the facts of one sheet; ``columns`` maps sheet columns (from 1) to the contract's names."""

    table: str
    facts: Mapping[str, Any]
    columns: Mapping[int, str]

    def refuse_merged(self) -> None:
        for row, column, last_row, last_column in self.facts["merged"]:
            if row <= self.facts["last_row"] and any(column <= one <= last_column for one in self.columns):
                raise TableRefused(
                    self.table,
                    "MERGED_CELLS",
                    f"Sel digabung di baris {row} sampai {last_row}.",
                    fix="Pisahkan sel gabungan dan isi setiap sel.",
                    row=row,
                )

    def cells(self, kind: str) -> list[Finding]:
        code, text, fix = {
            "formulas": (
                "FORMULA_CELL",
                "Isian berupa rumus.",
                "Salin kolom itu, lalu tempel sebagai nilai.",
            ),
            "errors": (
                "ERROR_CELL",
                "Isian berupa galat Excel (#N/A, #REF!, …).",
                "Perbaiki atau kosongkan isian itu.",
            ),
        }[kind]
        found: list[Finding] = []
        for column, name in self.columns.items():
            rows = self.facts[kind].get(str(column), [])
            if len(rows) > 1_000:
                raise TableRefused(
                    self.table,
                    code,
                    f"{text} Demikian di lebih dari 1.000 baris.",
                    fix=fix,
                    row=rows[0],
                    column=name,
                )
            found += [Finding(self.table, row, name, code, "error", text, fix) for row in rows]
        return found

    def hidden(self) -> list[Finding]:
        rows = [one for one in self.facts["hidden_rows"] if one <= self.facts["last_row"]]
        columns = [one for one in self.facts["hidden_columns"] if one in self.columns]
        found = []
        if rows:
            found.append(
                Finding(
                    self.table,
                    rows[0],
                    "",
                    "ROWS_HIDDEN",
                    "warning",
                    f"{len(rows)} baris tersembunyi (saringan aktif?) ikut dibaca.",
                    "Hapus baris yang tidak dimaksud.",
                )
            )
        found += [
            Finding(
                self.table,
                0,
                self.columns[one],
                "COLUMN_HIDDEN",
                "warning",
                "Kolom tersembunyi ikut dibaca.",
                "Tampilkan kolom itu dan periksa isinya.",
            )
            for one in columns
        ]
        return found

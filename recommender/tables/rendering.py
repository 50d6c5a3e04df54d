"""Typed cells (workbook, Parquet, database) -> text, where that loses nothing; refused where it might."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np
import pyarrow as pa

from recommender.tables.declaration import Column
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_ROW_FINDINGS

_EXACT: Final = 2.0**53
"""Whole floats below it stand for themselves alone."""


def render(
    values: Sequence[object], *, table: str, column: Column, rows: Sequence[int]
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Text of ``values`` for ``column``; a cell that cannot be rendered is empty and refused by a finding.

    Text stays as it is, dates become ISO, whole numbers digits, other numbers ``repr``, booleans 1 or
    0. Keys are never taken from numbers or dates: leading zeros and the last digits of a NIP are
    already lost there. Free text is not taken from dates or booleans.

    Raises
    ------
    TableRefused
        The column refuses more than 1,000 cells.
    """
    findings: list[Finding] = []
    texts: list[str] = []
    for row, value in zip(rows, values, strict=True):
        if type(value) is str:
            texts.append(value)
        elif value is None:
            texts.append("")
        else:
            refused = _refusal(value, column)
            texts.append("" if refused else _text(value))
            if refused:
                findings.append(Finding(table, row, column.name, refused[0], "error", refused[1], refused[2]))
                if len(findings) > MAX_ROW_FINDINGS:
                    raise TableRefused(
                        table,
                        refused[0],
                        f"{refused[1]} Demikian di lebih dari {MAX_ROW_FINDINGS} baris.",
                        fix=refused[2],
                        row=findings[0].row,
                        column=column.name,
                    )
    return pa.chunked_array([pa.array(texts, type=pa.string())]), findings


def _refusal(value: object, column: Column) -> tuple[str, str, str] | None:
    """Code, text and fix of a typed cell that may not stand in ``column``."""
    if column.kind in ("id", "nip"):
        code = "NIP_NUMERIC_CELL" if column.kind == "nip" else "ID_NUMERIC_CELL"
        return (
            code,
            "Kunci ini tersimpan sebagai angka atau tanggal; angka awal atau akhirnya bisa hilang.",
            "Ubah format kolom menjadi Teks, lalu isi ulang dari sumber aslinya.",
        )
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if not isinstance(value, bool | int | float | Decimal | dt.date) or (
        column.kind in ("text", "code") and isinstance(value, bool | dt.date)
    ):
        return (
            "CELL_TYPE",
            f"Jenis isian sumber ({type(value).__name__}) tidak cocok untuk kolom ini.",
            "Simpan isian ini sebagai teks.",
        )
    return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return (plain.rstrip("0").rstrip(".") or "0") if "." in plain else plain
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)

"""Text -> typed frames, one column at a time; every cell that cannot be read is a finding."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.tables.column import Column, Table
from recommender.tables.ledger import Ledger, Problem
from recommender.tables.raw import RawTable
from recommender.tables.values import Unreadable, date_parts, reader

EMPTY: Final = Problem("EMPTY", "error", "Isian wajib ini kosong.", "Isi sel ini, atau hapus barisnya.")
MISSING_COLUMN: Final = Problem(
    "MISSING_COLUMN", "error", "Kolom wajib ini tidak ada.", "Tambahkan kolom, atau petakan dengan --mapping."
)
MONTH_FIRST: Final = Problem(
    "MONTH_FIRST",
    "error",
    "Kolom ini tampaknya ditulis bulan dahulu (misalnya '{value}').",
    "Ekspor ulang dengan hh/bb/tttt atau tttt-bb-hh: tanggal seperti 03/04/2025 akan terbaca salah.",
)


def parse_table(raw: RawTable, table: Table, ledger: Ledger, *, today: date = date.max) -> pd.DataFrame:
    """Read the cells of ``raw`` as ``table`` declares them.

    Returns
    -------
    Frame with all declared columns in declared order and dtype, indexed by source row number.
    An empty cell holds the default, or is missing; one that could not be read is missing and in
    ``ledger`` as an error, as is an empty cell that must be filled.
    """
    columns = {one.name: _column(raw, table, one, ledger, today) for one in table.columns}
    return pd.DataFrame(columns, index=pd.Index(raw.rows, name="row"))


def empty_frame(table: Table) -> pd.DataFrame:
    """No rows, the declared columns and dtypes."""
    return pd.DataFrame({one.name: pd.Series([], dtype=one.dtype) for one in table.columns})


def _column(raw: RawTable, table: Table, column: Column, ledger: Ledger, today: date) -> Any:
    cells = raw.cells.get(column.name)
    if cells is None:
        if column.required:
            ledger.whole(table.name, MISSING_COLUMN, column=column.name)
        cells = np.full(len(raw.rows), "", dtype=object)
    places, distinct = pd.factorize(cells)
    places = np.asarray(places, dtype=np.int64)
    texts = [str(one) for one in distinct]
    if column.filled and "" in texts:
        ledger.rows(table.name, raw.rows[places == texts.index("")], EMPTY, column=column.name)
    values = _values(raw, table, column, ledger, today, texts, places)
    if column.kind == "date":
        _refuse_month_first(texts, table, column, ledger)
    return _typed(values, column.dtype).take(places)


def _values(
    raw: RawTable,
    table: Table,
    column: Column,
    ledger: Ledger,
    today: date,
    texts: list[str],
    places: NDArray[np.int64],
) -> list[Any]:
    """Value of each distinct text; None where it is missing or could not be read."""
    read = reader(column, decimal_comma=raw.decimal_comma, today=today)
    default = read(column.default) if column.default else None
    values: list[Any] = []
    problems: dict[Problem, list[int]] = {}
    for place, text in enumerate(texts):
        try:
            values.append(read(text) if text else default)
        except Unreadable as found:
            values.append(None)
            problems.setdefault(found.problem, []).append(place)
    for problem, wrong in problems.items():
        at = np.flatnonzero(np.isin(places, wrong))
        shown = () if column.private else [texts[place] for place in places[at]]
        ledger.rows(table.name, raw.rows[at], problem, column=column.name, values=shown)
    return values


def _typed(values: list[Any], dtype: Any) -> Any:
    if dtype == "datetime64[s]":
        # By way of days: pandas would read date objects one by one and warn about the missing ones.
        return pd.Series(np.array(values, dtype="datetime64[D]").astype("datetime64[s]")).array
    return pd.Series(values, dtype=dtype).array


def _refuse_month_first(texts: list[str], table: Table, column: Column, ledger: Ledger) -> None:
    """Refuse a column with dates that can only be month-first and none that can only be day-first."""
    written = [(text, parts) for text in texts if text[2:3] in ("/", "-") and (parts := date_parts(text))]
    if any(day > 12 for _, (_, _, day) in written):
        return
    for text, (_, month, _) in written:
        if 12 < month <= 31:
            ledger.whole(table.name, MONTH_FIRST._replace(text=MONTH_FIRST.text.replace("{value}", text)),
                         column=column.name)  # fmt: skip
            return

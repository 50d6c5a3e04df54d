"""Rows that say the same thing twice, and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from recommender.tables.column import Table
from recommender.tables.ledger import SPELLED_OUT, Ledger, Problem

IDENTICAL: Final = Problem(
    "IDENTICAL_ROWS", "note", "Baris ini sama persis dengan baris sebelumnya dan dipakai sekali.", ""
)
CONFLICT: Final = Problem(
    "CONFLICTING_ROWS",
    "error",
    "Kuncinya sama dengan baris {value}, tetapi isinya berbeda.",
    "Tinggalkan satu baris yang benar.",
)
TWICE: Final = Problem(
    "NOT_UNIQUE", "error", "Nilai ini dipakai juga di baris {value}.", "Setiap nilai hanya boleh sekali."
)
LIKELY: Final = Problem(
    "LIKELY_DOUBLE",
    "warning",
    "Pegawai, pelatihan dan tanggal selesai sama dengan baris {value}.",
    "Hapus salah satu bila ini riwayat yang sama.",
)

UNIQUE: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "asn": (("nip",),),
    "training_records": (("record_id",), ("asn_id", "session_id")),
}
"""Columns that, where all filled, no two rows may share, besides the key."""


def settle_doubles(frame: pd.DataFrame, table: Table, ledger: Ledger) -> pd.DataFrame:
    """Drop repeats of identical rows (a note) and refuse all rows of a contradiction.

    Rows of ``table.many_where`` are left alone: equal marks of two colleagues are two marks.
    """
    alone = _judged_by_many(frame, table)
    repeated = (frame.duplicated(keep="first") & ~alone).to_numpy(dtype=bool)
    ledger.rows(table.name, frame.index.to_numpy(dtype=np.int64)[repeated], IDENTICAL)
    kept = frame[~repeated]
    _report(kept[~alone[~repeated]], table.name, table.key, CONFLICT, ledger)
    for columns in UNIQUE.get(table.name, ()):
        _report(kept.dropna(subset=list(columns)), table.name, columns, TWICE, ledger)
    return kept


def warn_likely_doubles(records: pd.DataFrame, ledger: Ledger) -> None:
    """Warn of records of one person, course and end date (after names became courses)."""
    known = records.dropna(subset=["course_id"])
    refused = ledger.refused("training_records")
    _report(
        known[~known.index.isin(refused)],
        "training_records",
        ("asn_id", "course_id", "ends_on"),
        LIKELY,
        ledger,
    )


def _judged_by_many(frame: pd.DataFrame, table: Table) -> pd.Series[bool]:
    if table.many_where is None:
        return pd.Series(False, index=frame.index)
    column, code = table.many_where
    return (frame[column] == code).fillna(False).astype(bool)


def _report(
    frame: pd.DataFrame, table: str, columns: Sequence[str], problem: Problem, ledger: Ledger
) -> None:
    """One finding for each row that shares ``columns`` with another, naming the others."""
    shared = frame[frame.duplicated(subset=list(columns), keep=False)]
    if shared.empty:
        return
    groups = shared.groupby(list(columns), dropna=False, sort=False).ngroup().to_numpy()
    rows = shared.index.to_numpy(dtype=np.int64)
    others = pd.Series(rows).groupby(groups).agg(list)
    named = [_listed(others[group], row) for row, group in zip(rows[:SPELLED_OUT], groups, strict=False)]
    ledger.rows(table, rows, problem, column=columns[0] if len(columns) == 1 else "", values=named)


def _listed(rows: Sequence[int], this: int) -> str:
    others = [str(one) for one in rows[:6] if one != this][:5]
    return ", ".join(others) + (", …" if len(rows) > len(others) + 1 else "")

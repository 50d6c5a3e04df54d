"""Ids that must exist in another table, and what follows when the row they name is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.tables.column import Reference, Table
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import SPELLED_OUT, Ledger, Problem

UNCHECKED: Final = Problem(
    "REFERENCE_UNCHECKED", "note", "Tabel '{value}' tidak ada, maka kode ini tidak diperiksa.", ""
)
CYCLE: Final = Problem(
    "UNIT_CYCLE",
    "error",
    "Unit ini menjadi induk dari dirinya sendiri.",
    "Perbaiki parent_id pada rantai unit ini.",
)


def refuse_orphans(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse rows that name an id no row of the other table has."""
    for table, reference in _references(frames):
        if reference.table not in frames:
            problem = UNCHECKED._replace(text=UNCHECKED.text.replace("{value}", reference.table))
            ledger.whole(table.name, problem, column=reference.column)
            continue
        ids = frames[table.name][reference.column]
        lost = ids.notna() & ~ids.isin(frames[reference.table][reference.target])
        problem = Problem(
            "ORPHAN",
            "error",
            f"'{{value}}' tidak ada di tabel {reference.table}.",
            f"Tambahkan baris itu ke {reference.table}, atau perbaiki kode ini.",
        )
        _note(ledger, table, reference.column, ids[lost], problem)


def refuse_dependants(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse rows that name a refused row, and rows that name those, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for table, reference in _references(frames):
            if reference.table not in frames:
                continue
            parent = frames[reference.table]
            gone = parent.index.isin(ledger.refused(reference.table))
            if not gone.any():
                continue
            lost_ids = np.setdiff1d(_keys(parent, reference, gone), _keys(parent, reference, ~gone))
            ids = frames[table.name][reference.column]
            new = ids.isin(lost_ids) & ~ids.index.isin(ledger.refused(table.name))
            problem = Problem(
                "DEPENDS_ON_REFUSED",
                "error",
                f"'{{value}}' ditolak di tabel {reference.table}.",
                f"Perbaiki dahulu baris itu di {reference.table}.",
            )
            _note(ledger, table, reference.column, ids[new], problem)
            changed |= bool(new.any())


def refuse_unit_cycles(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> None:
    """Refuse units from which no way leads up to a unit without a parent."""
    units = frames.get("units")
    if units is None or units.empty:
        return
    ids = pd.Index(units["unit_id"])
    unique = units[~ids.duplicated()]
    parent = pd.Index(unique["unit_id"]).get_indexer(pd.Index(unique["parent_id"]))
    above = np.where(unique["parent_id"].isna(), -1, parent)
    for _ in range(int(np.ceil(np.log2(len(above)))) + 1):
        # Each step doubles how far up one looks; -1 (the top) stays at the top.
        above = np.where(above >= 0, above[above], -1)
    ledger.rows("units", unique.index.to_numpy(dtype=np.int64)[above >= 0], CYCLE, column="parent_id")


def _references(frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[Table, Reference]]:
    for name in frames:
        for reference in TABLES[name].references:
            yield TABLES[name], reference


def _keys(parent: pd.DataFrame, reference: Reference, where: NDArray[np.bool_]) -> NDArray[Any]:
    return parent.loc[where, reference.target].dropna().to_numpy(dtype=object)


def _note(ledger: Ledger, table: Table, column: str, ids: pd.Series[Any], problem: Problem) -> None:
    ledger.rows(
        table.name,
        ids.index.to_numpy(dtype=np.int64),
        problem,
        column=column,
        values=ids.iloc[:SPELLED_OUT].tolist(),
    )

"""Parquet: text columns as they are, typed ones rendered where that loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_ROWS, Arrange, Grid
from recommender.tables.rendering import render

MAX_BYTES: Final = 2_000_000_000
"""Bytes the wanted columns may take once unpacked, by the file's own account."""


def read_parquet(path: Path, *, table: str, arrange: Arrange) -> Grid:
    """Read one table of a folder; only wanted columns are unpacked.

    Raises
    ------
    TableRefused
        NOT_PARQUET, TOO_MANY_ROWS, TOO_LARGE, a typed column that may not become text
        (NIP_NUMERIC_CELL, ID_NUMERIC_CELL, CELL_TYPE), or what ``arrange`` refuses.
    """
    try:
        with pq.ParquetFile(path) as file:
            return _read(file, table=table, arrange=arrange)
    except (pa.ArrowException, OSError):
        raise TableRefused(
            table, "NOT_PARQUET", "Berkas bukan Parquet yang utuh.", fix="Ekspor ulang berkas ini."
        ) from None


def _read(file: pq.ParquetFile, *, table: str, arrange: Arrange) -> Grid:
    metadata = file.metadata
    if metadata.num_rows > MAX_ROWS:
        raise TableRefused(
            table,
            "TOO_MANY_ROWS",
            f"Lebih dari {MAX_ROWS:,} baris.".replace(",", "."),
            fix="Bagi menurut tahun.",
        )
    arrangement = arrange(file.schema_arrow.names, [])
    names = [file.schema_arrow.names[position] for position, _ in arrangement.wanted]
    size = sum(metadata.row_group(one).total_byte_size for one in range(metadata.num_row_groups))
    if size > MAX_BYTES:
        raise TableRefused(table, "TOO_LARGE", "Isi berkas lebih besar dari 2 GB.", fix="Bagi menurut tahun.")
    content = file.read(columns=names)
    rows = np.arange(2, content.num_rows + 2)
    columns: list[pa.ChunkedArray] = []
    findings: list[Finding] = []
    for name, (_, column) in zip(names, arrangement.wanted, strict=True):
        values = content.column(name)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            columns.append(values.cast(pa.string()))
            continue
        text, refused = render(values.to_pylist(), table=table, column=column, rows=rows.tolist())
        columns.append(text)
        findings += refused
    return Grid(arrangement, tuple(columns), rows, tuple(findings))

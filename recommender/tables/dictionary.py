"""The data dictionary page, written from the declaration: ``python -m recommender.tables.dictionary``."""

from __future__ import annotations

import sys
from typing import Final

from recommender.tables.check import bounds
from recommender.tables.column import Column, Table
from recommender.tables.declaration import DECLARATION_VERSION, TABLES

_KINDS: Final = {
    "id": "kode", "text": "teks", "code": "pilihan", "nip": "NIP", "whole": "bilangan bulat",
    "number": "bilangan", "date": "tanggal", "flag": "0/1",
}  # fmt: skip
_HEAD: Final = f"""# Kamus data
<!-- Dibuat dari recommender/tables/declaration.py dengan: python -m recommender.tables.dictionary -->
Deklarasi versi {DECLARATION_VERSION}. Tanda `!`: kolom harus ada; `!!`: setiap sel juga harus terisi.
Sel kosong berarti tidak diketahui, atau nilai bawaan bila disebut. Tanggal: `tttt-bb-hh`, `hh-bb-tttt` atau
`hh/bb/tttt`, tidak pernah bulan dahulu. Bilangan memakai titik desimal, tanpa pemisah ribuan; koma desimal
hanya pada CSV berpemisah titik koma. Kode dan NIP adalah teks: angka nol di depan bermakna. Kolom *SIASN*
menyebut nama isian di SIASN, yang dipetakan oleh `--mapping siasn`.
"""


def data_dictionary() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *map(_section, TABLES.values())])


def _section(table: Table) -> str:
    lines = [f"## `{table.name}`: {table.label}"]
    lines.append("Wajib ada." if table.must_exist else f"Boleh tidak ada. Akibatnya: {table.switches_off}")
    lines.append(f"Kunci: {', '.join(f'`{one}`' for one in table.key)}.")
    if table.references:
        named = (f"`{one.column}` → `{one.table}.{one.target}`" for one in table.references)
        lines.append(f"Merujuk: {', '.join(named)}.")
    lines += [
        "",
        "| kolom | tanda | jenis | arti | isi yang sah | bawaan | SIASN |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_row, table.columns), ""])


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.mark,
        _KINDS[column.kind],
        f"**{column.label}.** {column.meaning}" + (" Hanya di berkas `people`." if column.private else ""),
        _allowed(column),
        f"`{column.default}`" if column.default else "",
        f"`{column.siasn}`" if column.siasn else "",
    )
    return f"| {' | '.join(one.replace('|', chr(92) + '|') for one in cells)} |"


def _allowed(column: Column) -> str:
    parts = [" ".join(column.codes), bounds(column)]
    if column.step is not None:
        parts.append(f"kelipatan {column.step:g}")
    if not bounds(column) and column.unit:
        parts.append(column.unit)
    return "; ".join(one for one in parts if one)


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())

"""Mapping files: foreign table and column names -> names of the contract.

.. code-block:: toml

    [tables.asn]                       # table of the contract
    source = "data_utama"              # file, sheet or table of the source; default: the same name

    [tables.asn.columns]               # foreign header = column of the contract
    nipBaru = "nip"
    jabatanStrukturalId = "position_id"
    jabatanFungsionalId = "position_id"   # several: whichever is filled; two different values are refused
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from recommender.errors import BadInput, NotFound
from recommender.tables.declaration import TABLES
from recommender.tables.grid import shown

_READY: Final = resources.files("recommender.tables") / "mappings"


@dataclass(frozen=True)
class TableMapping:
    """Where one table of the contract is found: ``source`` name and foreign header -> own column."""

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> Mapping[str, TableMapping]:
    """Read a mapping file by contract table; ``path`` may also name a ready mapping (``siasn``).

    Raises
    ------
    NotFound
        MAPPING_NOT_FOUND.
    BadInput
        MAPPING_INVALID (no TOML, or of another shape) or MAPPING_UNKNOWN (a table or column that is
        not in the contract).
    """
    try:
        content = tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(f"bukan TOML yang sah ({error})") from None
    tables = content.get("tables")
    if set(content) != {"tables"} or not isinstance(tables, dict):
        raise _invalid("hanya boleh berisi bagian [tables.NAMA]")
    return {name: _table_mapping(name, entry) for name, entry in tables.items()}


def ready_mappings() -> tuple[str, ...]:
    """Names of the mappings that come with the product."""
    names = (one.name for one in _READY.iterdir())
    return tuple(sorted(one.removesuffix(".toml") for one in names if one.endswith(".toml")))


def _text(path: Path) -> str:
    if path.is_file():
        return path.read_text(encoding="utf-8")
    if str(path) in ready_mappings():
        return (_READY / f"{path}.toml").read_text(encoding="utf-8")
    raise NotFound(
        "MAPPING_NOT_FOUND",
        f"Berkas pemetaan {shown(str(path))} tidak ada.",
        fix=f"Beri nama berkas TOML, atau pemetaan siap pakai: {', '.join(ready_mappings())}.",
    )


def _table_mapping(name: str, entry: Any) -> TableMapping:
    if name not in TABLES:
        raise _unknown(f"tabel {shown(name)}", ", ".join(TABLES))
    if not isinstance(entry, dict) or not set(entry) <= {"source", "columns"}:
        raise _invalid(f"[tables.{name}] hanya boleh berisi source dan columns")
    source, columns = entry.get("source", name), entry.get("columns", {})
    if not isinstance(source, str) or not source or not isinstance(columns, dict):
        raise _invalid(f"[tables.{name}]: source berupa teks, columns berupa tabel")
    known = [one.name for one in TABLES[name].columns]
    for own in columns.values():
        if own not in known:
            raise _unknown(f"kolom {shown(str(own))} dari tabel `{name}`", ", ".join(known))
    return TableMapping(source, columns)


def _invalid(text: str) -> BadInput:
    return BadInput(
        "MAPPING_INVALID", f"Berkas pemetaan {text}.", fix="Contohnya ada di recommender/tables/mappings/."
    )


def _unknown(what: str, known: str) -> BadInput:
    return BadInput(
        "MAPPING_UNKNOWN", f"Pemetaan menyebut {what} yang tidak dikenal.", fix=f"Yang dikenal: {known}."
    )

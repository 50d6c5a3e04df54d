"""SIASN's reference lists -> source tables under SIASN's own field names, for ``--mapping siasn``.

An agency that starts from nothing gets the national list of positions, and the national names of
trainings as proposals for its alias table.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from recommender.durable import write_bytes
from recommender.errors import BadInput, NotFound

CLASS_OF_TIER: Final = {
    **dict.fromkeys(("UT", "MA", "MU", "PT"), "JF_KEAHLIAN"),
    **dict.fromkeys(("PY", "MH", "TR", "PM"), "JF_KETERAMPILAN"),
}
"""Jenjang of a functional position -> its class."""


def write_reference_tables(lists: Path, *, out: Path) -> dict[str, int]:
    """Write ``positions.csv`` and ``course_aliases.csv`` into ``out`` from the lists in ``lists``.

    Parameters
    ----------
    lists
        Folder with ``jabatanFungsional.json.gz`` and ``kursus.json.gz`` as BKN publishes them.

    Returns
    -------
    Rows written of each table, and under ``"skipped"`` the positions whose jenjang is none of the
    eight (SIASN has two marked ``XX``): their class is not known, so they are left out.

    Raises
    ------
    NotFound
        ``SIASN_LIST_MISSING``.
    BadInput
        ``SIASN_LIST_INVALID``: a file is not a list of that shape.
    """
    functional = _read(lists / "jabatanFungsional.json.gz", "id", "nama", "jenjang")
    positions = [
        {
            "id": one["id"],
            "nama": one["nama"],
            "jabatanAsn": CLASS_OF_TIER[one["jenjang"]],
            "jenjang": one["jenjang"],
            "kelompokJabatanId": one.get("kelompokJabatanId"),
        }
        for one in functional
        if one["jenjang"] in CLASS_OF_TIER
    ]
    names = sorted({one["nama"].strip() for one in _read(lists / "kursus.json.gz", "nama")})
    aliases = [{"namaKursus": name, "course_id": "", "status": "USULAN"} for name in names]
    write_bytes(out / "positions.csv", _csv(positions))
    write_bytes(out / "course_aliases.csv", _csv(aliases))
    return {
        "positions": len(positions),
        "course_aliases": len(aliases),
        "skipped": len(functional) - len(positions),
    }


def _read(path: Path, *fields: str) -> list[dict[str, Any]]:
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        if not all(isinstance(one[field], str) for one in content for field in fields):
            raise TypeError(fields)
    except FileNotFoundError:
        raise NotFound(
            "SIASN_LIST_MISSING", f"Daftar {path.name} tidak ada.", fix="Unduh daftar referensi SIASN."
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(
            "SIASN_LIST_INVALID",
            f"{path.name} bukan daftar SIASN dengan isian {', '.join(fields)}.",
            fix="Unduh ulang daftar referensi SIASN.",
        ) from None
    rows: list[dict[str, Any]] = content
    return rows


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")

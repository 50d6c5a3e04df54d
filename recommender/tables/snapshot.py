"""The immutable snapshot: one Parquet file a table and a manifest, addressed by content.

Folder of a snapshot (mode 0700, files 0600)::

    <digest>/manifest.json    as-of date, row counts, missing tables, SHA-256 of every file
    <digest>/<table>.parquet  rows sorted by the table's key
    <digest>/people.parquet   asn_id with NIP, name and sex: the only place that holds them

The digest is SHA-256 over the manifest, which names the hash of every file: equal sources give
equal snapshots, and an altered byte anywhere no longer matches the folder's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from recommender import durable
from recommender.errors import BadInput, NotFound
from recommender.tables.column import Table
from recommender.tables.cross_dates import born_on
from recommender.tables.declaration import DECLARATION_VERSION, TABLES
from recommender.tables.parse import empty_frame

PEOPLE: Final = "people"
"""Name of the file with what identifies a person."""
BORN_ON: Final = "born_on"
"""Derived column of ``asn``: the MAX_AGE rule needs a birth date, and nothing else of the NIP."""
MANIFEST: Final = "manifest.json"
_PRIVATE: Final = tuple(one.name for one in TABLES["asn"].columns if one.private)


@dataclass(frozen=True)
class Snapshot:
    """A verified snapshot on disk.

    Attributes
    ----------
    path, digest
        Its folder; the SHA-256 it is addressed by, as hex.
    as_of
        Newest day that was observed when the source was frozen.
    rows
        Rows of each table that is there.
    missing
        Optional tables the source did not have.
    """

    path: Path
    digest: str
    as_of: date
    rows: Mapping[str, int]
    missing: tuple[str, ...]

    def has(self, name: str) -> bool:
        """Whether the source had that table."""
        return name in self.rows

    def frame(self, name: str) -> pd.DataFrame:
        """A table of the contract, or ``"people"`` (asn_id, nip, name, sex; for audits and look-ups).

        A table that is not there comes as no rows of the right columns. ``asn`` has ``born_on`` and
        none of the columns of ``people``.

        Raises
        ------
        KeyError
            The contract has no such table.
        """
        if name != PEOPLE and name not in TABLES:
            raise KeyError(name)
        if name != PEOPLE and name not in self.rows:
            return _dtyped(empty_frame(TABLES[name]), name)
        return _dtyped(pq.read_table(self.path / f"{name}.parquet").to_pandas(), name)


def write_snapshot(frames: Mapping[str, pd.DataFrame], *, out: Path, as_of: date) -> Snapshot:
    """Freeze checked frames under ``out``; the same frames and date give the same folder."""
    tables = {name: _sorted(frames[name], TABLES[name]) for name in TABLES if name in frames}
    files = {name: _parquet(frame) for name, frame in _apart(tables).items()}
    manifest = {
        "declaration_version": DECLARATION_VERSION,
        "as_of": as_of.isoformat(),
        "rows": {name: len(frame) for name, frame in _apart(tables).items()},
        "missing": [name for name in TABLES if name not in tables],
        "sha256": {f"{name}.parquet": hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    content = _canonical(manifest)
    digest = hashlib.sha256(content).hexdigest()

    def fill(folder: Path) -> None:
        for name, file in files.items():
            durable.write_bytes(folder / f"{name}.parquet", file, mode=0o600)
        durable.write_bytes(folder / MANIFEST, content, mode=0o600)

    durable.write_folder(out / digest, fill, mode=0o700)
    return open_snapshot(out / digest)


def open_snapshot(path: Path) -> Snapshot:
    """Open a snapshot after checking every byte of it.

    Raises
    ------
    NotFound
        ``SNAPSHOT_MISSING``: there is none at ``path``.
    BadInput
        ``SNAPSHOT_ALTERED`` (a file or the manifest is not what was frozen), ``SNAPSHOT_FORMAT``
        (written under another declaration).
    """
    path = path.absolute()
    try:
        content = (path / MANIFEST).read_bytes()
    except OSError:
        raise NotFound(
            "SNAPSHOT_MISSING", f"Tidak ada snapshot di {path}.", fix="Buat dengan perintah snapshot."
        ) from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != path.name:
        raise _altered(path, MANIFEST)
    manifest = orjson.loads(content)
    if manifest["declaration_version"] != DECLARATION_VERSION:
        raise BadInput(
            "SNAPSHOT_FORMAT",
            f"Snapshot {path.name[:12]} dibuat dengan deklarasi tabel versi lain.",
            fix="Buat ulang dari sumbernya dengan perintah snapshot.",
        )
    for name, expected in manifest["sha256"].items():
        if _sha256(path / name) != expected:
            raise _altered(path, name)
    return Snapshot(
        path=path,
        digest=digest,
        as_of=date.fromisoformat(manifest["as_of"]),
        rows={name: rows for name, rows in manifest["rows"].items() if name != PEOPLE},
        missing=tuple(manifest["missing"]),
    )


def _altered(path: Path, name: str) -> BadInput:
    return BadInput(
        "SNAPSHOT_ALTERED",
        f"Berkas {name} pada snapshot {path.name[:12]} berubah atau hilang sejak dibekukan.",
        fix="Buat ulang dari sumbernya; folder snapshot tidak boleh disunting atau diganti nama.",
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _canonical(manifest: Mapping[str, Any]) -> bytes:
    return orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def _sorted(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    rest = [one.name for one in table.columns if one.name not in table.key]
    return frame.sort_values([*table.key, *rest], ignore_index=True, kind="stable")


def _apart(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The files of a snapshot: as the tables, but what identifies a person apart from ``asn``."""
    asn = tables["asn"]
    return {
        **{name: frame for name, frame in tables.items() if name != "asn"},
        "asn": asn.drop(columns=list(_PRIVATE)).assign(**{BORN_ON: born_on(asn["nip"])}),
        PEOPLE: asn[["asn_id", *_PRIVATE]],
    }


def _parquet(frame: pd.DataFrame) -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _dtyped(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Columns and dtypes as declared, whatever Parquet made of them."""
    declared: dict[str, str] = {one.name: one.dtype for one in TABLES.get(name, TABLES["asn"]).columns}
    wanted = {one: declared[one] for one in declared if name != "asn" or one not in _PRIVATE}
    if name == PEOPLE:
        wanted = {one: declared[one] for one in ("asn_id", *_PRIVATE)}
    if name == "asn":
        wanted[BORN_ON] = "datetime64[s]"
    return frame.reindex(columns=list(wanted)).astype(wanted)

"""A source of any kind -> its tables as text, with everything worth saying about how it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from recommender.errors import BadInput, NotFound
from recommender.tables.cells import finish
from recommender.tables.csv_file import read_csv
from recommender.tables.database import Database, open_database
from recommender.tables.declaration import TABLES
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import Arrange, Arrangement, Grid, shown
from recommender.tables.headers import arrange
from recommender.tables.mapping import TableMapping, read_mapping
from recommender.tables.parquet_file import read_parquet
from recommender.tables.raw import RawSource, RawTable
from recommender.tables.workbook import open_workbook, read_sheet

Reader = Callable[..., Grid]
"""``reader(table=name, arrange=...) -> Grid``: one table of an open source."""

_READERS: Mapping[str, Reader] = {".csv": read_csv, ".parquet": read_parquet}


def read_source(source: str, *, mapping: Path | None = None) -> RawSource:
    """Read every table of the contract that ``source`` holds.

    Parameters
    ----------
    source
        A folder of ``<table>.csv|.parquet``, one ``.xlsx`` workbook, or an SQLAlchemy URL.
    mapping
        A mapping file, or the name of a ready one (see :mod:`recommender.tables.mapping`).

    Returns
    -------
    RawSource
        A table that was refused as a whole is absent and has an error among the findings; rows that
        were refused alone are left out of their table and have one each.

    Raises
    ------
    NotFound
        SOURCE_NOT_FOUND, MAPPING_NOT_FOUND.
    BadInput
        SOURCE_KIND, SOURCE_EMPTY, or the source as a whole cannot be read (workbook, database, mapping).
    """
    mappings = read_mapping(mapping) if mapping else {}
    reading = _Reading({name: mappings.get(name, TableMapping(name)) for name in TABLES})
    if "://" in source:
        with open_database(source) as database:
            reading.read_database(database)
    else:
        reading.read_path(Path(source))
    return reading.result()


class _Reading:
    """Collects the tables of one source."""

    def __init__(self, mappings: Mapping[str, TableMapping]) -> None:
        self.mappings = mappings
        self.tables: dict[str, RawTable] = {}
        self.findings: list[Finding] = []
        self.dropped: list[str] = []

    def read_path(self, path: Path) -> None:
        try:
            is_folder, is_file = path.is_dir(), path.is_file()
        except OSError:
            is_folder = is_file = False
        if is_folder:
            self.read_folder(path)
        elif not is_file:
            raise NotFound(
                "SOURCE_NOT_FOUND",
                f"Sumber {shown(str(path))} tidak ada atau tidak dapat dibuka.",
                fix="Periksa alamatnya.",
            )
        elif path.suffix.lower() == ".xlsx":
            self.read_workbook(path)
        else:
            raise BadInput(
                "SOURCE_KIND",
                f"Jenis sumber {shown(path.name)} tidak dikenal.",
                fix="Beri folder berisi CSV atau Parquet, satu buku kerja .xlsx, atau alamat basis data.",
            )

    def read_folder(self, folder: Path) -> None:
        files: dict[str, list[Path]] = {}
        for one in sorted(folder.iterdir()):
            if one.suffix.lower() in _READERS and one.is_file():
                files.setdefault(one.stem.casefold(), []).append(one)
        for name, mapping in self.mappings.items():
            found = files.get(mapping.source.casefold(), [])
            if len(found) > 1:
                text = f"Tabel ini ada dalam {len(found)} berkas."
                self.findings.append(
                    Finding(name, 0, "", "TABLE_TWICE", "error", text, "Sisakan satu berkas.")
                )
            elif found:
                self.read(name, partial(_READERS[found[0].suffix.lower()], found[0]))
        self.name_unknown(
            [one.name for many in files.values() for one in many], key=lambda one: Path(one).stem
        )

    def read_workbook(self, path: Path) -> None:
        wanted = sorted({one.source for one in self.mappings.values()})
        sheets = open_workbook(path, wanted=wanted)
        by_name = {one.name.strip().casefold(): one for one in sheets}
        for name, mapping in self.mappings.items():
            sheet = by_name.get(mapping.source.casefold())
            if sheet:
                self.read(name, partial(read_sheet, sheet))
        self.name_unknown([one.name for one in sheets], key=str.strip)

    def read_database(self, database: Database) -> None:
        for name, mapping in self.mappings.items():
            if database.has(mapping.source):
                self.read(name, partial(database.read, mapping.source))
        # An application's database may well hold a table nobody uses yet; a file is sent to be read.
        self.findings = [
            replace(one, severity="warning")
            if one.code == "NO_ROWS" and not TABLES[one.table].must_exist
            else one
            for one in self.findings
        ]

    def read(self, name: str, reader: Reader) -> None:
        """Read one table; a refusal of it leaves the others to be read, so that all is said at once."""
        try:
            grid = reader(table=name, arrange=self.arranging(name))
            self.tables[name], findings = finish(grid, table=name)
        except TableRefused as refused:
            self.findings.append(refused.finding)
            return
        except OSError:
            text, fix = "Berkas tidak dapat dibuka.", "Periksa hak baca atas berkas itu."
            self.findings.append(Finding(name, 0, "", "FILE_UNREADABLE", "error", text, fix))
            return
        self.findings += findings

    def arranging(self, name: str) -> Arrange:
        def settle(header: Sequence[str], opening: Sequence[Sequence[str]]) -> Arrangement:
            found = arrange(TABLES[name], header, opening=opening, renames=self.mappings[name].columns)
            self.dropped += [f"{name}.{one}" for one in found.dropped]
            return found

        return settle

    def name_unknown(self, names: Sequence[str], *, key: Callable[[str], str]) -> None:
        known = {one.source.casefold() for one in self.mappings.values()}
        for name in names:
            if key(name).casefold() not in known:
                self.findings.append(
                    Finding(
                        "",
                        0,
                        "",
                        "UNKNOWN_TABLE",
                        "warning",
                        f"{shown(name)} bukan tabel yang dikenal dan tidak dibaca.",
                        "Beri nama tabel menurut kamus data, atau petakan dengan --mapping.",
                    )
                )

    def result(self) -> RawSource:
        if not self.tables and not any(one.severity == "error" for one in self.findings):
            raise BadInput(
                "SOURCE_EMPTY",
                "Sumber tidak memuat satu pun tabel yang dikenal.",
                fix=f"Nama tabel yang dikenal: {', '.join(TABLES)}.",
            )
        return RawSource(self.tables, tuple(self.findings), tuple(self.dropped))

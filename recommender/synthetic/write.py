"""Write a province as a folder of CSV files that says it is synthetic, and its truth elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv

from recommender.durable import write_folder
from recommender.errors import BadInput
from recommender.progress import Progress, silent
from recommender.synthetic.province import Province
from recommender.synthetic.world import AS_OF, LABEL

_README: Final = """# {label}

Folder ini berisi **{label}**: {asn} pegawai, unit, nilai, dan riwayat di dalamnya dibuat oleh program
(seed {seed}) dan tidak menggambarkan siapa pun. Nama pegawai berbunyi "Pegawai Sintetis ..."; NIP
berbentuk sah tetapi tidak diterbitkan untuk siapa pun, dan bila kebetulan sama dengan NIP nyata itu
tidak bermakna. Nama perangkat daerah meniru jenis yang ada di Provinsi Lampung; daftar, jumlah
pegawai, anggaran, kurikulum, dan hasil pelatihannya sintetis.

Daftar kode (golongan, jenis pengembangan, jenjang, pendidikan, wilayah BPS) adalah daftar yang nyata.
Tanggal data terakhir: {as_of}. Jangan memakai isi folder ini untuk keputusan apa pun.
"""


def write_province(province: Province, folder: Path, *, progress: Progress = silent) -> dict[str, int]:
    """Write all tables to the new ``folder``; answer with the number of rows of each.

    Raises
    ------
    BadInput
        ``folder`` is there already and is not empty.
    """
    rows: dict[str, int] = {}

    def fill(place: Path) -> None:
        options = province.world.options
        note = _README.format(label=LABEL, asn=options.asn, seed=options.seed, as_of=AS_OF.isoformat())
        (place / "README.md").write_text(note, encoding="utf-8")
        tables = province.tables()
        for done, (name, columns) in enumerate(tables.items(), start=1):
            table = pa.table(columns)
            pyarrow.csv.write_csv(table, place / f"{name}.csv")
            rows[name] = table.num_rows
            progress("Menulis tabel sintetis", done, len(tables))

    _write_new(folder, fill)
    return rows


def write_truth(province: Province, folder: Path) -> None:
    """Write the true effects to the new ``folder``, apart from the tables: for tests only."""
    _write_new(folder, province.truth().write)


def _write_new(folder: Path, fill: Callable[[Path], None]) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    if folder.exists() or not write_folder(folder, fill):
        raise BadInput(
            "OUT_EXISTS",
            f"Folder {folder} sudah ada dan tidak kosong.",
            fix="Beri folder lain atau hapus folder itu dahulu.",
        )

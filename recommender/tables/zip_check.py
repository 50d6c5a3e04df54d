"""What a workbook's ZIP directory says before anything in it is unpacked.

Sizes here are the archive's own claims; :mod:`recommender.tables.workbook_child` holds it to them.
"""

from __future__ import annotations

import struct
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from recommender.errors import BadInput

MAX_FILE_BYTES: Final = 100_000_000
MAX_UNPACKED_BYTES: Final = 200_000_000
MAX_ENTRIES: Final = 2_000
MAX_RATIO: Final = 100
"""Unpacked to packed size; real sheets stay below 30."""
_RATIO_FROM: Final = 1_000_000
"""Unpacked bytes below which the ratio means nothing."""
_MAX_DIRECTORY_BYTES: Final = 1_000_000
_END: Final = struct.Struct("<4s4H2LH")
_ENCRYPTED: Final = 0x1


def check_zip(path: Path) -> int:
    """Bytes the workbook takes unpacked, by its own account.

    Raises
    ------
    BadInput
        NOT_XLSX, XLS_OLD, XLSX_ENCRYPTED, XLSX_MACROS, XLSX_DAMAGED, ZIP_BOMB or ZIP_ENTRY.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _bomb(f"berkas lebih besar dari {MAX_FILE_BYTES // 1_000_000} MB")
    _check_head(path)
    _check_directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        raise damaged() from None
    _check_names(entries)
    return _check_sizes(entries)


def damaged() -> BadInput:
    """The one answer to every archive or XML that does not add up."""
    return BadInput(
        "XLSX_DAMAGED", "Buku kerja rusak atau terpotong.", fix="Simpan ulang dari Excel, lalu kirim lagi."
    )


def _check_head(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            if "EncryptedPackage".encode("utf-16-le") in head + stream.read(4_000_000):
                raise _encrypted()
            raise BadInput(
                "XLS_OLD",
                "Ini buku kerja Excel lama (.xls).",
                fix="Simpan sebagai “Buku Kerja Excel (.xlsx)”.",
            )
    if not head.startswith(b"PK"):
        raise BadInput(
            "NOT_XLSX",
            "Isi berkas bukan buku kerja Excel.",
            fix="Simpan sebagai .xlsx; mengganti nama berkas tidak mengubah isinya.",
        )


def _check_directory_size(path: Path) -> None:
    """Count entries before ``zipfile`` makes an object of each."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(size - 65_557, 0))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise damaged()
    _, disk, _, _, entries, directory, offset, _ = _END.unpack_from(tail, at)
    if disk or entries == 0xFFFF or 0xFFFFFFFF in (directory, offset):
        raise BadInput("ZIP_ENTRY", "Buku kerja memakai ZIP64 atau terbagi.", fix="Simpan ulang dari Excel.")
    if entries > MAX_ENTRIES or directory > _MAX_DIRECTORY_BYTES:
        raise _bomb(f"lebih dari {MAX_ENTRIES} berkas di dalamnya")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [one.filename.replace("\\", "/") for one in entries]
    twice = any(count > 1 for count in Counter(map(str.casefold, names)).values())
    outside = any(one.startswith("/") or ".." in one.split("/") or ":" in one for one in names)
    if twice or outside:
        raise BadInput(
            "ZIP_ENTRY",
            "Buku kerja memuat nama berkas yang berulang atau menunjuk ke luar.",
            fix="Simpan ulang dari Excel.",
        )
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise _encrypted()
    if any(one.casefold().endswith(("vbaproject.bin", "vbadata.xml")) for one in names):
        raise BadInput("XLSX_MACROS", "Buku kerja memuat makro.", fix="Simpan sebagai .xlsx tanpa makro.")
    if "xl/workbook.xml" not in names:
        raise BadInput(
            "NOT_XLSX", "Berkas ZIP ini bukan buku kerja Excel.", fix="Simpan sebagai .xlsx dari Excel."
        )


def _check_sizes(entries: list[zipfile.ZipInfo]) -> int:
    for one in entries:
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        if one.file_size > _RATIO_FROM and one.file_size > MAX_RATIO * one.compress_size:
            raise _bomb(f"ada isi yang mengembang lebih dari {MAX_RATIO} kali")
    total = sum(one.file_size for one in entries)
    if total > MAX_UNPACKED_BYTES:
        raise _bomb(f"isinya lebih dari {MAX_UNPACKED_BYTES // 1_000_000} MB")
    return total


def _bomb(why: str) -> BadInput:
    return BadInput(
        "ZIP_BOMB", f"Buku kerja terlalu besar: {why}.", fix="Kirim tabel besar sebagai CSV atau Parquet."
    )


def _encrypted() -> BadInput:
    return BadInput(
        "XLSX_ENCRYPTED", "Buku kerja dilindungi kata sandi.", fix="Hapus kata sandinya, lalu simpan lagi."
    )

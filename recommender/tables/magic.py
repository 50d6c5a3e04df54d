"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from typing import Final

_BINARY: Final = (
    (b"PK\x03\x04", "buku kerja Excel (.xlsx) atau berkas ZIP"),
    (b"PK\x05\x06", "berkas ZIP kosong"),
    (b"\xd0\xcf\x11\xe0", "buku kerja Excel lama (.xls) atau yang disandikan"),
    (b"PAR1", "berkas Parquet"),
    (b"%PDF", "berkas PDF"),
    (b"\x1f\x8b", "berkas GZIP"),
    (b"SQLite format 3", "basis data SQLite"),
)
_TEXT: Final = ((b"<", "halaman HTML atau XML"), (b"{", "berkas JSON"), (b"[", "berkas JSON"))


def foreign_format(head: bytes) -> str:
    """Indonesian name of what ``head`` (the first bytes of a file) shows, or ``""`` if it may be CSV."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, name in _BINARY:
        if head.startswith(magic):
            return name
    return next((name for magic, name in _TEXT if plain.startswith(magic)), "")

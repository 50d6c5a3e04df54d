"""Bytes of a text file -> UTF-8 blocks: byte order marks honoured, everything else refused with its line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BufferedReader
from typing import Final

from recommender.tables.findings import TableRefused

BLOCK_BYTES: Final = 4_194_304
"""Bytes read at a time."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def utf8_blocks(stream: BufferedReader, *, table: str) -> Iterator[bytes]:
    """Yield the text of ``stream`` as UTF-8 without a byte order mark.

    Raises
    ------
    TableRefused
        ENCODING, naming line and byte offset of the first byte that is no UTF-8 (or, after its mark,
        no UTF-16).
    """
    mark, encoding = next((one for one in _MARKS if stream.peek(4).startswith(one[0])), (b"", "utf-8"))
    offset = len(stream.read(len(mark)))
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    line = 1
    while True:
        block = stream.read(BLOCK_BYTES)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, errors="replace")
            raise TableRefused(
                table,
                "ENCODING",
                f"Bukan teks UTF-8: byte ke-{offset - pending + error.start + 1:,} di baris teks ke-"
                f"{line + _line_ends(before):,} tidak dikenal.".replace(",", "."),
                fix="Simpan ulang dari Excel sebagai “CSV UTF-8 (dibatasi koma)”.",
            ) from None
        offset += len(block)
        line += _line_ends(text)
        yield text.encode("utf-8")
        if not block:
            return


def _line_ends(text: str) -> int:
    """Lines that end in ``text``: LF, CRLF or (in a file without LF) CR."""
    return text.count("\n") or text.count("\r")

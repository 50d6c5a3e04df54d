"""What a sheet's XML says beside its values: extent, formulas, errors, merged and hidden parts.

Runs in the child process of :mod:`recommender.tables.quarantine`. The XML is read as a stream and
nothing of it is kept but the facts, so the size of a sheet costs time and no memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from xml.parsers import expat
from zipfile import ZIP_STORED, ZipInfo

MAX_CELLS: Final = 5_000_000
MAX_SHEET_COLUMNS: Final = 200
MAX_SHEET_ROWS: Final = 200_000
"""A sheet of more rows is no work for a spreadsheet, and reading it as XML no work for two seconds."""
_LISTED: Final = 1_001
"""Cells listed per column and kind: one more than a table may have before it is refused as a whole."""
_CHUNK: Final = 262_144
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetRefused(Exception):
    """``code`` of a finding and what it is about."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


@dataclass
class SheetFacts:
    """Facts of one sheet; rows and columns count from 1.

    ``formulas`` and ``errors`` list rows by column. ``merged`` holds ``(row, column, row, column)``.
    """

    last_row: int = 0
    last_column: int = 0
    filled: int = 0
    formulas: dict[int, list[int]] = field(default_factory=dict)
    errors: dict[int, list[int]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def unpacked(stream: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """The content of ``entry``, held to the size and the checksum its directory entry claims.

    Raises
    ------
    SheetRefused
        XLSX_DAMAGED.
    """
    stream.seek(entry.header_offset)
    head = stream.read(30)
    if head[:4] != b"PK\x03\x04":
        raise SheetRefused("XLSX_DAMAGED")
    name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    stream.seek(entry.header_offset + 30 + name + extra)
    inflate = zlib.decompressobj(-15)
    left, size, checksum = entry.compress_size, 0, 0
    while left:
        packed = stream.read(min(left, _CHUNK))
        if not packed:
            raise SheetRefused("XLSX_DAMAGED")
        left -= len(packed)
        while packed:
            plain = packed if entry.compress_type == ZIP_STORED else inflate.decompress(packed, 4 * _CHUNK)
            packed = b"" if entry.compress_type == ZIP_STORED else inflate.unconsumed_tail
            size, checksum = size + len(plain), zlib.crc32(plain, checksum)
            if size > entry.file_size:
                raise SheetRefused("XLSX_DAMAGED")
            yield plain
    if size != entry.file_size or checksum != entry.CRC:
        raise SheetRefused("XLSX_DAMAGED")


def parse_xml(chunks: Iterator[bytes], start: Callable[[str, dict[str, str]], None] | None = None) -> None:
    """Read XML to its end, telling ``start`` every element; a document type is refused.

    Raises
    ------
    SheetRefused
        XML_DTD or XLSX_DAMAGED.
    """

    def refuse(*_: Any) -> None:
        raise SheetRefused("XML_DTD")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise SheetRefused("XLSX_DAMAGED") from None


def scan_sheet(chunks: Iterator[bytes]) -> SheetFacts:
    """Read the facts of a sheet, stopping at the first cell that is too far out.

    Raises
    ------
    SheetRefused
        SHEET_AREA with the cell's address, TOO_MANY_ROWS, TOO_MANY_CELLS, XML_DTD or XLSX_DAMAGED.
    """
    scan = _Scan()
    parse_xml(chunks, scan.start)
    facts = scan.facts
    if facts.last_row * facts.last_column > 4 * facts.filled + 100_000:
        raise SheetRefused("SHEET_AREA", f"{_letters(facts.last_column)}{facts.last_row}")
    return facts


class _Scan:
    """Where the parser stands in the sheet."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.is_error = False
        self.is_filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self.cell(attributes)
        elif kind in ("v", "is", "f"):
            self.content(kind)
        elif kind == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
            if _true(attributes.get("hidden")):
                _list(self.facts.hidden_rows, self.row)
        elif kind == "col" and _true(attributes.get("hidden")):
            first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 1)
            self.facts.hidden_columns += range(first, min(last, first + MAX_SHEET_COLUMNS) + 1)
        elif kind == "mergeCell" and len(self.facts.merged) < _LISTED:
            first_cell, _, last_cell = attributes.get("ref", "").partition(":")
            self.facts.merged.append((*_position(first_cell), *_position(last_cell or first_cell)))

    def cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address:
            self.row, self.column = _position(address)
        else:
            self.column += 1
        self.is_error = attributes.get("t") == "e"
        self.is_filled = False

    def content(self, kind: str) -> None:
        facts = self.facts
        if not self.is_filled:
            self.is_filled = True
            facts.filled += 1
            facts.last_row = max(facts.last_row, self.row)
            facts.last_column = max(facts.last_column, self.column)
            if self.is_error:
                _list(facts.errors.setdefault(self.column, []), self.row)
        if kind == "f":
            _list(facts.formulas.setdefault(self.column, []), self.row)
        if self.row > MAX_SHEET_ROWS and facts.filled > MAX_SHEET_ROWS // 4:
            raise SheetRefused("TOO_MANY_ROWS")
        if self.column > MAX_SHEET_COLUMNS or self.row > MAX_SHEET_ROWS:
            raise SheetRefused("SHEET_AREA", f"{_letters(self.column)}{self.row}")
        if facts.filled > MAX_CELLS:
            raise SheetRefused("TOO_MANY_CELLS")


def _list(rows: list[int], row: int) -> None:
    if len(rows) < _LISTED:
        rows.append(row)


def _true(text: str | None) -> bool:
    return text in ("1", "true")


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise SheetRefused("XLSX_DAMAGED")
    return int(text)


def _position(address: str) -> tuple[int, int]:
    """Row and column of an address: ``C2`` -> (2, 3)."""
    match = _CELL.fullmatch(address)
    if not match:
        raise SheetRefused("XLSX_DAMAGED")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text

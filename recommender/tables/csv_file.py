"""CSV read strictly, block by block; only the bytes of wanted columns ever become text.

A file whose structure cannot be trusted is refused with the row where the trouble starts; a row with
another number of cells than the header is refused alone.
"""

from __future__ import annotations

from io import BufferedReader
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.tables.csv_records import QUOTE, QuoteMisplaced, Records, split_records, texts
from recommender.tables.csv_text import utf8_blocks
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_ROW_FINDINGS, MAX_ROWS, Arrange, Arrangement, Grid
from recommender.tables.magic import foreign_format

MAX_BYTES: Final = 500_000_000
"""Size of a file; 2,000,000 training records take about 250 MB."""
MAX_HEADER_BYTES: Final = 65_536
MAX_RECORD_BYTES: Final = 4_194_304
"""The longest row: 200 cells of 1,000 characters take less."""

_DELIMITERS: Final = (ord(","), ord(";"), ord("\t"))
_LINE_ENDS: Final = (ord("\n"), ord("\r"))
_OPENING_ROWS: Final = 10
_BLANK: Final = b" \t\r\n"


def read_csv(path: Path, *, table: str, arrange: Arrange) -> Grid:
    """Read one table of a folder.

    Raises
    ------
    TableRefused
        Not a text file (NOT_CSV), TOO_LARGE, ENCODING, HEADER_TOO_LONG, DELIMITER_AMBIGUOUS, QUOTE,
        QUOTE_UNTERMINATED, ROW_TOO_LONG, TOO_MANY_ROWS, FIELD_COUNT (more than 1,000 rows), NO_ROWS,
        or what ``arrange`` refuses.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TableRefused(
            table,
            "TOO_LARGE",
            f"Berkas lebih besar dari {MAX_BYTES // 1_000_000} MB.",
            fix="Bagi berkas itu atau kirim sebagai Parquet.",
        )
    with path.open("rb") as stream:
        if found := foreign_format(stream.peek(64)[:64]):
            raise TableRefused(
                table,
                "NOT_CSV",
                f"Isi berkas bukan CSV melainkan {found}.",
                fix="Ekspor ulang sebagai CSV; mengganti nama berkas tidak mengubah isinya.",
            )
        return _Reading(table, arrange).read(stream)


class _Reading:
    """One pass over one file: what the next block needs to know of the ones before."""

    def __init__(self, table: str, arrange: Arrange) -> None:
        self.table = table
        self.arrange = arrange
        self.delimiter = 0
        self.width = 0
        self.records = 0
        self.arrangement = Arrangement(())
        self.chunks: list[list[pa.Array]] = []
        self.rows: list[NDArray[np.int64]] = []
        self.findings: list[Finding] = []

    def read(self, stream: BufferedReader) -> Grid:
        rest = b""
        for block in utf8_blocks(stream, table=self.table):
            rest += block if block else self._closing(rest)
            rest = rest[self._take(rest) :]
            if len(rest) > MAX_RECORD_BYTES:
                raise self._endless(rest)
        if rest.strip(_BLANK):
            raise self._endless(rest)
        return self._grid()

    @staticmethod
    def _closing(rest: bytes) -> bytes:
        """The line end a file's last row may lack."""
        return b"\n" if rest else b""

    def _take(self, buffer: bytes) -> int:
        """Read the whole records of ``buffer``; returns how many bytes they took."""
        if not self.delimiter and not self._sniff(buffer):
            return 0
        block = np.frombuffer(buffer, dtype=np.uint8)
        try:
            found = split_records(block, delimiter=self.delimiter)
        except QuoteMisplaced as error:
            raise self._refused(
                "QUOTE",
                "Tanda kutip ganda berdiri di tengah isian.",
                row=self.records + error.record + 1,
                fix='Beri tanda kutip di awal dan akhir isian dan gandakan yang di dalamnya: "SMA ""Maju""".',
            ) from None
        if not len(found.first):
            return 0
        skipped = 0
        if not self.records:
            self._arrange(block, found)
            skipped = 1
        self._take_rows(block, found, skipped=skipped)
        self.records += len(found.first)
        if self.records > MAX_ROWS + 1:
            raise self._refused(
                "TOO_MANY_ROWS",
                f"Lebih dari {MAX_ROWS:,} baris.".replace(",", "."),
                fix="Bagi menurut tahun.",
            )
        return found.used

    def _sniff(self, buffer: bytes) -> bool:
        """Settle the delimiter from the header alone; False while the header is not whole yet."""
        if not buffer.strip(_BLANK):
            if len(buffer) > MAX_HEADER_BYTES:
                raise self._no_rows()
            return False
        head = np.frombuffer(buffer, dtype=np.uint8, count=min(len(buffer), MAX_HEADER_BYTES + 1))
        outside = np.cumsum(head == QUOTE) % 2 == 0
        ends = np.flatnonzero(outside & np.isin(head, _LINE_ENDS))
        if not len(ends):
            if len(buffer) > MAX_HEADER_BYTES:
                raise self._refused(
                    "HEADER_TOO_LONG",
                    "Baris kepala tabel lebih panjang dari 64 KB.",
                    fix="Periksa apakah berkas ini memang tabel dengan satu baris kepala.",
                    row=1,
                )
            return False
        header = head[: ends[0]][outside[: ends[0]]]
        present = [one for one in _DELIMITERS if (header == one).any()]
        if len(present) > 1:
            raise self._refused(
                "DELIMITER_AMBIGUOUS",
                "Baris kepala tabel memuat lebih dari satu macam pemisah.",
                fix="Pakai satu pemisah saja: koma, titik koma atau TAB.",
                row=1,
            )
        self.delimiter = present[0] if present else _DELIMITERS[0]
        return True

    def _arrange(self, block: NDArray[np.uint8], found: Records) -> None:
        opening = [
            texts(block, found.starts[first : first + count], found.ends[first : first + count]).to_pylist()
            for first, count in zip(found.first[: _OPENING_ROWS + 1], found.counts, strict=False)
        ]
        self.width = int(found.counts[0])
        self.arrangement = self.arrange(opening[0], opening[1:])
        self.chunks = [[] for _ in self.arrangement.wanted]

    def _take_rows(self, block: NDArray[np.uint8], found: Records, *, skipped: int) -> None:
        first, counts = found.first[skipped:], found.counts[skipped:]
        numbers = self.records + 1 + skipped + np.arange(len(first))
        blank = self._blank(block, found, first, alone=counts == 1)
        fits = (counts == self.width) & ~blank
        for row, count in zip(numbers[~fits & ~blank].tolist(), counts[~fits & ~blank].tolist(), strict=True):
            self._refuse_row(row, count)
        for chunks, (position, _) in zip(self.chunks, self.arrangement.wanted, strict=True):
            at = first[fits] + position
            chunks.append(texts(block, found.starts[at], found.ends[at]))
        self.rows.append(numbers[fits])

    @staticmethod
    def _blank(
        block: NDArray[np.uint8], found: Records, first: NDArray[np.int64], *, alone: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Lines with nothing on them but blanks; rows of empty cells are judged for all sources alike."""
        blank: NDArray[np.bool_] = found.ends[first] == found.starts[first]
        for index in np.flatnonzero(alone & ~blank):
            start, end = found.starts[first[index]], found.ends[first[index]]
            blank[index] = not block[start:end].tobytes().strip(_BLANK)
        return blank & alone

    def _refuse_row(self, row: int, count: int) -> None:
        text = f"Baris berisi {count} isian, kepala tabel {self.width} kolom."
        fix = "Periksa pemisah di dalam isian (koma desimal, alamat): isian seperti itu perlu tanda kutip."
        if len(self.findings) >= MAX_ROW_FINDINGS:
            raise self._refused(
                "FIELD_COUNT",
                f"Lebih dari {MAX_ROW_FINDINGS} baris tidak sepanjang kepala tabel.",
                row=row,
                fix=fix,
            )
        self.findings.append(Finding(self.table, row, "", "FIELD_COUNT", "error", text, fix))

    def _endless(self, rest: bytes) -> TableRefused:
        if rest.count(b'"') % 2:
            return self._refused(
                "QUOTE_UNTERMINATED",
                "Tanda kutip yang dibuka di baris ini tidak pernah ditutup.",
                fix="Tutup tanda kutip itu; berkas mungkin terpotong.",
                row=self.records + 1,
            )
        return self._refused(
            "ROW_TOO_LONG",
            "Satu baris lebih panjang dari 4 MB.",
            fix="Periksa akhir baris berkas ini.",
            row=self.records + 1,
        )

    def _grid(self) -> Grid:
        if not self.records:
            raise self._no_rows()
        return Grid(
            self.arrangement,
            tuple(pa.chunked_array(one, type=pa.string()) for one in self.chunks),
            np.concatenate(self.rows) if self.rows else np.zeros(0, dtype=np.int64),
            tuple(self.findings),
            decimal_comma=self.delimiter == ord(";"),
        )

    def _no_rows(self) -> TableRefused:
        return self._refused("NO_ROWS", "Berkas kosong.", fix="Isi tabel atau hapus berkasnya.")

    def _refused(self, code: str, text: str, *, fix: str, row: int = 0) -> TableRefused:
        return TableRefused(self.table, code, text, fix=fix, row=row)

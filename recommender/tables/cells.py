"""Rules for text of every origin: normalisation, hidden characters, length, blank and total rows."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recommender.tables.declaration import Column
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_ROW_FINDINGS, Grid
from recommender.tables.raw import RawTable

MAX_CELL: Final = 1_000
"""Characters of a cell; the longest text of the contract is a course description."""
BLANKS: Final = " \t\r\n"
"""ASCII blanks, stripped from both ends of every cell."""

_NUL: Final = "\x00"
_STRIPPED: Final = "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
"""Control and direction marks: taken out of free text, with a warning; refused in keys, codes and values."""
_HIDDEN: Final = (
    "[\x01-\x1f\x7f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0]"
)
"""What else looks like nothing or like a blank: two keys that differ in it alone look the same."""
_TOTAL: Final = r"(?i)^(sub|grand)?[ -]?(total|jumlah)( (total|keseluruhan|akhir|seluruhnya))? ?:?$"


def finish(grid: Grid, *, table: str) -> tuple[RawTable, tuple[Finding, ...]]:
    """Apply the rules to ``grid``; rows with an error are left out of the table and named.

    Text becomes NFC without ASCII blanks at its ends; in free text control and direction marks are
    taken out as well, with a warning. Blank rows are left out, with a note where rows follow.

    Raises
    ------
    TableRefused
        NO_ROWS, or one reason refuses more than 1,000 rows.
    """
    work = _Finishing(grid, table)
    columns = work.columns()
    work.refuse_totals(columns)
    filled = np.zeros(len(grid.rows), dtype=np.bool_)
    for values in columns.values():
        filled |= _mask(pc.not_equal(values, ""))
    work.note_blank(filled)
    refused = [one.row for one in work.findings if one.severity == "error"]
    keep = filled & ~np.isin(grid.rows, refused)
    if not (filled.any() or refused):
        raise TableRefused(
            table, "NO_ROWS", "Tabel tidak berisi baris data.", fix="Isi tabel atau hapus dari sumber."
        )
    selection = None if keep.all() else pa.array(keep)
    cells = {
        name: _shared(values if selection is None else values.filter(selection))
        for name, values in columns.items()
    }
    return RawTable(table, cells, grid.rows[keep], grid.decimal_comma), tuple(work.findings)


def _shared(values: pa.ChunkedArray) -> NDArray[np.object_]:
    """The texts as objects, one for equal cells: a code in a million rows is one object, not a million."""
    found = values.combine_chunks().dictionary_encode()
    texts = found.dictionary.to_numpy(zero_copy_only=False)
    shared: NDArray[np.object_] = texts[found.indices.to_numpy()]
    return shared


def _mask(values: pa.ChunkedArray) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = values.to_numpy().astype(np.bool_)
    return mask


class _Finishing:
    """The findings of one table while its columns are cleaned."""

    def __init__(self, grid: Grid, table: str) -> None:
        self.grid = grid
        self.table = table
        self.findings = [*grid.arrangement.findings, *grid.findings]

    def columns(self) -> dict[str, pa.ChunkedArray]:
        """Clean text by column of the contract."""
        cleaned: dict[str, pa.ChunkedArray] = {}
        for (_, column), values in zip(self.grid.arrangement.wanted, self.grid.columns, strict=True):
            text = self.clean(column, values)
            if column.name in cleaned:
                text = self.merge(column, cleaned[column.name], text)
            cleaned[column.name] = text
        return cleaned

    def clean(self, column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
        values = pc.fill_null(values, "")
        if _has_rare_bytes(values):
            values = self.unhide(column, values)
            values = pc.utf8_normalize(values, form="NFC")
        values = pc.utf8_trim(values, characters=BLANKS)
        self.refuse(
            _mask(pc.greater(pc.utf8_length(values), MAX_CELL)),
            column.name,
            "CELL_TOO_LONG",
            f"Isian lebih panjang dari {MAX_CELL} huruf.".replace(",", "."),
            fix="Ringkas isian ini.",
        )
        return values

    def unhide(self, column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """Refuse hidden characters in keys and values, take them out of free text."""
        self.refuse(
            _mask(pc.match_substring(values, _NUL)),
            column.name,
            "NUL_BYTE",
            "Isian memuat byte NUL.",
            fix="Ekspor ulang berkas; isinya mungkin rusak.",
        )
        if column.kind == "text":
            marked = _mask(pc.match_substring_regex(values, _STRIPPED))
            if marked.any():
                self.findings.append(
                    Finding(
                        self.table,
                        int(self.grid.rows[marked][0]),
                        column.name,
                        "HIDDEN_CHARACTER_REMOVED",
                        "warning",
                        f"Tanda tak terlihat ({_code_points(values, marked, _STRIPPED)}) dibuang dari "
                        f"{int(marked.sum())} isian.",
                        "Periksa dari mana teks ini disalin.",
                    )
                )
            return pc.replace_substring_regex(values, _STRIPPED, "")
        trimmed = pc.utf8_trim(values, characters=BLANKS)
        hidden = _mask(pc.match_substring_regex(trimmed, _HIDDEN))
        self.refuse(
            hidden,
            column.name,
            "HIDDEN_CHARACTER",
            f"Isian memuat tanda yang tidak terlihat ({_code_points(trimmed, hidden, _HIDDEN)}).",
            fix="Ketik ulang isian ini; tanda seperti itu biasanya ikut tersalin dari web atau PDF.",
        )
        return values

    def merge(self, column: Column, first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
        """One column out of two that the mapping names for it: whichever is filled."""
        both = _mask(pc.and_(pc.not_equal(first, ""), pc.not_equal(second, "")))
        self.refuse(
            both & _mask(pc.not_equal(first, second)),
            column.name,
            "CELLS_DISAGREE",
            "Dua kolom sumber yang dipetakan ke kolom ini berisi nilai yang berbeda.",
            fix="Kosongkan salah satunya atau petakan satu kolom saja.",
        )
        return pc.if_else(pc.equal(first, ""), second, first)

    def refuse_totals(self, columns: dict[str, pa.ChunkedArray]) -> None:
        """A row whose first filled cell says JUMLAH or TOTAL adds the others up and is no row."""
        open_ = np.ones(len(self.grid.rows), dtype=np.bool_)
        for name, values in columns.items():
            total = open_ & _mask(pc.match_substring_regex(values, _TOTAL))
            self.refuse(
                total,
                name,
                "TOTAL_ROW",
                "Baris ini tampaknya baris jumlah, bukan data.",
                fix="Hapus baris jumlah dan catatan di bawah tabel.",
            )
            open_ &= _mask(pc.equal(values, ""))

    def note_blank(self, filled: NDArray[np.bool_]) -> None:
        last = int(np.flatnonzero(filled)[-1]) if filled.any() else 0
        blank = np.flatnonzero(~filled[:last])
        if len(blank):
            self.findings.append(
                Finding(
                    self.table,
                    int(self.grid.rows[blank[0]]),
                    "",
                    "BLANK_ROW",
                    "note",
                    f"{len(blank)} baris kosong di antara data dilewati.",
                    "Hapus baris kosong bila tidak disengaja.",
                )
            )

    def refuse(self, mask: NDArray[np.bool_], column: str, code: str, text: str, *, fix: str) -> None:
        rows = self.grid.rows[mask]
        if len(rows) > MAX_ROW_FINDINGS:
            raise TableRefused(
                self.table,
                code,
                f"{text} Demikian di {len(rows):,} baris.".replace(",", "."),
                fix=fix,
                row=int(rows[0]),
                column=column,
            )
        self.findings.extend(Finding(self.table, int(row), column, code, "error", text, fix) for row in rows)


def _has_rare_bytes(values: pa.ChunkedArray) -> bool:
    """Whether any byte is a control character or no ASCII: only then the costly rules are needed."""
    for chunk in values.chunks:
        buffer = chunk.buffers()[2]
        content = np.frombuffer(buffer, dtype=np.uint8) if buffer is not None and len(buffer) else None
        if content is not None and ((content < 0x20) | (content > 0x7E)).any():
            return True
    return False


def _code_points(values: pa.ChunkedArray, mask: NDArray[np.bool_], pattern: str) -> str:
    """The first hidden character, as ``U+202E``."""
    index = int(np.flatnonzero(mask)[0]) if mask.any() else -1
    if index < 0:
        return ""
    found = pc.extract_regex(values[index], f"(?P<one>{pattern})").as_py()
    return f"U+{ord(found['one']):04X}"

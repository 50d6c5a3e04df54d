"""Where records and fields of a CSV block stand: RFC 4180 as a few passes of numpy over its bytes.

With ``q`` the number of quotes before a byte, the byte is inside quotes iff ``q`` is odd. So the block
is well formed iff every opening quote follows a separator (or the quote it doubles) and every closing
quote stands before one (or before the quote that doubles it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

QUOTE: Final = ord('"')
_LF: Final = ord("\n")
_CR: Final = ord("\r")


class QuoteMisplaced(Exception):
    """A quote stands where RFC 4180 allows none; ``record`` counts the whole records before it."""

    def __init__(self, record: int) -> None:
        super().__init__(record)
        self.record = record


@dataclass(frozen=True)
class Records:
    """Fields and records of one block.

    Attributes
    ----------
    starts, ends
        (f,) byte positions of every field, quotes included.
    first
        (r,) index of each record's first field.
    counts
        (r,) fields in each record.
    used
        Bytes of the block that whole records take; the rest belongs to the next block.
    quoted
        A quote stands open in the rest.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: NDArray[np.int64]
    counts: NDArray[np.int64]
    used: int
    quoted: bool


def split_records(block: NDArray[np.uint8], *, delimiter: int) -> Records:
    """Find the whole records of ``block`` ((n,) bytes), which ends anywhere.

    Raises
    ------
    QuoteMisplaced
        In one of the whole records, or before the next one is whole.
    """
    special = np.zeros(256, dtype=np.bool_)
    special[[QUOTE, delimiter, _LF, _CR]] = True
    at = np.flatnonzero(special[block])
    kinds = block[at]
    is_quote = kinds == QUOTE
    quotes_before = np.cumsum(is_quote)
    separators = at[~is_quote & (quotes_before % 2 == 0)]
    # CRLF ends a record once: its LF is no separator of its own. A CR that is the block's last byte
    # waits for the next block, which may start with the LF.
    is_cr = block[separators] == _CR
    followed = np.zeros_like(is_cr)
    followed[:-1] = is_cr[:-1] & (block[separators[1:]] == _LF) & (np.diff(separators) == 1)
    keep = np.concatenate(([True], ~followed[:-1]))[: len(separators)]
    keep &= ~(is_cr & (separators == len(block) - 1))
    separators, widths = separators[keep], 1 + followed[keep].astype(np.int64)
    is_end = block[separators] != delimiter
    last = np.flatnonzero(is_end)
    used = int(separators[last[-1]] + widths[last[-1]]) if len(last) else 0
    _check_quotes(block, at[is_quote], delimiter=delimiter, ends=separators[is_end])
    count = int(last[-1]) + 1 if len(last) else 0
    starts = np.concatenate(([0], (separators + widths)[: max(count - 1, 0)]))[:count]
    first = np.concatenate(([0], last[:-1] + 1))[: len(last)]
    return Records(
        starts, separators[:count], first, np.diff(np.append(first, count)), used, bool(np.sum(is_quote) % 2)
    )


def _check_quotes(
    block: NDArray[np.uint8], quotes: NDArray[np.int64], *, delimiter: int, ends: NDArray[np.int64]
) -> None:
    beside = np.zeros(256, dtype=np.bool_)
    beside[[QUOTE, delimiter, _LF, _CR]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    wrong = opening[~(beside[block[opening - 1]] | (opening == 0))]
    # The byte after the block's last one is not known yet.
    inner = closing[closing < len(block) - 1]
    unclosed = opening[: len(inner)][~beside[block[inner + 1]]]
    first = min((int(one[0]) for one in (wrong, unclosed) if len(one)), default=-1)
    if first >= 0:
        raise QuoteMisplaced(int(np.searchsorted(ends, first)))


def texts(block: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> pa.Array:
    """The fields from ``starts`` to ``ends`` ((r,) each) as (r,) text, without their quotes."""
    quoted = (ends > starts) & (block[np.minimum(starts, len(block) - 1)] == QUOTE)
    starts, ends = starts + quoted, ends - quoted
    offsets = np.zeros(len(starts) + 1, dtype=np.int32)
    np.cumsum(ends - starts, out=offsets[1:])
    source = np.repeat(starts - offsets[:-1], ends - starts)
    source += np.arange(len(source))
    plain = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(block[source]))
    # Unquoted fields hold no quote and quoted ones only doubled ones: this undoes the doubling exactly.
    return pc.replace_substring(plain, '""', '"') if quoted.any() else plain

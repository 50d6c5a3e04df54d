"""Frozen maps between outside identifiers and array rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1
"""Row that stands for an identifier the vocabulary does not hold."""


@dataclass(frozen=True)
class Vocabulary:
    """Sorted unique identifiers; the row of an identifier is its position.

    Attributes
    ----------
    ids
        (n,) fixed-width unicode, strictly increasing; may be memory-mapped, so look-ups are
        binary searches and no Python dictionary of 100,000 names is built in a server.
    """

    ids: NDArray[np.str_]

    @classmethod
    def of(cls, ids: Iterable[str]) -> Vocabulary:
        """Build from any identifiers; doubles collapse."""
        return cls(np.array(sorted(set(ids)), dtype=np.str_))

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, row: int) -> str:
        return str(self.ids[row])

    def rows(self, ids: Sequence[str] | NDArray[Any]) -> NDArray[np.int32]:
        """Rows of ``ids``, shape (len(ids),) int32; ``UNKNOWN`` where an id is not held."""
        wanted = np.asarray(ids, dtype=np.str_)
        if len(self.ids) == 0:
            return np.full(len(wanted), UNKNOWN, dtype=np.int32)
        place = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[place] == wanted, place, UNKNOWN).astype(np.int32)

    def row(self, identifier: str) -> int:
        """Row of one id, or ``UNKNOWN``."""
        return int(self.rows([identifier])[0])


def through(rows: NDArray[np.int32], values: NDArray[Any]) -> NDArray[np.int32]:
    """(n,) ``values[rows]``, ``UNKNOWN`` for unknown rows."""
    if len(values) == 0:
        return np.full(len(rows), UNKNOWN, np.int32)
    return np.where(rows == UNKNOWN, UNKNOWN, values[rows]).astype(np.int32)

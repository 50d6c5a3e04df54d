"""Tables that are sorted and cut into pages by the server, told by the query: no script needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.web.planner.page import Fields

PAGE_SIZE: Final = 25


class TableQuery(Fields):
    """What a table may be asked for; each page says which columns it sorts by."""

    urut: str = Field("", max_length=32)
    arah: Literal["naik", "turun", ""] = ""
    hal: int = Field(1, ge=1, le=1_000_000)


@dataclass(frozen=True)
class Table:
    """One page of a table, with what its links need."""

    rows: NDArray[np.int64]
    """The rows on this page, in order."""
    total: int
    page: int
    pages: int
    column: str
    """Column it is sorted by."""
    falling: bool
    kept: Mapping[str, str]
    """Further parts of the query that links keep."""

    def sort_link(self, column: str) -> str:
        """Sort by ``column``, or the other way round where it is sorted by it."""
        falling = not self.falling if column == self.column else True
        return self._link(urut=column, arah="turun" if falling else "naik")

    def page_link(self, page: int) -> str:
        """Another page in the same order."""
        return self._link(urut=self.column, arah="turun" if self.falling else "naik", hal=page)

    def link_here(self, **parts: str) -> str:
        """This page of the table, with further parts of the query."""
        where = {} if self.pages == 1 else {"hal": self.page}
        return self._link(urut=self.column, arah="turun" if self.falling else "naik", **where, **parts)

    def order_of(self, column: str) -> str:
        """Value of ``aria-sort``."""
        return ("descending" if self.falling else "ascending") if column == self.column else "none"

    def _link(self, **parts: Any) -> str:
        return "?" + urlencode({**{name: one for name, one in self.kept.items() if one}, **parts})


def cut(
    rows: NDArray[Any],
    *,
    columns: Mapping[str, Sequence[Any] | NDArray[Any]],
    query: TableQuery,
    size: int = PAGE_SIZE,
    **kept: str,
) -> Table:
    """Sort ``rows`` by one of ``columns`` and take a page.

    Parameters
    ----------
    rows
        (m,) row numbers of what the table may show.
    columns
        Values (m,) by the names that may be sorted by; the first is the order nobody chose, numbers
        falling and texts rising. What is not known (NaN) stands last either way, ties by row.
    kept
        Further parts of the query.
    """
    column = query.urut if query.urut in columns else next(iter(columns))
    values = np.asarray(columns[column])
    text = values.dtype.kind in "UO"
    falling = query.arah == "turun" if query.arah else not text
    order = np.arange(len(rows)) if not len(rows) else _order(values, falling=falling)
    pages = max(1, -(-len(rows) // size))
    page = min(int(query.hal), pages)
    shown = np.asarray(rows, np.int64)[order[(page - 1) * size : page * size]]
    return Table(shown, len(rows), page, pages, column, falling, kept)


def _order(values: NDArray[Any], *, falling: bool) -> NDArray[np.int64]:
    ranks = np.unique(np.char.lower(values) if values.dtype.kind == "U" else values, return_inverse=True)[1]
    unknown = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
    return np.lexsort((np.arange(len(values)), -ranks if falling else ranks, unknown)).astype(np.int64)

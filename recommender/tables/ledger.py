"""Where an import keeps what it finds: all of it counted, enough of it spelled out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.domain.nip import mask_nips
from recommender.tables.findings import Finding, Severity

SPELLED_OUT: Final = 200
"""Rows of one problem that become findings; the others are counted (a wrong column of a million
rows would otherwise be a million sentences)."""


class Problem(NamedTuple):
    """A kind of finding. ``text`` may hold ``{value}``."""

    code: str
    severity: Severity
    text: str
    fix: str


@dataclass(frozen=True, order=True)
class Group:
    """What one finding has in common with others: table, column, code and severity."""

    table: str
    column: str
    code: str
    severity: Severity


class Ledger:
    """Findings of one import and the rows they refuse.

    Parameters
    ----------
    given
        What reading found already.
    readable
        Tables that were read; an error in any other cannot be set aside row by row.
    """

    def __init__(self, given: Iterable[Finding] = (), *, readable: Collection[str] = ()) -> None:
        self._findings: list[Finding] = []
        self._counts: Counter[Group] = Counter()
        self._refused: defaultdict[str, list[NDArray[np.int64]]] = defaultdict(list)
        self._blocked = False
        for one in given:
            self._findings.append(one)
            self._counts[Group(one.table, one.column, one.code, one.severity)] += 1
            if one.severity == "error" and one.row > 0 and one.table in readable:
                self._refused[one.table].append(np.array([one.row], dtype=np.int64))
            elif one.severity == "error":
                self._blocked = True

    def whole(self, table: str, problem: Problem, *, column: str = "") -> None:
        """Add a finding about a whole table; an error refuses the source, whatever is allowed."""
        self._add(table, 0, column, problem, "")
        self._counts[Group(table, column, problem.code, problem.severity)] += 1
        self._blocked |= problem.severity == "error"

    def rows(
        self,
        table: str,
        rows: NDArray[np.int64],
        problem: Problem,
        *,
        column: str = "",
        values: Sequence[object] = (),
    ) -> None:
        """Add one finding for each row number in ``rows``; ``values`` fill ``{value}`` row by row."""
        if len(rows) == 0:
            return
        group = Group(table, column, problem.code, problem.severity)
        room = max(SPELLED_OUT - self._counts[group], 0)
        for place, row in enumerate(rows[:room]):
            self._add(table, int(row), column, problem, values[place] if len(values) else "")
        self._counts[group] += len(rows)
        if problem.severity == "error":
            self._refused[table].append(np.asarray(rows, dtype=np.int64))

    def _add(self, table: str, row: int, column: str, problem: Problem, value: object) -> None:
        # A NIP may stand in any column, an asn_id for one; it must not travel on in the report.
        text = problem.text.replace("{value}", mask_nips(str(value))[:80])
        self._findings.append(Finding(table, row, column, problem.code, problem.severity, text, problem.fix))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings spelled out, sorted by table, row and column."""
        return tuple(sorted(self._findings))

    @property
    def counts(self) -> dict[Group, int]:
        """How often each kind of finding occurred, spelled out or not."""
        return dict(sorted(self._counts.items()))

    @property
    def blocked(self) -> bool:
        """An error that concerns more than single rows."""
        return self._blocked

    def refused(self, table: str) -> NDArray[np.int64]:
        """Sorted unique row numbers of ``table`` with an error."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *self._refused.get(table, ())]))

    def refused_tables(self) -> tuple[str, ...]:
        """Tables with refused rows."""
        return tuple(self._refused)

    def refused_rows(self) -> int:
        """Rows refused in all tables."""
        return sum(len(self.refused(table)) for table in self._refused)

    def total(self, severity: Severity) -> int:
        """Number of findings of that severity."""
        return sum(count for group, count in self._counts.items() if group.severity == severity)

"""Rules that people share, as rows of a sparse system: matrix @ x + spread * sum(x) <= cap.

x is 1 for chosen candidates. ``spread`` is what every chosen candidate adds to a row, so that a share
of the whole ("at most 10 % of all seats to one unit") needs no dense row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from recommender.planning.problem import F64, I64, Bool


@dataclass(frozen=True)
class Rows:
    """R rows over P candidates."""

    matrix: sparse.csr_array
    """(R, P)"""
    spread: F64
    """(R,)"""
    cap: F64
    """(R,)"""
    rule: tuple[str, ...]
    """(R,) code of the rule that each row belongs to."""
    subject: tuple[str, ...]
    """(R,) what it is about: a session, a unit, a share."""

    def __len__(self) -> int:
        return len(self.cap)

    def price(self, rate: F64) -> F64:
        """(P,) what each candidate pays at ``rate`` (R,) a unit."""
        paid: F64 = self.matrix.T @ rate + float(self.spread @ rate)
        return paid

    def use(self, x: F64) -> F64:
        """(R,) left-hand sides for ``x`` (P,)."""
        used: F64 = self.matrix @ x + self.spread * x.sum()
        return used

    def transposed(self) -> sparse.csr_array:
        """(P, R) the matrix by candidate."""
        return sparse.csr_array(self.matrix.T.tocsr())

    def of_candidates(self, kept: I64) -> Rows:
        """The rows over the candidates ``kept`` (k,) alone."""
        return replace(self, matrix=sparse.csr_array(self.matrix[:, kept]))

    def take(self, keep: Bool) -> Rows:
        """The rows of the mask ``keep`` (R,)."""
        where = np.flatnonzero(keep)
        return Rows(
            self.matrix[where], self.spread[where], self.cap[where],
            tuple(self.rule[one] for one in where), tuple(self.subject[one] for one in where),
        )  # fmt: skip


def grouped(
    rule: str, *, group: I64, weight: F64, cap: F64, subjects: Sequence[str], spread: float = 0.0
) -> Rows:
    """One row a group: Σ weight of the chosen candidates of that group; group -1 is in no row."""
    column = np.flatnonzero((group >= 0) & (weight != 0))
    matrix = sparse.csr_array((weight[column], (group[column], column)), shape=(len(cap), len(group)))
    return Rows(
        matrix, np.full(len(cap), spread), cap.astype(np.float64), (rule,) * len(cap), tuple(subjects)
    )


def stack(parts: Sequence[Rows], *, candidates: int) -> Rows:
    """All rows under one another."""
    empty = grouped(
        "", group=np.full(candidates, -1), weight=np.ones(candidates), cap=np.empty(0), subjects=()
    )
    parts = [empty, *parts]
    return Rows(
        sparse.csr_array(sparse.vstack([one.matrix for one in parts], format="csr")),
        np.concatenate([one.spread for one in parts]),
        np.concatenate([one.cap for one in parts]),
        tuple(name for one in parts for name in one.rule),
        tuple(name for one in parts for name in one.subject),
    )

"""The best of short menus: every allowed set of every person is a 0/1 column (HiGHS by scipy)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from recommender.planning.menu import Menu
from recommender.planning.problem import F64, I64
from recommender.planning.rows import Rows

MOST_COLUMNS: Final = 15_000
"""More are left to prices."""


@dataclass(frozen=True)
class Effort:
    """Where a search ends: work and not time, so that a busy machine finds the same plan."""

    tolerance: float
    """Part of the bound that may lie between it and the plan."""
    work: int
    """Columns times nodes of the search tree."""


OPTIMUM: Final = Effort(1e-7, 1_000_000)
NEAR: Final = Effort(1e-3, 300_000)
"""In menus that leave something out: their bound is not that of the plan."""
_EMERGENCY: Final = 300.0
"""Seconds after which the clock ends the search all the same, and the plan says so."""
_TIME_LIMIT: Final = "Status 13"
"""What HiGHS calls the end of the time, in scipy's message: its own status has no name for it."""


@dataclass(frozen=True)
class Exact:
    """What the optimiser found."""

    pick: I64 | None
    """(m,) set of each person; None if it found no plan."""
    bound: float
    cut: bool = False
    """The clock ended the search: the same plan may not be found again."""


def solve_exact(
    value: F64, *, menu: Menu, rows: Rows, session: I64, minimum: I64,
    covered: F64 | None = None, target: float = 0.0, effort: Effort = OPTIMUM,
) -> Exact:  # fmt: skip
    """The best plan of the menus.

    Parameters
    ----------
    session, minimum
        (P,) session of each candidate and (S,) participants each session needs if it is held.
    covered, target
        (K,) sets that bring a person to the required JP and how many people must be.
    """
    if not len(menu.person):
        return Exact(menu.first[:-1], 0.0)
    usable = np.flatnonzero(np.isfinite(menu.loss))
    if len(np.unique(menu.owner[usable])) < len(menu.person):
        return Exact(None, -np.inf)
    worth = (menu.total(value) - menu.loss)[usable]
    takes = _takes(menu, usable, candidates=len(value))
    floors = np.flatnonzero(minimum > 0)
    columns, extra = len(usable), len(floors)
    one = sparse.csr_array(
        (np.ones(columns), (menu.owner[usable], np.arange(columns))), shape=(len(menu.person), columns)
    )
    size = np.asarray(takes.sum(axis=0)).ravel()
    shared = rows.matrix @ takes + sparse.csr_array(rows.spread[:, None] * size[None, :])
    parts = [
        LinearConstraint(_wide(one, extra), 1, 1),
        LinearConstraint(_wide(shared, extra), -np.inf, rows.cap),
    ]
    if extra:
        parts += _held(takes, session=session, minimum=minimum, floors=floors)
    if covered is not None:
        parts.append(LinearConstraint(_wide(sparse.csr_array(covered[usable][None]), extra), target, np.inf))
    with _silent_stdout():
        found = milp(
            np.append(-worth, np.zeros(extra)), integrality=np.ones(columns + extra, np.int64),
            bounds=Bounds(0, 1), constraints=parts,
            options={
                "node_limit": 1 + effort.work // columns, "time_limit": _EMERGENCY,
                "mip_rel_gap": effort.tolerance,
            },
        )  # fmt: skip
    cut = _TIME_LIMIT in found.message
    if found.x is None:
        return Exact(None, np.inf, cut)
    pick = menu.first[:-1].copy()
    chosen = usable[found.x[:columns] > 0.5]
    pick[menu.owner[chosen]] = chosen
    return Exact(pick, -float(found.mip_dual_bound), cut)


@contextmanager
def _silent_stdout() -> Iterator[None]:
    """What native code writes to the process's standard output is dropped.

    HiGHS tells of some repairs there whatever its options say, and a command's output is an answer.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no standard output at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _takes(menu: Menu, sets: I64, *, candidates: int) -> sparse.csr_array:
    """(P, columns) candidates of each of the ``sets``."""
    member = menu.member[:, sets]
    place, column = np.nonzero(member >= 0)
    return sparse.csr_array(
        (np.ones(len(column)), (member[place, column], column)), shape=(candidates, len(sets))
    )


def _wide(matrix: sparse.csr_array, extra: int) -> sparse.csr_array:
    """The matrix with ``extra`` columns of zeros after it."""
    return sparse.csr_array(sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], extra))], format="csr"))


def _held(takes: sparse.csr_array, *, session: I64, minimum: I64, floors: I64) -> list[LinearConstraint]:
    """A session is held with at least its minimum or with nobody."""
    candidate = np.flatnonzero(np.isin(session, floors))
    row = np.searchsorted(floors, session[candidate])
    of_session = sparse.csr_array(
        (np.ones(len(candidate)), (row, candidate)), shape=(len(floors), len(session))
    )
    count = sparse.csr_array(of_session @ takes)
    most = np.maximum(np.diff(of_session.indptr), 1).astype(float)
    low = sparse.hstack([count, -sparse.diags_array(minimum[floors].astype(float))], format="csr")
    high = sparse.hstack([count, -sparse.diags_array(most)], format="csr")
    return [LinearConstraint(low, 0, np.inf), LinearConstraint(high, -np.inf, 0)]

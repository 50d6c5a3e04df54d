"""Rules about shares of the whole plan, while the whole is still growing.

A row with a ``spread`` compares a group with everything chosen. Granting places one by one from
nothing would deadlock (the first place is all of its unit), so grants are made against the total that
the prices expect, and what is then too much is taken back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.planning.assign import Assignment
from recommender.planning.problem import F64, I64
from recommender.planning.rows import Rows


def anchored(rows: Rows, total: float) -> Rows:
    """The rows with shares of ``total`` places instead of shares of the plan."""
    return replace(rows, spread=np.zeros(len(rows)), cap=rows.cap - rows.spread * total)


def trim(assignment: Assignment, rows: Rows, *, reward: F64, locked: I64) -> None:
    """Take places back, the least rewarding first, until every share of ``rows`` holds."""
    shares = rows.take(rows.spread != 0)
    while len(shares):
        chosen = assignment.chosen
        x = assignment.x()
        over = shares.use(x) - shares.cap
        row = int(np.argmax(over))
        if over[row] <= 1e-6:
            return
        weight = np.asarray(shares.matrix[[row]].todense()).ravel()[chosen] + shares.spread[row]
        loose = np.flatnonzero((weight > 0) & ~np.isin(chosen, locked))
        if not len(loose):
            return
        order = loose[np.argsort(reward[chosen[loose]], kind="stable")]
        enough = int(np.searchsorted(np.cumsum(weight[order]), over[row] - 1e-6)) + 1
        assignment.drop(chosen[order[:enough]])

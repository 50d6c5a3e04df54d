"""A plan that keeps every shared rule, from prices: people ask, the rows grant, in rounds.

In a round everybody asks for the set that would gain most and still fits what is left; requests are
granted in order of gain as long as each row holds. Requests refused in one round are made again in
the next with less to choose from. First gains are counted after prices, so that scarce places go to
those who gain most over their next best; then without prices, so that nothing useful stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from recommender.planning.menu import NEVER, Menu
from recommender.planning.problem import F64, I64, Bool
from recommender.planning.rows import Rows

_TINY: Final = 1e-9
_ROUNDS: Final = 60


@dataclass
class Assignment:
    """Sets given to the people of a menu, and what is left of every row."""

    value: F64
    """(P,)"""
    menu: Menu
    rows: Rows
    barred: Bool
    """(P,) candidates that may not be used."""
    pick: I64
    """(m,) set of each person."""
    left: F64
    """(R,) what is left."""
    by_candidate: sparse.csr_array
    """(P, R) the rows' matrix by candidate."""
    bonus: F64 | None = None
    """(K,) worth of sets to the plan beside their members' (coverage)."""

    @classmethod
    def empty(
        cls, value: F64, menu: Menu, rows: Rows, *, barred: Bool, bonus: F64 | None = None
    ) -> Assignment:
        """Nobody has anything."""
        return cls(
            value,
            menu,
            rows,
            barred,
            menu.first[:-1].copy(),
            rows.cap.copy(),
            rows.transposed(),
            bonus,
        )

    @property
    def _slack(self) -> F64:
        """(R,) rounding allowed: a thousandth of a rupiah in a million."""
        return _TINY * np.maximum(1.0, np.abs(self.rows.cap))

    @property
    def chosen(self) -> I64:
        """Chosen candidates, ascending."""
        return self.menu.chosen(self.pick)

    def x(self) -> F64:
        """(P,) 0 or 1."""
        x = np.zeros(len(self.value))
        x[self.chosen] = 1
        return x

    def worth(self) -> float:
        """What the plan is worth, losses counted."""
        return float(self.value[self.chosen].sum() - self.menu.loss[self.pick].sum())

    def refresh(self) -> None:
        """Count again what is left."""
        self.left = self.rows.cap - self.rows.use(self.x())

    def require(self, locked: I64) -> None:
        """Give each person what the planner has locked, and nothing else yet."""
        wanted = np.append(np.zeros(len(self.value), bool), False)
        wanted[locked] = True
        owned = wanted[self.menu.member].sum(axis=0)
        exact = (owned > 0) & (owned == (self.menu.member >= 0).sum(axis=0))
        most = self.menu.best(np.where(exact, owned, 0.0))
        self.pick = self.menu.pick_best(np.where(exact & (owned == most[self.menu.owner]), 1.0, 0.0))
        self.refresh()

    def drop(self, candidates: I64) -> None:
        """Take candidates back; where the rest may not be given without them, everything."""
        gone = np.append(np.zeros(len(self.value), bool), False)
        gone[candidates] = True
        people = np.flatnonzero(gone[self.menu.member[:, self.pick]].any(axis=0))
        held = self.menu.member[:, self.pick[people]]
        self.pick[people] = self.menu.find(people, np.where(gone[held], np.int32(-1), held))
        self.refresh()

    def improve(self, reward: F64, *, rounds: int = _ROUNDS) -> None:
        """Grant requests until nobody gains; gains are counted in ``reward`` (P,) less losses."""
        for _ in range(rounds):
            people, wanted, gain = self._requests(reward)
            if not len(people):
                return
            granted = self._grant(people, wanted, gain)
            if not granted.any():
                return
            self.pick[people[granted]] = wanted[granted]
            self.refresh()

    def _requests(self, reward: F64) -> tuple[I64, I64, F64]:
        """People who gain from another set that fits on its own, that set and the gain."""
        free = ~self.barred & ~self._too_big()
        free[self.chosen] = True
        profit = self.menu.profit(np.where(free, reward, NEVER))
        if self.bonus is not None:
            profit += self.bonus
        wanted = self.menu.pick_best(profit)
        gain = profit[wanted] - profit[self.pick]
        people = np.flatnonzero((gain > 1e-6) & (wanted != self.pick))
        return people, wanted[people], gain[people]

    def _too_big(self) -> Bool:
        """(P,) candidates that no longer fit into some row."""
        matrix = self.rows.matrix
        row = np.repeat(np.arange(len(self.rows)), np.diff(matrix.indptr))
        over = (matrix.data > 0) & (matrix.data > self.left[row] + self._slack[row])
        full = np.zeros(matrix.shape[1], bool)
        full[matrix.indices[over]] = True
        return full

    def _grant(self, people: I64, wanted: I64, gain: F64) -> Bool:
        """Which requests (k,) are granted: best gain first, each row never over what is left."""
        order = np.lexsort((people, -gain))
        granted = np.zeros(len(people), bool)
        granted[order] = self._fits(self.difference(people[order], wanted[order]))
        return granted

    def difference(self, people: I64, wanted: I64) -> sparse.csr_array:
        """(R, k) change of every row by every request."""
        after = self._use_of(wanted)
        before = self._use_of(self.pick[people])
        return sparse.csr_array((after - before).T.tocsr())

    def _use_of(self, sets: I64) -> sparse.csr_array:
        """(k, R) use of every row by a set each."""
        member = self.menu.member[:, sets].T
        row, column = np.nonzero(member >= 0)
        candidate = member[row, column]
        taken = sparse.csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(len(sets), len(row)))
        return sparse.csr_array(taken @ self.by_candidate[candidate])

    def _fits(self, change: sparse.csr_array) -> Bool:
        """(k,) requests that fit after all before them; what is given back counts only next round."""
        change.sort_indices()
        more = np.where(change.data > 0, change.data, 0)
        total = np.cumsum(more)
        start = np.repeat(np.append(0, total)[change.indptr[:-1]], np.diff(change.indptr))
        left = np.repeat(self.left, np.diff(change.indptr))
        over = (more > 0) & (total - start > left + np.repeat(self._slack, np.diff(change.indptr)))
        fits = np.ones(change.shape[1], bool)
        fits[change.indices[over]] = False
        return fits

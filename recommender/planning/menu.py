"""What each person may be given: the best W candidates at some prices and all allowed sets of them.

For person i with candidates c_1..c_W and set s ⊆ {1..W}: profit = Σ_{j∈s} r[c_j] - loss[i, s], with r
the value of a candidate after prices. Sets stand in one fixed order, set 0 is the empty one, and a
set that the person rules forbid has an infinite loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.planning.problem import F64, I64, Bool, Problem
from recommender.planning.rules import Settings, allowed_sets

F32 = NDArray[np.float32]
WIDTH: Final = {1: 24, 2: 16, 3: 9, 4: 8}
"""Candidates a person by the largest number of courses: at most 162 sets each."""
_NEVER: Final = -1e6
"""Reward of what may not be taken: finite, since no candidate times infinity is not a number."""
_ROWS: Final = 1_000_000
"""Sets judged at once."""


@dataclass(frozen=True)
class Menu:
    """m people with at least one candidate."""

    candidate: I64
    """(m, W) rows of candidates, best first; -1 past the end."""
    loss: F32
    """(m, L) what is lost in each set; inf where it may not be given."""
    most: int
    """Largest set."""

    @property
    def members(self) -> Bool:
        """(L, W) candidates of each set."""
        return set_members(self.candidate.shape[1], self.most)

    def profit(self, reward: F64, rows: I64 | slice = slice(None)) -> F32:
        """(m, L) profits of sets for rewards (P,) of candidates."""
        candidate = self.candidate[rows]
        offered = np.where(candidate >= 0, np.maximum(reward[candidate], _NEVER), _NEVER).astype(np.float32)
        result: F32 = offered @ self.members.T.astype(np.float32) - self.loss[rows]
        return result

    def number_of(self, members: Bool) -> I64:
        """(k,) numbers of the sets with the given members (k, W)."""
        weight = 2 ** np.arange(members.shape[1], dtype=np.int64)
        known = self.members @ weight
        order = np.argsort(known)
        return order[np.searchsorted(known[order], members @ weight)]

    def total(self, amount: F64) -> F64:
        """(m, L) Σ of ``amount`` (P,) over each set."""
        offered = np.where(self.candidate >= 0, amount[self.candidate], 0)
        total: F64 = offered @ self.members.T
        return total

    def chosen(self, pick: I64) -> I64:
        """Candidates of each person's set ``pick`` (m,), ascending."""
        return np.sort(self.candidate[self.members[pick]])


@lru_cache(maxsize=32)
def set_members(width: int, most: int) -> Bool:
    """(L, W) all subsets of up to ``most`` of ``width`` candidates: empty, singles, pairs, ..."""
    sets = [one for size in range(most + 1) for one in combinations(range(width), size)]
    members = np.zeros((len(sets), width), bool)
    for row, one in enumerate(sets):
        members[row, list(one)] = True
    return members


def make_menu(problem: Problem, reward: F64, *, settings: Settings, width: int | None = None) -> Menu:
    """The menus at given rewards (P,); candidates with a reward of -inf are left out."""
    most = int(settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
    candidate = best_candidates(problem.person, reward, width=width or WIDTH[most])
    most = min(most, candidate.shape[1])
    members = set_members(candidate.shape[1], most)
    loss = np.zeros((len(candidate), len(members)), np.float32)
    step = max(1, _ROWS // len(members))
    for begin in range(0, len(candidate), step):
        rows = slice(begin, begin + step)
        loss[rows] = _losses(problem, candidate[rows], members, most, settings)
    menu = Menu(candidate, loss, most)
    _force(problem, menu)
    return menu


def best_candidates(owner: I64, reward: F64, *, width: int) -> I64:
    """(m, W) the best candidates of each person who has any; ``owner`` (P,) is whose each is."""
    kept = np.flatnonzero(reward > -np.inf)
    order = kept[np.lexsort((-reward[kept], owner[kept]))]
    person, first, count = np.unique(owner[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(first, count)
    inside = place < width
    found = np.full((len(person), min(width, int(count.max(initial=1)))), -1, np.int64)
    row = np.repeat(np.arange(len(person)), count)
    found[row[inside], place[inside]] = order[inside]
    return found


def _losses(problem: Problem, candidate: I64, members: Bool, most: int, settings: Settings) -> F32:
    """(m, L) losses of all sets."""
    where = np.full((len(members), most), -1)
    for row, one in enumerate(members):
        where[row, : one.sum()] = np.flatnonzero(one)
    sets = np.where(where[None] >= 0, candidate[:, where], -1)
    complete = (sets >= 0).sum(axis=2) == members.sum(axis=1)
    loss = np.where(complete, 0, np.inf).astype(np.float32)
    person, number = np.nonzero(complete)
    fine = allowed_sets(problem, sets[person, number], settings)
    loss[person[~fine], number[~fine]] = np.inf
    pair = _pair_losses(problem, candidate, loss, members)
    for first, second in combinations(range(candidate.shape[1]), 2):
        both = members[:, first] & members[:, second]
        loss[:, both] += pair[:, first, second, None]
    return loss


def _pair_losses(problem: Problem, candidate: I64, loss: F32, members: Bool) -> F32:
    """(m, W, W) loss of each allowed pair."""
    width = candidate.shape[1]
    pair = np.zeros((len(candidate), width, width), np.float32)
    twos = np.flatnonzero(members.sum(axis=1) == 2)
    person, place = np.nonzero(np.isfinite(loss[:, twos]))
    ends = np.array([np.flatnonzero(members[two]) for two in twos]).reshape(-1, 2)[place]
    if len(person):
        a, b = candidate[person, ends[:, 0]], candidate[person, ends[:, 1]]
        pair[person, ends[:, 0], ends[:, 1]] = problem.benefit_part * np.maximum(problem.loss(a, b), 0)
    return pair


def _force(problem: Problem, menu: Menu) -> None:
    """Forbid sets that leave out what the planner has locked."""
    for locked in problem.locked:
        row, column = np.nonzero(menu.candidate == locked)
        if len(row):
            menu.loss[row[0], ~menu.members[:, column[0]]] = np.inf

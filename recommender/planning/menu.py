"""What each person may be given: all allowed sets of the candidates that are worth a look at some prices.

Sets stand person by person in one flat list, since most people have few candidates worth a look and
some have many. The profit of set s is Σ_{c∈s} r[c] - loss[s], with r the value of a candidate after
prices. The first set of everybody is the empty one; a set that the person rules forbid is not listed
(the empty one is, with an infinite loss).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.planning.problem import F64, I64, Bool, Problem
from recommender.planning.rules import Settings, allowed_sets

I32 = NDArray[np.int32]
WIDTH: Final = {1: 64, 2: 32, 3: 12, 4: 9}
"""Most candidates a person by the largest number of courses: at most 529 sets each."""
NEVER: Final = -1e6
"""Reward of what may not be taken: finite, since infinity less infinity is not a number."""
_ABSENT: Final = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Menu:
    """m people with at least one candidate and K sets."""

    person: I64
    """(m,) whose menu it is, ascending."""
    first: I64
    """(m + 1,) sets of the i-th are ``[first[i]:first[i + 1]]``."""
    member: I32
    """(most, K) candidates of each set, ascending; -1 past the end."""
    loss: F64
    """(K,) what is lost in each set; inf for an empty set that may not be given."""
    candidate: I64
    """Candidates of which every set was looked at, ascending; some may be in no set that is allowed."""

    @property
    def most(self) -> int:
        """Largest set."""
        return len(self.member)

    @cached_property
    def owner(self) -> I64:
        """(K,) place among the m of each set."""
        return np.repeat(np.arange(len(self.person)), np.diff(self.first))

    def near_best(self, profit: F64, depth: float) -> Bool:
        """(K,) sets at most ``depth`` below the best of their person, and the empty ones."""
        near = profit >= np.repeat(self.best(profit) - depth, np.diff(self.first))
        near[self.first[:-1]] = True
        return near

    def of_sets(self, keep: Bool) -> Menu:
        """The menu with the sets of the mask ``keep`` (K,) alone, the empty ones among them."""
        count = np.bincount(self.owner[keep], minlength=len(self.person))
        first = np.append(0, np.cumsum(count)).astype(np.int64)
        return Menu(self.person, first, self.member[:, keep], self.loss[keep], self.candidate)

    def total(self, amount: F64) -> F64:
        """(K,) Σ of ``amount`` (P,) over each set."""
        padded = np.append(amount, 0.0)  # -1, no candidate, is the last
        total: F64 = padded[self.member[0]]
        for place in self.member[1:]:
            total += padded[place]
        return total

    def profit(self, reward: F64) -> F64:
        """(K,) profits of sets for rewards (P,) of candidates."""
        return self.total(np.maximum(reward, NEVER)) - self.loss

    def best(self, profit: F64) -> F64:
        """(m,) the highest of each person's ``profit`` (K,)."""
        best: F64 = np.maximum.reduceat(profit, self.first[:-1]) if len(self.person) else np.empty(0)
        return best

    def pick_best(self, profit: F64) -> I64:
        """(m,) set with each person's highest profit; the earlier of equals."""
        hit = np.flatnonzero(profit == self.best(profit)[self.owner])
        return hit[np.flatnonzero(np.diff(self.owner[hit], prepend=-1))]

    def use(self, sets: I64, share: F64, *, candidates: int) -> F64:
        """(P,) how often each candidate is taken when the ``sets`` (k,) count ``share`` (k,)."""
        used = np.zeros(candidates + 1)
        for place in self.member:
            used += np.bincount(place[sets] + 1, weights=share, minlength=candidates + 1)
        return used[1:]

    def chosen(self, pick: I64) -> I64:
        """Candidates of the sets ``pick`` (m,), ascending."""
        member = self.member[:, pick].ravel()
        return np.sort(member[member >= 0]).astype(np.int64)

    def find(self, people: I64, wanted: I32) -> I64:
        """(k,) number of the set ``wanted`` (most, k) of each of ``people``; the empty one if not listed."""
        wanted = np.sort(np.where(wanted < 0, _ABSENT, wanted), axis=0)
        wanted = np.where(wanted == _ABSENT, -1, wanted)
        asked, number = _expanded(self.first[people], np.diff(self.first)[people])
        same = (self.member[:, number] == wanted[:, asked]).all(axis=0)
        found = self.first[people].copy()
        found[asked[same]] = number[same]
        return found


def make_menu(problem: Problem, reward: F64, *, settings: Settings, width: int | None = None) -> Menu:
    """The menus of the best candidates at given rewards (P,), at most ``width`` a person.

    Candidates with a reward of -inf are left out.
    """
    most = int(settings.value("MAX_COURSES_PER_PERSON") or max(WIDTH))
    widest = min(width or WIDTH[most], WIDTH[most])
    candidate = np.sort(best_candidates(problem.person, reward, width=widest), axis=1)
    person = problem.person[candidate.max(axis=1)]
    row, sets = _all_sets(candidate, most)
    empty = sets[:, 0] < 0
    fine = allowed_sets(problem, sets, settings)
    loss = np.where(fine, 0.0, np.inf)
    row, sets, loss = row[fine | empty], sets[fine | empty], loss[fine | empty]
    loss += _lost(problem, sets)
    member = np.ascontiguousarray(sets.T.astype(np.int32))
    first = np.searchsorted(row, np.arange(len(person) + 1)).astype(np.int64)
    return _forced(problem, Menu(person, first, member, loss, np.sort(candidate[candidate >= 0])))


def size(count: I64, *, most: int) -> int:
    """Sets of people with ``count`` candidates each, whatever the rules."""
    kinds, people = np.unique(np.minimum(count[count > 0], WIDTH[most]), return_counts=True)
    return sum(
        int(n) * sum(comb(int(one), some) for some in range(most + 1))
        for one, n in zip(kinds, people, strict=True)
    )


def best_candidates(owner: I64, reward: F64, *, width: int) -> I64:
    """(m, W) the best candidates of each person who has any, -1 past the end; ``owner`` (P,): whose it is."""
    kept = np.flatnonzero(reward > -np.inf)
    order = kept[np.lexsort((-reward[kept], owner[kept]))]
    person, first, count = np.unique(owner[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(first, count)
    inside = place < width
    found = np.full((len(person), min(width, int(count.max(initial=1)))), -1, np.int64)
    row = np.repeat(np.arange(len(person)), count)
    found[row[inside], place[inside]] = order[inside]
    return found


@lru_cache(maxsize=128)
def _subsets(width: int, most: int) -> I64:
    """(L, most) all subsets of up to ``most`` of ``width`` places, the empty one first; -1 past the end."""
    sets = [one for some in range(most + 1) for one in combinations(range(width), some)]
    found = np.full((len(sets), most), -1, np.int64)
    for row, one in enumerate(sets):
        found[row, : len(one)] = one
    return found


def _all_sets(candidate: I64, most: int) -> tuple[I64, I64]:
    """Row (K,) and members (K, most) of all sets of ``candidate`` (m, W), by row; -1s come first there."""
    count = (candidate >= 0).sum(axis=1)
    rows, sets = [np.empty(0, np.int64)], [np.empty((0, most), np.int64)]
    for width in np.unique(count):
        here = np.flatnonzero(count == width)
        subsets = _subsets(int(width), most)
        listed = candidate[here, candidate.shape[1] - width :]
        sets.append(np.where(subsets >= 0, listed[:, subsets], -1).reshape(-1, most))
        rows.append(np.repeat(here, len(subsets)))
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    return row[order], np.concatenate(sets)[order]


def _lost(problem: Problem, sets: I64) -> F64:
    """(K,) losses of all pairs in each set, added up."""
    lost = np.zeros(len(sets))
    for first, second in combinations(range(sets.shape[1]), 2):
        both = np.flatnonzero(sets[:, second] >= 0)
        pairs = sets[both][:, [first, second]]
        which = np.arange(len(pairs))
        if sets.shape[1] > 2:  # the same pair stands in many sets
            pairs, which = np.unique(pairs, axis=0, return_inverse=True)
        lost[both] += problem.benefit_part * np.maximum(problem.loss(pairs[:, 0], pairs[:, 1]), 0)[which]
    return lost


def _forced(problem: Problem, menu: Menu) -> Menu:
    """The menu without sets that leave out what the planner has locked."""
    keep = np.ones(len(menu.loss), bool)
    for locked in problem.locked:
        place = int(np.searchsorted(menu.person, problem.person[locked]))
        mine = slice(menu.first[place], menu.first[place + 1])
        keep[mine] &= (menu.member[:, mine] == locked).any(axis=0)
    empty = menu.first[:-1]
    menu.loss[empty[~keep[empty]]] = np.inf
    keep[empty] = True
    return menu.of_sets(keep)


def _expanded(begin: I64, count: I64) -> tuple[I64, I64]:
    """Which range (of k) and which number, for all numbers of the ranges ``begin`` + 0..``count`` - 1."""
    which = np.repeat(np.arange(len(begin)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + begin[which]

"""Lists for many people at once: greedy, each pick re-scored after the ones before, or independent.

What an earlier pick is expected to teach is added to the level nodes before the next pick is scored
(:mod:`recommender.scorers.gain`), so a second course on the same gap counts only for what is left.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.lists import Lists
from recommender.features.arrays import F32, I32, Bool, People
from recommender.scorers.gain import Block, GainScorer, over_nodes

Pick = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], F32, F32]
"""What one pick of each person meets: person, place within the course and entry (e,), levels there and
what it adds (e, Q)."""


def pick_lists(
    gain: GainScorer,
    people: People,
    *,
    p_complete: F32,
    allowed: Bool,
    bonus: F32,
    benefit_factor: float,
    length: int,
    greedy: bool = True,
) -> Lists:
    """Pick the lists.

    Parameters
    ----------
    p_complete, allowed, bonus
        (n, C) probabilities to finish; which courses may be picked; what is added to the score
        whatever was picked before (agreement).
    benefit_factor
        Score of one point of benefit.
    greedy
        False scores every course as if it were the only one.
    """
    n, courses = allowed.shape
    width = int(np.bincount(gain.pair_course, minlength=1).max(initial=0))
    lists = Lists.empty(n, min(length, courses), width)
    helped = np.zeros(n, bool)
    for block in gain.blocks(people):
        helped[block.rows] = True
        state = State(gain, block, p_complete)
        _fill(lists, block.rows, state, allowed, bonus, np.float32(benefit_factor), greedy)
    rest = np.flatnonzero(~helped)
    if len(rest):
        _fill(lists, rest, None, allowed, bonus, np.float32(benefit_factor), greedy)
    picked, each = lists.course >= 0, np.arange(n)[:, None]
    lists.p_complete[:] = np.where(picked, p_complete[each, lists.course], 0)
    lists.agreement[:] = np.where(picked, bonus[each, lists.course], 0)
    return lists


def list_benefit(gain: GainScorer, people: People, *, p_complete: F32, course: I32) -> F32:
    """(n,) joint benefit of given lists ``course`` (n, L), each course on top of those before it."""
    total = np.zeros(len(people), np.float64)
    for block in gain.blocks(people):
        part, nodes = block.part(gain, p_complete), block.nodes.copy()
        for pick in course[block.rows].T:
            person, _, entry = block.met(pick, courses=gain.courses)
            at = nodes[block.gap[entry]]
            added = block.added(gain, at, part[entry], entry)
            worth = over_nodes(block.closed(at, added, entry)) * block.weight[entry]
            total[block.rows] += np.bincount(person, weights=worth, minlength=len(block.rows))
            nodes[block.gap[entry]] = at + added
    return total.astype(np.float32)


def _fill(
    lists: Lists,
    rows: NDArray[np.int64],
    state: State | None,
    allowed: Bool,
    bonus: F32,
    factor: np.float32,
    greedy: bool,
) -> None:
    """Fill the lists of ``rows``; without a state (no standards) the benefit is 0."""
    left = allowed[rows].copy()
    bonus = bonus[rows]
    each = np.arange(len(rows))
    benefit = np.zeros(left.shape, np.float32) if state is None else state.benefit()
    mine = Lists.empty(len(rows), *lists.pair.shape[1:])
    picks = []
    for place in range(mine.length):
        score = np.where(left, benefit * factor + bonus, -np.inf)
        pick = np.argmax(score, axis=1)
        found = left[each, pick]
        mine.course[:, place] = np.where(found, pick, -1)
        mine.score[:, place] = np.where(found, score[each, pick], 0)
        mine.benefit[:, place] = np.where(found, benefit[each, pick], 0)
        left[each, pick] = False
        if state is not None:
            picks.append(state.pick(mine.course[:, place]))
            if greedy and place < mine.length - 1:
                state.teach(picks[-1])
                benefit = state.benefit()
    if state is not None and picks:
        pair, term, spread = state.detail(picks, width=mine.pair.shape[2])
        lists.pair[rows], lists.term[rows], lists.spread[rows] = pair, term, spread
    lists.course[rows], lists.score[rows], lists.benefit[rows] = mine.course, mine.score, mine.benefit


class State:
    """Levels of one block's people while their lists grow."""

    def __init__(self, gain: GainScorer, block: Block, p_complete: F32) -> None:
        self.gain = gain
        self.block = block
        self._part = block.part(gain, p_complete)
        self._at = block.nodes[block.gap]
        self._added = block.added(gain, self._at, self._part)
        self._term = over_nodes(block.closed(self._at, self._added)) * block.weight

    def branch(self) -> State:
        """A copy that is taught apart."""
        other = copy(self)
        other._at, other._added, other._term = self._at.copy(), self._added.copy(), self._term.copy()
        return other

    def benefit(self) -> F32:
        """(n, C) benefit of each course now: weight x expected levels closed, over its pairs."""
        return self.block.by_course(self._term, self.gain.courses)

    def pick(self, course: I32) -> Pick:
        """What the picks (n,) meet; -1 meets nothing."""
        person, place, entry = self.block.met(course, courses=self.gain.courses)
        return person, place, entry, self._at[entry], self._added[entry]

    def teach(self, pick: Pick) -> None:
        """Add what each person's pick is expected to teach to all entries on the same gaps."""
        block, (_, _, taught, level, added) = self.block, pick
        lifted = np.full(len(block.nodes), -1)
        lifted[block.gap[taught]] = np.arange(len(taught))
        by = lifted[block.gap]
        stale = (by >= 0).nonzero()[0]
        at = (level + added)[by[stale]]
        added = block.added(self.gain, at, self._part[stale], stale)
        self._at[stale], self._added[stale] = at, added
        self._term[stale] = over_nodes(block.closed(at, added, stale)) * block.weight[stale]

    def detail(self, picks: list[Pick], *, width: int) -> tuple[I32, F32, F32]:
        """Pairs and terms (n, L, X) of the L ``picks``, and the spread of their benefit (n, L).

        The spread joins what is not known of the level (over the nodes) and of the course's quality
        (proportional to the gain), competencies taken as independent.
        """
        person, place, entry, at, added = (np.concatenate(part) for part in zip(*picks, strict=True))
        turn = np.repeat(np.arange(len(picks)), [len(one[0]) for one in picks])
        closed = self.block.closed(at, added, entry)
        weight, pairs = self.block.weight[entry], self.block.pair[entry]
        mean = over_nodes(closed)
        level_variance = np.maximum(over_nodes(np.square(closed)) - np.square(mean), 0)
        each_course = self.gain.pair_course[pairs]
        doubt = self.gain.quality_sd[each_course] / self.gain.quality[each_course]
        variance = np.zeros((len(self.block.rows), len(picks), width), np.float32)
        variance[person, turn, place] = np.square(weight) * (
            level_variance + np.square(mean * np.minimum(doubt, 1))
        )
        term, pair = np.zeros_like(variance), np.full(variance.shape, -1, np.int32)
        term[person, turn, place], pair[person, turn, place] = weight * mean, pairs
        return pair, term, np.sqrt(variance.sum(axis=2))

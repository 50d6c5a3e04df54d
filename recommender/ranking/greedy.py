"""Lists for many people at once: greedy, each pick re-scored after the ones before, or independent.

What an earlier pick is expected to teach is added to the level nodes before the next pick is scored
(:mod:`recommender.scorers.gain`), so a second course on the same gap counts only for what is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.lists import Lists
from recommender.features.arrays import F32, I32, Bool, People
from recommender.scorers.gain import GainScorer, Group, over_nodes

Pick = tuple[NDArray[np.int64], F32, F32]
"""Of one pick each: (n, X) places of its pairs in the group, levels there and what it adds, (n, X, Q)."""


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
    grouped = np.zeros(n, bool)
    for group in gain.groups(people):
        grouped[group.rows] = True
        state = State(gain, group, p_complete)
        _fill(lists, group.rows, state, allowed, bonus, np.float32(benefit_factor), greedy)
    rest = np.flatnonzero(~grouped)
    if len(rest):
        _fill(lists, rest, None, allowed, bonus, np.float32(benefit_factor), greedy)
    picked, each = lists.course >= 0, np.arange(n)[:, None]
    lists.p_complete[:] = np.where(picked, p_complete[each, lists.course], 0)
    lists.agreement[:] = np.where(picked, bonus[each, lists.course], 0)
    return lists


def list_benefit(gain: GainScorer, people: People, *, p_complete: F32, course: I32) -> F32:
    """(n,) joint benefit of given lists ``course`` (n, L), each course on top of those before it."""
    total = np.zeros(len(people), np.float32)
    each = np.arange(len(people))
    for group in gain.groups(people):
        state = State(gain, group, p_complete)
        for pick in course[group.rows].T:
            worth = state.benefit()[each[: len(group.rows)], np.maximum(pick, 0)]
            total[group.rows] += np.where(pick >= 0, worth, 0)
            state.teach(pick)
    return total


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
            picks.append(state.pick(mine.course[:, place], width=mine.pair.shape[2]))
            if greedy and place < mine.length - 1:
                state.teach(mine.course[:, place])
                benefit = state.benefit()
    if state is not None and picks:
        pair, term, spread = state.detail(mine.course, picks)
        lists.pair[rows], lists.term[rows], lists.spread[rows] = pair, term, spread
    lists.course[rows], lists.score[rows], lists.benefit[rows] = mine.course, mine.score, mine.benefit


class State:
    """Levels of one group's people while their lists grow."""

    def __init__(self, gain: GainScorer, group: Group, p_complete: F32) -> None:
        self.gain = gain
        self.group = group
        self.p_complete = p_complete[group.rows[:, None], group.course]
        self.nodes = group.nodes.copy()
        self._first = np.searchsorted(group.course, np.arange(gain.courses))
        self._each = np.arange(len(group.rows))[:, None]
        self._pairs = np.arange(len(group.pairs))

    def benefit(self) -> F32:
        """(n, C) benefit of each course now: weight x expected levels closed, over its pairs."""
        group = self.group
        self._at = self.nodes[:, group.competency]
        self._added = group.added_at(self.gain, self._at, self._pairs, self.p_complete)
        short = np.maximum(group.required[:, None] - self._at, 0)
        terms = group.weight * over_nodes(np.minimum(short, self._added))
        return group.by_course(terms, self.gain.courses)

    def pick(self, course: I32, *, width: int) -> Pick:
        """What the picks (n,) meet, as :meth:`benefit` has just seen it."""
        place = np.minimum(self._first[course][:, None] + np.arange(width), len(self._pairs) - 1)
        return place, self._at[self._each, place], self._added[self._each, place]

    def teach(self, course: I32) -> None:
        """Add what each person's pick (n,) is expected to teach; -1 teaches nothing."""
        person, pair = np.nonzero(self.group.course == course[:, None])
        self.nodes[person, self.group.competency[pair]] = self._at[person, pair] + self._added[person, pair]

    def detail(self, course: I32, picks: list[Pick]) -> tuple[I32, F32, F32]:
        """Pairs and terms (n, L, X) of the picks (n, L), and the spread of their benefit (n, L).

        The spread joins what is not known of the level (over the nodes) and of the course's quality
        (proportional to the gain), competencies taken as independent.
        """
        place, at, added = (np.stack(part, axis=1) for part in zip(*picks, strict=True))
        real = self.group.course[place] == course[:, :, None]
        real[:, :, 1:] &= place[:, :, 1:] > place[:, :, :-1]  # the last pair, once more, is padding
        closed = np.minimum(np.maximum(self.group.required[place][..., None] - at, 0), added)
        weight = np.where(real, self.group.weight[place], 0)
        mean = over_nodes(closed)
        level_variance = np.maximum(over_nodes(np.square(closed)) - np.square(mean), 0)
        pairs = self.group.pairs[place]
        each_course = self.gain.pair_course[pairs]
        doubt = self.gain.quality_sd[each_course] / self.gain.quality[each_course]
        variance = np.square(weight) * (level_variance + np.square(mean * np.minimum(doubt, 1)))
        return (
            np.where(real, pairs, -1).astype(np.int32),
            (weight * mean).astype(np.float32),
            np.sqrt(variance.sum(axis=2)).astype(np.float32),
        )

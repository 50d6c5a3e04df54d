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
    each = np.arange(len(rows))
    benefit = np.zeros(left.shape, np.float32) if state is None else state.benefit()
    last = lists.course.shape[1] - 1
    for place in range(last + 1):
        score = np.where(left, benefit * factor + bonus[rows], -np.inf)
        pick = np.argmax(score, axis=1)
        found = left[each, pick]
        chosen = np.where(found, pick, -1).astype(np.int32)
        lists.course[rows, place] = chosen
        lists.score[rows, place] = np.where(found, score[each, pick], 0)
        lists.benefit[rows, place] = np.where(found, benefit[each, pick], 0)
        left[each, pick] = False
        if state is None:
            continue
        lists.pair[rows, place], lists.term[rows, place], lists.spread[rows, place] = state.detail(
            chosen, width=lists.pair.shape[2]
        )
        if greedy and place < last:
            state.teach(chosen)
            benefit = state.benefit()


class State:
    """Levels of one group's people while their lists grow."""

    def __init__(self, gain: GainScorer, group: Group, p_complete: F32) -> None:
        self.gain = gain
        self.group = group
        self.p_complete = p_complete[group.rows[:, None], group.course]
        self.nodes = group.nodes.copy()

    def terms(self) -> F32:
        """(n, P) benefit of each pair now: weight x expected levels closed."""
        return self.group.weight * self.group.closed(self.gain, self.nodes, self.p_complete)

    def benefit(self) -> F32:
        """(n, C) benefit of each course now."""
        return self.group.by_course(self.terms(), self.gain.courses)

    def detail(self, course: I32, *, width: int) -> tuple[I32, F32, F32]:
        """Pairs and terms (n, width) of each person's pick (n,), and its benefit's spread (n,).

        The spread joins what is not known of the level (over the nodes) and of the course's quality
        (proportional to the gain), competencies taken as independent.
        """
        first = np.searchsorted(self.group.course, course)
        offset = np.arange(width)
        place = np.minimum(first[:, None] + offset, len(self.group.course) - 1)
        real = (self.group.course[place] == course[:, None]) & (first[:, None] + offset == place)
        each = np.arange(len(course))[:, None]
        nodes = self.nodes[each, self.group.competency[place]]
        added = self.group.added_at(self.gain, nodes, place, self.p_complete[each, place])
        short = np.maximum(self.group.required[place][:, :, None] - nodes, 0)
        closed = np.minimum(short, added)
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
            np.sqrt(variance.sum(axis=1)).astype(np.float32),
        )

    def teach(self, course: NDArray[np.integer]) -> None:
        """Add what each person's pick (n,) is expected to teach; -1 teaches nothing."""
        person, pair = np.nonzero(self.group.course[None, :] == course[:, None])
        competency = self.group.competency[pair]
        at = self.nodes[person, competency]
        added = self.group.added_at(self.gain, at, pair, self.p_complete[person, pair])
        self.nodes[person, competency] = at + added

"""How much less two courses are worth to one person together than apart.

With g₁, g₂ what the courses add to a level C ~ N(μ, σ²) and r the standard,

    loss = Σ_k w_k · E[ min((r-C)⁺, g₂(C)) - min((r-C-g₁(C))⁺, g₂(C+g₁(C))) ]

over the competencies k that both teach: the second course starts where the first has led
(:mod:`recommender.ranking.greedy` scores lists by the same law). Never below 0: a course that
prepares for the next is not paid for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.features.arrays import F32, I32, People
from recommender.planning.problem import F64, I64
from recommender.scorers import growth
from recommender.scorers.completion import realised
from recommender.scorers.gain import GainScorer

_WEIGHT: Final = growth.NODE_WEIGHTS.astype(np.float32)
_PAIRS: Final = 200_000
"""Pairs of candidates at once."""


@dataclass(frozen=True)
class CourseLoss:
    """Callable loss over candidates; ``earlier`` sessions are taken first."""

    gain: GainScorer
    people: People
    person: I64
    """(P,)"""
    course: I64
    """(P,)"""
    start: I64
    """(P,) first day of the candidate's session."""
    p_complete: F32
    """(P,)"""

    def __call__(self, first: I64, second: I64) -> F64:
        """Losses (k,) of pairs of candidates of one person each."""
        late = self.start[first] > self.start[second]
        first, second = np.where(late, second, first), np.where(late, first, second)
        parts = [
            self._loss(first[begin : begin + _PAIRS], second[begin : begin + _PAIRS])
            for begin in range(0, len(first), _PAIRS)
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def _loss(self, first: I64, second: I64) -> F64:
        loss = np.zeros(len(first))
        taught = _taught(self.gain)
        for mine in taught[self.course[first]].T:
            for other in taught[self.course[second]].T:
                same = (mine >= 0) & (other >= 0)
                same &= self.gain.pair_competency[mine] == self.gain.pair_competency[other]
                row = np.flatnonzero(same)
                if len(row):
                    loss[row] += self._shared(first[row], second[row], mine[row], other[row])
        return np.maximum(loss, 0)

    def _shared(self, first: I64, second: I64, mine: I32, other: I32) -> F64:
        """Loss of one competency that pair ``mine`` of the first and ``other`` of the second teach."""
        gain, person = self.gain, self.person[first]
        competency, position = gain.pair_competency[mine], self.people.position[person]
        weight, required = gain.weight[position, competency], gain.required[position, competency][:, None]
        level = growth.levels_at_nodes(
            self.people.level[person, competency], self.people.level_sd[person, competency]
        )
        after = level + self.added(mine, level, self.p_complete[first])
        alone = np.minimum(np.maximum(required - level, 0), self.added(other, level, self.p_complete[second]))
        left = np.minimum(np.maximum(required - after, 0), self.added(other, after, self.p_complete[second]))
        loss: F64 = (weight * ((alone - left) @ _WEIGHT)).astype(np.float64)
        return loss

    def added(self, pair: I32, level: F32, p_complete: F32) -> F32:
        """(k, Q) levels that pairs (k,) add at levels (k, Q)."""
        gain = self.gain
        full = growth.look_up(gain.table, gain.pair_law[pair][:, None], level)
        added: F32 = full * (realised(p_complete) * gain.scale[pair])[:, None]
        return added


def _taught(gain: GainScorer) -> I32:
    """(C, X) rows of each course's course-competency pairs; -1 past the end."""
    count = np.bincount(gain.pair_course, minlength=gain.courses)
    first = np.cumsum(count) - count
    found = np.full((gain.courses, int(count.max(initial=1))), -1, np.int32)
    place = np.arange(len(gain.pair_course)) - first[gain.pair_course]
    found[gain.pair_course, place] = np.arange(len(gain.pair_course))
    return found


def benefit_terms(loss: CourseLoss, candidates: I64) -> tuple[I32, F32, F64]:
    """Pairs (k, X; -1: none) and terms (k, X) of candidates' benefits alone, and their spread (k,).

    The spread is the standard deviation from what is not known of the level and of the course.
    """
    gain, person, course = loss.gain, loss.person[candidates], loss.course[candidates]
    position = loss.people.position[person]
    doubt = np.minimum(gain.quality_sd / gain.quality, 1)[course]
    pairs = _taught(gain)[course]
    terms, variance = np.zeros(pairs.shape, np.float32), np.zeros(len(candidates))
    for place, pair in enumerate(pairs.T):
        row = np.flatnonzero(pair >= 0)
        competency = gain.pair_competency[pair[row]]
        at = growth.levels_at_nodes(
            loss.people.level[person[row], competency], loss.people.level_sd[person[row], competency]
        )
        short = np.maximum(gain.required[position[row], competency][:, None] - at, 0)
        closed = np.minimum(short, loss.added(pair[row], at, loss.p_complete[candidates[row]]))
        mean, weight = closed @ _WEIGHT, gain.weight[position[row], competency]
        level = np.maximum(np.square(closed) @ _WEIGHT - np.square(mean), 0)
        terms[row, place] = weight * mean
        variance[row] += np.square(weight) * (level + np.square(mean * doubt[row]))
    return pairs, terms, np.sqrt(variance)

"""Why a gap is served by no course: exactly one reason for each need of a person and a competency.

Courses of the competency are struck off step by step; the first step that leaves none is the reason:

=============  ==============================================================================
NO_COURSE      no course offered today teaches the competency
END_LEVEL      none leads higher than the person stands
START_LEVEL    none of those starts within ``reach`` above the person's level
FORM           none in a form the person can follow: away from a person who cannot travel, or
               online where a rule wants a classroom
DISTANCE       none nearer than ``far_hours``, nor with a session in the person's region
RULES          none that the eligibility rules let the person attend
=============  ==============================================================================

Where a course is left, but no course offered leads up to the required level, END_LEVEL is the reason
for the levels above.

Who may attend nothing (legal status, training hold) has no need that a new course would serve.
Travel hours that are not known count as near.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import F32, I32, Bool, People
from recommender.needs.gap import Gaps
from recommender.programme.province import ONLINE, Province, Terms
from recommender.ranking.eligibility import compile_rules, eligible
from recommender.ranking.person_needs import gaps_of_people
from recommender.scorers import growth
from recommender.scorers.completion import realised
from recommender.scorers.gain import over_nodes

I8 = NDArray[np.int8]
REASONS: Final = ("NO_COURSE", "END_LEVEL", "START_LEVEL", "FORM", "DISTANCE", "RULES")
_SERVED: Final = -1
_END: Final = REASONS.index("END_LEVEL")
_SUITS: Final = 1
_NEAR: Final = 3
_OPEN: Final = 4
_CHUNK: Final = 2_000
"""People judged at a time."""


@dataclass(frozen=True)
class Needs:
    """U needs that no course serves; all arrays (U,)."""

    person: I32
    competency: I32
    required: F32
    level: F32
    sd: F32
    weight: F32
    reason: I8
    """Position in ``REASONS``."""
    before: I32
    """END_LEVEL alone: pair of the best course that is open to the person; -1 where there is none."""
    rule: NDArray[np.str_]
    """What closes the nearest course, RULES alone; empty otherwise."""

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Chunk:
    """m people seen together."""

    rows: NDArray[np.int64]
    """Rows of the people in the province."""
    needs: Needs
    gaps: int
    """Gap needs of these people, served or not."""
    barred: int
    """Of these people, those with a gap who may attend nothing."""
    benefit: F32
    """(m, C) benefit of each course that is open to the person and at the person's level; else 0."""
    with_gap: Bool
    """(m, C) the person has a gap in what the course teaches."""
    at_level: Bool
    """(m, C) and the course starts near enough and leads higher."""


def look_at_everybody(province: Province, terms: Terms) -> Iterator[Chunk]:
    """All people, a chunk at a time."""
    looker = _Looker(province, terms)
    for first in range(0, len(province.people), _CHUNK):
        yield looker.look(np.arange(first, min(first + _CHUNK, len(province.people))))


class _Looker:
    """What is the same for all chunks."""

    def __init__(self, province: Province, terms: Terms) -> None:
        self.province, self.terms = province, terms
        catalogue = province.catalogue
        self.rules = compile_rules(
            catalogue, positions=province.positions, units=province.units, switched_off=province.switched_off
        )
        self.travels = province.travels
        regions, self.held = province.held_in(terms)
        self.region = regions.rows(province.region)
        pairs = np.flatnonzero(province.offered[catalogue.pair_course])
        competency = catalogue.pair_competency[pairs]
        self.pairs = [pairs[competency == k] for k in range(len(province.competencies))]
        self.classroom = np.isin(province.competencies.ids.ids, terms.classroom_only)

    def look(self, rows: NDArray[np.int64]) -> Chunk:
        province = self.province
        people = province.people.take(rows)
        gaps = gaps_of_people(
            people, positions=province.positions, today=to_day(province.as_of), book=province.book
        )
        verdict = eligible(self.rules, people=people, as_of=province.as_of).code
        p_complete = province.gain.completion.score(people)
        shape = (len(rows), len(province.catalogue))
        chunk = _Marks(np.zeros(shape, np.float32), np.zeros(shape, bool), np.zeros(shape, bool))
        reason, before = np.full(len(gaps), _SERVED, np.int8), np.full(len(gaps), -1, np.int32)
        rule = np.full(len(gaps), "", dtype=f"U{max(map(len, _rule_names(self.rules)))}")
        may = (people.legal_status == int(codes.ACTIVE_STATUS)) & ~people.training_hold
        for competency in np.unique(gaps.competency):
            at = np.flatnonzero((gaps.competency == competency) & may[gaps.person])
            pairs = self.pairs[competency]
            if not len(at):
                continue
            if not len(pairs):
                reason[at] = REASONS.index("NO_COURSE")
                continue
            seen = _Seen.of(self, gaps, at, pairs, people, rows, verdict)
            reason[at], before[at], rule[at] = seen.reason(), seen.before(), seen.rule()
            _mark(chunk, seen, p_complete)
        lost = np.flatnonzero(reason != _SERVED)
        needs = Needs(
            person=rows[gaps.person[lost]].astype(np.int32), competency=gaps.competency[lost],
            required=gaps.required[lost], level=gaps.level[lost], sd=gaps.sd[lost], weight=gaps.weight[lost],
            reason=reason[lost], before=before[lost], rule=rule[lost],
        )  # fmt: skip
        barred = len(np.unique(gaps.person[~may[gaps.person]]))
        return Chunk(rows, needs, len(gaps), barred, chunk.benefit, chunk.with_gap, chunk.at_level)


def _rule_names(rules: Any) -> list[str]:
    return [check.rule for check in rules.checks]


@dataclass(frozen=True)
class _Marks:
    benefit: F32
    with_gap: Bool
    at_level: Bool


@dataclass(frozen=True)
class _Seen:
    """g gaps of one competency beside its P pairs; ``left`` holds what each step leaves (5, g, P)."""

    looker: _Looker
    gaps: Gaps
    at: NDArray[np.int64]
    pairs: NDArray[np.int64]
    left: Bool
    open: Bool
    verdict: NDArray[np.int16]

    @classmethod
    def of(
        cls,
        looker: _Looker,
        gaps: Gaps,
        at: NDArray[np.int64],
        pairs: NDArray[np.int64],
        people: People,
        rows: NDArray[np.int64],
        verdict: NDArray[np.int16],
    ) -> _Seen:
        catalogue, terms = looker.province.catalogue, looker.terms
        course, person = catalogue.pair_course[pairs], gaps.person[at]
        level = gaps.level[at, None]
        higher = np.minimum(gaps.required[at, None], catalogue.level_to[pairs]) - level >= terms.smallest
        suits = higher & (catalogue.level_from[pairs] - level <= terms.reach)
        hours = people.travel_hours[person, None]
        away = looker.travels[course] & ~looker.held[course][:, looker.region[rows[person]]].T
        form = ~(away & (hours >= terms.no_travel_hours))
        if looker.classroom[gaps.competency[at[0]]]:
            form = form & (catalogue.form[course] != ONLINE)
        near = ~(away & (hours >= terms.far_hours))
        closed_by = verdict[person[:, None], course]
        steps = np.logical_and.accumulate(np.stack([higher, suits, form, near, closed_by == 0]))
        return cls(looker, gaps, at, pairs, steps, suits & (closed_by == 0), closed_by)

    @property
    def _closes(self) -> F32:
        """(g, P) strength x levels closed at most."""
        catalogue, at = self.looker.province.catalogue, self.at
        start = np.maximum(self.gaps.level[at, None], catalogue.level_from[self.pairs])
        end = np.minimum(self.gaps.required[at, None], catalogue.level_to[self.pairs])
        closes: F32 = catalogue.strength[self.pairs] * (end - start)
        return closes

    def reason(self) -> I8:
        """(g,)"""
        any_left = self.left.any(axis=2)
        first = np.where(any_left.all(axis=0), _SERVED, 1 + (~any_left).argmax(axis=0))
        highest = self.looker.province.catalogue.level_to[self.pairs].max()
        short = self.gaps.required[self.at] - highest >= self.looker.terms.smallest
        return np.where((first == _SERVED) & short, _END, first).astype(np.int8)

    def before(self) -> I32:
        """(g,)"""
        best = np.where(self.left[_OPEN], self._closes, -np.inf).argmax(axis=1)
        ready = self.left[_OPEN].any(axis=1) & (self.reason() == _END)
        return np.where(ready, self.pairs[best], -1).astype(np.int32)

    def rule(self) -> NDArray[np.str_]:
        """(g,)"""
        nearest = np.where(self.left[_NEAR], self._closes, -np.inf).argmax(axis=1)
        check = np.abs(self.verdict[np.arange(len(self.at)), nearest]) - 1
        names = np.array([*_rule_names(self.looker.rules), ""], np.str_)
        named: NDArray[np.str_] = np.where(self.reason() == REASONS.index("RULES"), names[check], "")
        return named


def _mark(chunk: _Marks, seen: _Seen, p_complete: F32) -> None:
    """Add what the pairs close, and where there is a gap and a course at the level."""
    gain, gaps = seen.looker.province.gain, seen.gaps
    course = seen.looker.province.catalogue.pair_course[seen.pairs]
    chunk.with_gap[gaps.person[seen.at][:, None], course] = True
    row, place = np.nonzero(seen.left[_SUITS])
    chunk.at_level[gaps.person[seen.at[row]], course[place]] = True
    row, place = np.nonzero(seen.open)
    at, pair = seen.at[row], seen.pairs[place]
    person = gaps.person[at]
    nodes = growth.levels_at_nodes(gaps.level[at], gaps.sd[at])
    scale = gain.scale[pair] * realised(p_complete[person, course[place]])
    added = growth.look_up(gain.table, gain.pair_law[pair][:, None], nodes) * scale[:, None]
    short = np.maximum(gaps.required[at, None] - nodes, 0)
    np.add.at(chunk.benefit, (person, course[place]), gaps.weight[at] * over_nodes(np.minimum(short, added)))

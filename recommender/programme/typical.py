"""What a course that does not exist yet would do: the learnt law with a typical course's numbers.

A law depends on ``level_to - C`` and ``C - level_from`` alone (:mod:`recommender.scorers.growth`), so
the row of a course 1 -> 3 read one level lower is that of a course 2 -> 4. Spans are those of courses
that are there; strength, quality and the probability to finish are those of similar courses: same form
and kind of competency, same form where there is none, all courses where there is none either. The true
quality of a new course is a draw from theirs: Var(estimates) + mean of their variances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, People
from recommender.programme.province import Province
from recommender.programme.unserved import Needs
from recommender.scorers import growth
from recommender.scorers.completion import realised
from recommender.scorers.gain import NODE_WEIGHT, over_nodes

_LOWEST: Final = 0
_HIGHEST: Final = 5
_LONGEST: Final = 2.0
"""Levels one course may lead up: longer ones are programmes, not a course to propose."""


@dataclass(frozen=True)
class Step:
    """Where a new course leads, and the row of the law that says what it adds."""

    level_from: float
    level_to: float
    law: int
    shift: float
    """Levels to read the row lower by."""


@dataclass(frozen=True)
class Typical:
    """Numbers of similar courses."""

    similar: NDArray[np.int64]
    """Rows of the courses they are taken from."""
    strength: float
    quality: float
    quality_sd: float
    logit: F32
    """(F,) weights of the completion model."""

    def p_complete(self, people: People) -> F32:
        """(n,) probability to finish."""
        logit = np.zeros(len(people), np.float32)
        for inputs, weight in zip(people.completion.T, self.logit, strict=True):
            logit += inputs * weight
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -8, 8))), np.float32)


@dataclass(frozen=True)
class Similar:
    """Finds similar courses in a province."""

    province: Province

    @cached_property
    def _pairs(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.province.offered[self.province.catalogue.pair_course])

    def typical(self, *, form: int, kind: int) -> Typical:
        """A typical course of a form for a kind of competency; at least one course is offered."""
        catalogue, gain = self.province.catalogue, self.province.gain
        pairs = self._nearest(form, kind)
        course = np.unique(catalogue.pair_course[pairs]).astype(np.int64)
        quality, sd = gain.quality[course].astype(np.float64), gain.quality_sd[course].astype(np.float64)
        return Typical(
            similar=course,
            strength=float(np.median(catalogue.strength[pairs])),
            quality=float(quality.mean()),
            quality_sd=float(np.sqrt(quality.var() + np.mean(sd**2))),
            logit=gain.completion.weight[:, course].mean(axis=1, dtype=np.float32),
        )

    def _nearest(self, form: int, kind: int) -> NDArray[np.int64]:
        catalogue, pairs = self.province.catalogue, self._pairs
        same_form = pairs[catalogue.form[catalogue.pair_course[pairs]] == form]
        same = same_form[self.province.competencies.kind[catalogue.pair_competency[same_form]] == kind]
        return next(rows for rows in (same, same_form, pairs) if len(rows))

    def like(self, typical: Typical, *, step: Step) -> NDArray[np.int64]:
        """Of its similar courses those that lead to the same level; all where none does."""
        catalogue = self.province.catalogue
        there = catalogue.pair_course[self._pairs[catalogue.level_to[self._pairs] == step.level_to]]
        same = typical.similar[np.isin(typical.similar, there)]
        return same if len(same) else typical.similar

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every whole starting level with every usual span; none without courses."""
        return tuple(_steps(self.province, self._pairs))


def _steps(province: Province, pairs: NDArray[np.int64]) -> Iterator[Step]:
    catalogue = province.catalogue
    start, span = catalogue.level_from[pairs], (catalogue.level_to - catalogue.level_from)[pairs]
    usual = np.unique(span[(span > 0) & (span <= _LONGEST)])
    for length in usual if len(usual) else np.unique(span[span > 0])[:1]:
        rows = np.flatnonzero(span == length)
        model = rows[np.argmin(np.abs(start[rows] - 2))]  # the middle: its row covers most when shifted
        for low in range(_LOWEST, _HIGHEST):
            if low + length <= _HIGHEST:
                law = int(province.gain.pair_law[pairs[model]])
                yield Step(float(low), float(low + length), law, float(start[model]) - low)


def closed_at_nodes(
    province: Province, needs: Needs, *, step: Step, scale: F32, nodes: F32
) -> NDArray[np.float32]:
    """(U, Q) required-level points a new course closes at each node of each need's level.

    ``scale`` (U,) is strength x quality x realised part; ``nodes`` (U, Q) of the level before it.
    """
    full = growth.look_up(province.gain.table, np.full((1, 1), step.law), nodes + np.float32(step.shift))
    short = np.maximum(needs.required[:, None] - nodes, 0)
    closed: NDArray[np.float32] = needs.weight[:, None] * np.minimum(short, full * scale[:, None])
    return closed


def nodes_before(province: Province, needs: Needs) -> F32:
    """(U, Q) equally likely levels of each need, after the best course that is open already."""
    nodes = growth.levels_at_nodes(needs.level, needs.sd)
    rows = np.flatnonzero(needs.before >= 0)
    if len(rows):
        pair, gain = needs.before[rows], province.gain
        people = province.people.take(needs.person[rows])
        course = gain.pair_course[pair]
        p = realised(gain.completion.score(people)[np.arange(len(rows)), course])
        added = growth.look_up(gain.table, gain.pair_law[pair][:, None], nodes[rows])
        nodes[rows] += added * (p * gain.scale[pair])[:, None]
    return nodes


def mean_and_variance(closed: F32) -> tuple[NDArray[Any], NDArray[Any]]:
    """(U,) expectation and variance of (U, Q) values at equally likely nodes."""
    mean = over_nodes(closed)
    return mean, np.einsum("uq,q->u", (closed - mean[:, None]) ** 2, NODE_WEIGHT)

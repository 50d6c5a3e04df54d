"""Expected gain: E[benefit] = Σ_k w_jk · E_{C~N(μ,σ²)}[ min((required_jk - C)⁺, g(C)) ].

w and required are the standards of the person's position j, μ and σ the person's level of
competency k, and g = scale·law(C) what the course adds, scaled by the probability to finish
(:func:`recommender.scorers.completion.realised`). Levels beyond the standard close nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, People
from recommender.scorers import growth
from recommender.scorers.completion import CompletionScorer, realised

NODE_WEIGHT: Final = growth.NODE_WEIGHTS.astype(np.float32)
"""(Q,) weights of the level nodes."""
_CELLS: Final = 4_000_000
"""Numbers of one intermediate array; larger batches are cut so that memory stays bounded."""
Entries = NDArray[np.int64] | slice
EVERY: Final = slice(None)


@dataclass(frozen=True)
class GainScorer:
    """What courses add to levels, and the standards that say what an added level is worth."""

    name: ClassVar[str] = "gain"

    pair_course: I32
    pair_competency: I32
    pair_law: I32
    """(M,) row of ``table`` for each course-competency pair."""
    scale: F32
    """(M,) strength x quality of the course."""
    quality: F32
    """(C,) effect of each course relative to the average one."""
    quality_sd: F32
    """(C,) its standard deviation."""
    quality_count: I32
    """(C,) observations of growth behind it."""
    table: F32
    """(W, G) the growth law on the level grid, one row for each (level_from, level_to)."""
    required: F32
    """(J, K) standards."""
    weight: F32
    """(J, K) weights, rows adding up to 1."""
    courses: int
    completion: CompletionScorer

    def score(self, people: People) -> F32:
        """(n, C) expected benefit, in required-level points closed."""
        return self.benefit(people, p_complete=self.completion.score(people))

    def benefit(self, people: People, *, p_complete: F32) -> F32:
        """(n, C) expected benefit for given probabilities to finish."""
        result = np.zeros((len(people), self.courses), dtype=np.float32)
        for block in self.blocks(people):
            part = block.part(self, p_complete)
            closed = block.closed(block.nodes[block.gap], block.added(self, block.nodes[block.gap], part))
            result[block.rows] = block.by_course(over_nodes(closed) * block.weight, self.courses)
        return result

    def blocks(self, people: People) -> Iterator[Block]:
        """Those with standards that some course helps to meet, so many at once as memory allows."""
        asked = _asked(self, people.position)
        entries = asked.pairs_of[asked.position]
        rows = np.flatnonzero(entries)
        most = max(1, _CELLS // len(NODE_WEIGHT))
        tile = (np.cumsum(entries[rows]) - entries[rows]) // most
        for part in np.split(rows, np.flatnonzero(np.diff(tile)) + 1):
            if len(part):
                yield Block.of(self, people, part, asked)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {
            "pair_course": self.pair_course,
            "pair_competency": self.pair_competency,
            "pair_law": self.pair_law,
            "scale": self.scale,
            "quality": self.quality,
            "quality_sd": self.quality_sd,
            "quality_count": self.quality_count,
            "table": self.table,
            "required": self.required,
            "weight": self.weight,
            "courses": np.array([self.courses], np.int64),
            **{f"completion_{name}": array for name, array in self.completion.arrays().items()},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        own = {name: array for name, array in arrays.items() if not name.startswith("completion_")}
        inner = {
            name.removeprefix("completion_"): array
            for name, array in arrays.items()
            if name.startswith("completion_")
        }
        courses = int(own.pop("courses")[0])
        return cls(**own, courses=courses, completion=CompletionScorer.from_arrays(inner))


def over_nodes(values: F32) -> F32:
    """(...) expectations of (..., Q) values at the level nodes; alone as in any batch (no BLAS)."""
    expected: F32 = np.einsum("...q,q->...", values, NODE_WEIGHT)
    return expected


@dataclass(frozen=True)
class _Asked:
    """What the J' positions that occur ask for: runs of pairs and of competencies, position by position."""

    position: NDArray[np.int64]
    """(n,) place of each person's position; those without one ask for nothing."""
    pair: NDArray[np.int64]
    """(.,) pairs whose competency the position asks for, in order of course."""
    pairs_of: NDArray[np.int64]
    """(J',) number of them."""
    competency: NDArray[np.int64]
    """(.,) competencies that the position asks for."""
    competencies_of: NDArray[np.int64]
    """(J',) number of them."""
    place: NDArray[np.int64]
    """(J', K) place of each competency among them."""


def _asked(gain: GainScorer, position: I32) -> _Asked:
    """The standards of ``position`` (n,); -1 asks for nothing."""
    known, place = np.unique(position, return_inverse=True)
    asked = (gain.weight[known] > 0) & (known >= 0)[:, None]
    pairs = asked[:, gain.pair_competency]
    return _Asked(
        position=place,
        pair=np.nonzero(pairs)[1],
        pairs_of=pairs.sum(axis=1),
        competency=np.nonzero(asked)[1],
        competencies_of=asked.sum(axis=1),
        place=np.cumsum(asked, axis=1) - 1,
    )


def _runs(count: NDArray[np.int64], start: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs of ``count`` (n,) places from ``start`` (n,) one after another: which run, which place."""
    run = np.arange(len(count)).repeat(count)
    return run, np.arange(len(run)) - (count.cumsum() - count - start)[run]


@dataclass(frozen=True)
class Block:
    """n people of any positions; their G gaps, one for each competency that their standards ask for; and
    the E entries (person, pair) of the pairs that teach one of these. Entries and gaps stand person by
    person, entries of a person in order of the course."""

    rows: NDArray[np.int64]
    """(n,) rows of the people."""
    person: NDArray[np.int64]
    """(E,) place in ``rows``."""
    pair: NDArray[np.int64]
    """(E,)"""
    course: I32
    """(E,)"""
    gap: NDArray[np.int64]
    """(E,) place in the gaps."""
    required: F32
    """(E,) the standard."""
    weight: F32
    """(E,)"""
    nodes: F32
    """(G, Q) levels at the quadrature nodes."""
    key: NDArray[np.int64]
    """(E,) person times C plus course, ascending."""

    @classmethod
    def of(cls, gain: GainScorer, people: People, rows: NDArray[np.int64], asked: _Asked) -> Block:
        """Cut the people of ``rows`` out of the scorer's arrays."""
        here, position = asked.position[rows], people.position[rows]
        gaps = asked.competencies_of[here]
        start = np.cumsum(asked.competencies_of) - asked.competencies_of
        owner, place = _runs(gaps, start[here])
        competency = asked.competency[place]
        start = np.cumsum(asked.pairs_of) - asked.pairs_of
        person, place = _runs(asked.pairs_of[here], start[here])
        pair = asked.pair[place]
        taught, course = gain.pair_competency[pair], gain.pair_course[pair]
        return cls(
            rows=rows,
            person=person,
            pair=pair,
            course=course,
            gap=(np.cumsum(gaps) - gaps)[person] + asked.place[here[person], taught],
            required=gain.required[position[person], taught],
            weight=gain.weight[position[person], taught],
            nodes=growth.levels_at_nodes(
                people.level[rows[owner], competency], people.level_sd[rows[owner], competency]
            ),
            key=person * gain.courses + course,
        )

    def part(self, gain: GainScorer, p_complete: F32) -> F32:
        """(E,) part of its law that each entry is expected to add; ``p_complete`` (., C) of all people."""
        part: F32 = realised(p_complete[self.rows[self.person], self.course]) * gain.scale[self.pair]
        return part

    def added(self, gain: GainScorer, level: F32, part: F32, entry: Entries = EVERY) -> F32:
        """(e, Q) levels that ``entry`` (e,) adds at the nodes ``level`` (e, Q), ``part`` (e,) of its law."""
        law = gain.pair_law[self.pair[entry]]
        added: F32 = growth.look_up(gain.table, law[:, None], level) * part[:, None]
        return added

    def closed(self, level: F32, added: F32, entry: Entries = EVERY) -> F32:
        """(e, Q) levels closed by ``added`` (e, Q) at ``level``, before the weight of the standard."""
        closed: F32 = np.minimum(np.maximum(self.required[entry][:, None] - level, 0), added)
        return closed

    def by_course(self, values: F32, courses: int) -> F32:
        """(n, C) sums of (E,) values of entries over the courses."""
        result = np.zeros(len(self.rows) * courses, dtype=np.float32)
        result[self.key[self._start]] = np.add.reduceat(values, self._start)
        return result.reshape(-1, courses)

    def met(self, course: I32, *, courses: int) -> tuple[NDArray[np.int64], ...]:
        """Entries of one course for each person, ``course`` (n,): person, place within the course, entry.

        -1 has none.
        """
        wanted = np.arange(len(course)) * courses + course
        first = self.key.searchsorted(wanted)
        count = (self.key.searchsorted(wanted, side="right") - first) * (course >= 0)
        person, entry = _runs(count, first)
        return person, entry - first[person], entry

    @cached_property
    def _start(self) -> NDArray[np.int64]:
        """First entry of each course that a person has."""
        return np.flatnonzero(np.concatenate(([True], self.key[1:] != self.key[:-1])))

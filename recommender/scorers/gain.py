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
        for group in self.groups(people):
            closed = group.closed(self, group.nodes, p_complete[group.rows[:, None], group.course])
            result[group.rows] = group.by_course(group.weight * closed, self.courses)
        return result

    def groups(self, people: People) -> Iterator[Group]:
        """People cut into groups of one position, so that only pairs that count are computed."""
        order = np.argsort(people.position, kind="stable")
        positions, start = np.unique(people.position[order], return_index=True)
        for position, rows in zip(positions, np.split(order, start)[1:], strict=True):
            if position < 0:
                continue
            pairs = np.flatnonzero(self.weight[position, self.pair_competency] > 0)
            if len(pairs) == 0:
                continue
            size = max(1, _CELLS // (len(pairs) * len(NODE_WEIGHT)))
            for begin in range(0, len(rows), size):
                yield Group.of(self, people, int(position), rows[begin : begin + size], pairs)

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
class Group:
    """n people of one position and the P pairs whose competency their standards ask for."""

    rows: NDArray[np.int64]
    pairs: NDArray[np.int64]
    course: I32
    """(P,)"""
    competency: NDArray[np.int64]
    """(P,) column of ``nodes``."""
    competencies: I32
    """(k,) rows of the competencies that occur."""
    required: F32
    """(P,)"""
    weight: F32
    """(P,)"""
    nodes: F32
    """(n, k, Q) levels at the quadrature nodes."""

    @classmethod
    def of(
        cls,
        gain: GainScorer,
        people: People,
        position: int,
        rows: NDArray[np.int64],
        pairs: NDArray[np.int64],
    ) -> Group:
        """Cut the group out of the scorer's arrays."""
        competencies, place = np.unique(gain.pair_competency[pairs], return_inverse=True)
        level = people.level[rows[:, None], competencies]
        sd = people.level_sd[rows[:, None], competencies]
        return cls(
            rows=rows,
            pairs=pairs,
            course=gain.pair_course[pairs],
            competency=place,
            competencies=competencies,
            required=gain.required[position, competencies][place],
            weight=gain.weight[position, competencies][place],
            nodes=growth.levels_at_nodes(level, sd),
        )

    def added_at(self, gain: GainScorer, level: F32, pair: NDArray[np.integer], p_complete: F32) -> F32:
        """(..., Q) levels that pairs (...) add at the nodes ``level`` (..., Q); ``p_complete`` (...)."""
        chosen = self.pairs[pair]
        full = growth.look_up(gain.table, gain.pair_law[chosen][..., None], level)
        added: F32 = full * (realised(p_complete) * gain.scale[chosen])[..., None]
        return added

    def closed_at_nodes(self, gain: GainScorer, nodes: F32, p_complete: F32) -> F32:
        """(n, P, Q) levels closed by each pair at each node, before the weight of the standard."""
        at = nodes[:, self.competency]
        short = np.maximum(self.required[:, None] - at, 0)
        added = self.added_at(gain, at, np.arange(len(self.pairs)), p_complete)
        closed: F32 = np.minimum(short, added)
        return closed

    def closed(self, gain: GainScorer, nodes: F32, p_complete: F32) -> F32:
        """(n, P) expected levels closed by each pair, before the weight of the standard."""
        return over_nodes(self.closed_at_nodes(gain, nodes, p_complete))

    def by_course(self, values: F32, courses: int) -> F32:
        """(n, C) sums of (n, P) values of pairs over the courses; pairs stand in order of course."""
        result = np.zeros((len(values), courses), dtype=np.float32)
        result[:, self.course[self._start]] = np.add.reduceat(values, self._start, axis=1)
        return result

    @cached_property
    def _start(self) -> NDArray[np.int64]:
        """First pair of each course that has one."""
        return np.flatnonzero(np.diff(self.course, prepend=-1))

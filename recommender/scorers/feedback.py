"""An agreement model that has heard what people made of what they were shown.

With r the person's own rank of the course in (0, 1] under the model beneath ::

    score(p, c) = r(p, c) + lift(c) − post(j, c) − 2·[p said "not relevant" or "done elsewhere"]

``lift`` in (−½, ½) is the appeal of the course apart from where it stood; ``post`` in [0, 1) is what the
people of post j said of its relevance, shrunk; who spoke of a course finds it last. Nothing here touches
benefit or eligibility. numpy only; learnt by :mod:`recommender.scorers.learn_feedback`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, People
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.scorers.contract import Scorer, softened_rank

OWN_WORD: Final = 2.0
"""What a person's own word takes off: more than all else can add, so the course comes last."""

_OWN: Final = ("lift", "post", "post_row", "spoke", "spoke_indptr", "spoke_course")


@dataclass(frozen=True)
class FeedbackScorer:
    """See the module."""

    name: ClassVar[str] = "feedback"

    beneath: Scorer
    lift: F32
    """(C,)"""
    post: F32
    """(q + 1, C) of the q posts that said anything; the last row, for all others, is 0."""
    post_row: I32
    """(J + 1,) row of each position in ``post``; the last is for people without a position."""
    spoke: NDArray[np.str_]
    """(m,) asn_ids of those who said "not relevant" or "done elsewhere", ascending."""
    spoke_indptr: NDArray[np.int64]
    spoke_course: I32
    """Courses of person i: ``[spoke_indptr[i]:spoke_indptr[i + 1]]``."""

    def score(self, people: People) -> F32:
        """(n, C) float32 by the formula of the module."""
        scores = softened_rank(self.beneath.score(people)) + self.lift
        scores -= self.post[self.post_row[people.position]]
        rows = Vocabulary(self.spoke).rows(people.asn_id)
        for person in np.flatnonzero(rows != UNKNOWN).tolist():
            own = slice(*self.spoke_indptr[rows[person] : rows[person] + 2])
            scores[person, self.spoke_course[own]] -= np.float32(OWN_WORD)
        return scores

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays; those of the model beneath are prefixed, its name is one of them."""
        own = {key: getattr(self, key) for key in _OWN}
        beneath = {f"beneath.{key}": one for key, one in self.beneath.arrays().items()}
        return {**own, **beneath, "beneath": np.array([self.beneath.name])}

    @classmethod
    def from_arrays(
        cls,
        arrays: Mapping[str, NDArray[Any]],
        *,
        rebuild: Callable[[str, Mapping[str, NDArray[Any]]], Scorer],
    ) -> Self:
        """The inverse of :meth:`arrays`; ``rebuild`` brings the model beneath back by its name."""
        prefix = "beneath."
        inner = {key.removeprefix(prefix): one for key, one in arrays.items() if key.startswith(prefix)}
        own = {key: arrays[key] for key in _OWN}
        return cls(beneath=rebuild(str(arrays["beneath"][0]), inner), **own)


def practice_model(scorer: Scorer) -> str:
    """Name of the model of past practice itself, whether or not feedback lies on it."""
    return scorer.beneath.name if isinstance(scorer, FeedbackScorer) else scorer.name

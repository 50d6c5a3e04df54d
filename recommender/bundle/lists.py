"""Lists of recommended courses as arrays: what ranking picks, and what a version keeps ready."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.features.arrays import F32, I32


@dataclass(frozen=True)
class Lists:
    """n lists of at most L courses, the best first; a list of fewer is the beginning of one of more.

    Attributes
    ----------
    course
        (n, L) rows of courses, -1 past the end of a list.
    score, benefit, spread
        (n, L) score at the moment of the pick, expected benefit then, and its standard deviation.
    p_complete, agreement
        (n, L) probability to finish, and what agreement adds to the score.
    pair, term
        (n, L, X) rows of the course's course-competency pairs (-1: none) and the benefit that each
        contributes; terms add up to ``benefit``.
    """

    course: I32
    score: F32
    benefit: F32
    spread: F32
    p_complete: F32
    agreement: F32
    pair: I32
    term: F32

    @classmethod
    def empty(cls, n: int, length: int, width: int) -> Lists:
        """Lists with nothing in them."""
        flat = (n, length)
        return cls(
            course=np.full(flat, -1, np.int32),
            score=np.zeros(flat, np.float32),
            benefit=np.zeros(flat, np.float32),
            spread=np.zeros(flat, np.float32),
            p_complete=np.zeros(flat, np.float32),
            agreement=np.zeros(flat, np.float32),
            pair=np.full((*flat, width), -1, np.int32),
            term=np.zeros((*flat, width), np.float32),
        )

    @property
    def length(self) -> int:
        """L"""
        return int(self.course.shape[1])

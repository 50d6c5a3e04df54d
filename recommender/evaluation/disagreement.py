"""How two lists of one person differ: one that was given, one that another version would have given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Disagreement:
    """Two lists beside each other."""

    same: bool
    """The same courses in the same order."""
    overlap: float
    """Courses on both, as a part of the longer list, 0 to 1; two empty lists are one list: 1."""
    rank_correlation: float | None
    """Spearman's rho over the courses on both, -1 to 1; None where fewer than two are."""
    benefit_shift: float | None
    """Mean benefit in the other list minus that in the given one, over the courses on both."""


def disagreement(given: Mapping[str, float], other: Mapping[str, float]) -> Disagreement:
    """Compare two lists, each its courses with their benefit, best first.

    Benefit and not the score: the unit of the score is each version's own.
    """
    common = [course for course in given if course in other]
    longer = max(len(given), len(other))
    shift = [other[course] - given[course] for course in common]
    return Disagreement(
        same=list(given) == list(other),
        overlap=len(common) / longer if longer else 1.0,
        rank_correlation=_spearman(common, [course for course in other if course in given]),
        benefit_shift=float(np.mean(shift)) if shift else None,
    )


def _spearman(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Rho of two orders of the same n courses, without ties: 1 - 6 Σd² / (n (n² - 1))."""
    count = len(one)
    if count < 2:
        return None
    place = {course: rank for rank, course in enumerate(other)}
    squares = sum((rank - place[course]) ** 2 for rank, course in enumerate(one))
    return 1 - 6 * squares / (count * (count**2 - 1))

"""Three figures that are often shown and mislead; shown here only beside the adjusted one.

Superiors send whom they think well of after a good year, and a good year is partly luck that the next
year takes back. So the trained look better than others without any training (difference of means),
and seem to fall back after it (before-after, difference-in-differences).
"""

from __future__ import annotations

from dataclasses import dataclass

from recommender.impact.estimate import F64, Bool


@dataclass(frozen=True)
class Naive:
    """In the units of the outcome."""

    difference: float
    """Mean of the trained less mean of the others, this year."""
    before_after: float
    """Mean change of the trained from last year to this."""
    difference_in_differences: float
    """The same less the mean change of the others."""


def naive(y: F64, *, d: Bool, last: F64) -> Naive:
    """From (n,) outcomes of this and the last year and who was trained in this."""
    change = y - last
    return Naive(
        difference=float(y[d].mean() - y[~d].mean()),
        before_after=float(change[d].mean()),
        difference_in_differences=float(change[d].mean() - change[~d].mean()),
    )

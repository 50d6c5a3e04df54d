"""What one point of the ranking's benefit is worth in points of the yearly performance score.

A ratio of two means over the same treated person-years, all training together:

* θ, the effect of training on the year's score (the province-wide finding, AIPW);
* b, what those trainings closed of the standards (:mod:`recommender.impact.closed`).

Value = θ / b. Interval: all r for which θ - r b = 0 is not rejected (Fieller 1954)::

    (r̂ ± z/b √(s_θ² (1-g) + r̂² s_b²)) / (1-g),   g = z² s_b²/b²,   r̂ = θ/b

It holds the truth as often as it says also where the ratio is far from normal, and is finite where g < 1:
where b is clearly above 0. The errors of θ and b count as independent: θ's comes from what else moves
scores. It says what points were worth where training was given, not that the last point is worth the same,
and it never enters a score or an order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from recommender.impact.estimate import Z95, Estimate
from recommender.impact.finding import Finding
from recommender.impact.verdict import OPEN, POSSIBLE, PROVEN
from recommender.impact.words import NO_VALUE

UNIT: Final = "poin skor kinerja per poin level wajib"


@dataclass(frozen=True)
class PointValue:
    """A value with its interval, or the Indonesian reason why there is none.

    Attributes
    ----------
    n
        Treated person-years behind it.
    verdict
        What was found of the effect of all training on performance.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    verdict: str
    reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "value": self.value, "low": self.low, "high": self.high, "unit": UNIT, "n": self.n,
            "verdict": self.verdict, "reason": self.reason,
        }  # fmt: skip


def point_value(effect: Finding, *, closed: Callable[[], Estimate | None]) -> PointValue:
    """The ratio of an effect on the score to the mean benefit ``closed``.

    ``closed`` takes long to learn and is asked only where the effect allows a value; it answers None
    where growth could not be learnt.
    """
    if effect.estimate is None:
        return _none(effect, "NO_EFFECT")
    if effect.judgement.verdict not in (POSSIBLE, PROVEN):
        return _none(effect, "NOT_ABOVE_ZERO")
    benefit = closed()
    if benefit is None:
        return _none(effect, "NOT_LEARNT")
    interval = fieller(effect.estimate, benefit)
    if interval is None:
        return _none(effect, "NOTHING_CLOSED")
    value = effect.estimate.effect / benefit.effect
    return PointValue(value, *interval, effect.treated, effect.judgement.verdict, None)


NOT_ASKED: Final = PointValue(None, None, None, 0, OPEN, NO_VALUE["NO_EFFECT"])
"""Where there is no training at all."""


def fieller(above: Estimate, below: Estimate) -> tuple[float, float] | None:
    """95 % interval of the ratio of two independent estimates; None if ``below`` is not clearly above 0."""
    if below.low <= 0:
        return None
    ratio = above.effect / below.effect
    g = (Z95 * below.se / below.effect) ** 2
    half = Z95 / below.effect * math.sqrt(above.se**2 * (1 - g) + (ratio * below.se) ** 2)
    return (ratio - half) / (1 - g), (ratio + half) / (1 - g)


def _none(effect: Finding, reason: str) -> PointValue:
    return PointValue(None, None, None, effect.treated, effect.judgement.verdict, NO_VALUE[reason])

"""A forest plot as places on a strip: every interval on one scale, in per cent of its width.

Strips take the width they are given, so lines are as sharp and texts as large on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recommender.web.impact_evidence import Interval

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS: Final = 6
_ROOM: Final = 0.04
"""Of the range, left free on either side."""


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high`` in the units of the outcome; holds 0."""

    low: float
    high: float

    @classmethod
    def around(cls, intervals: Sequence[Interval]) -> Scale:
        """The smallest that holds all of ``intervals`` and 0."""
        low = min([0.0, *(one.low for one in intervals)])
        high = max([0.0, *(one.high for one in intervals)])
        room = (high - low or 1.0) * _ROOM
        return cls(low - room, high + room)

    def place(self, value: float) -> str:
        """Where ``value`` lies, as SVG takes it."""
        return f"{100 * (value - self.low) / (self.high - self.low):.2f}%"

    def ticks(self) -> list[float]:
        """Round values within, no more than six, 0 among them."""
        rough = (self.high - self.low) / _MOST_TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * one for one in _STEPS if power * one >= rough)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [round(at * step, 10) + 0.0 for at in range(first, last + 1)]

    @property
    def digits(self) -> int:
        """Decimals that tell the ticks apart."""
        ticks = self.ticks()
        step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
        return next((digits for digits in range(4) if math.isclose(round(step, digits), step)), 4)

"""Numbers as people write them, Indonesian unless English is asked for; a dash where nothing is known."""

from __future__ import annotations

import math
from typing import Final

NOTHING: Final = "–"
_INDONESIAN: Final = str.maketrans(",.-", ".,−")
_ENGLISH: Final = str.maketrans("-", "−")


def number(value: float | None, digits: int = 0, *, english: bool = False) -> str:
    """``−12.345,6``: dot between thousands, comma before decimals; English the other way round.

    What rounds to nothing has no sign; None, NaN and infinity are a dash.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{float(value):z,.{digits}f}"
    return text.translate(_ENGLISH if english else _INDONESIAN)


def as_it_is(value: float) -> str:
    """:func:`number` with no more decimals than ``value`` has, at most four: ``12,5``."""
    digits = next(at for at in range(5) if at == 4 or abs(round(value, at) - value) < 1e-9)
    return number(value, digits)

"""Numbers, money, dates and codes as the language of the page writes them; a dash where nothing is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from recommender.domain import numerals
from recommender.domain.days import MISSING_DAY, MONTHS, WIB, to_date
from recommender.domain.numerals import NOTHING
from recommender.web.planner.language import INDONESIAN, language, told

_TIED: Final = "\u00a0"
"""A blank that lines are not broken at."""


def number(value: Any, digits: int = 0) -> str:
    """``12.345,6``, on English pages ``12,345.6``."""
    return numerals.number(value, digits, english=_english())


def _english() -> bool:
    return language() != INDONESIAN


def rupiah(value: Any) -> str:
    """``Rp 3.500.000``, never broken over two lines."""
    return NOTHING if value is None or not math.isfinite(value) else f"Rp{_TIED}{number(value)}"


def percent(part: Any, whole: Any = 1) -> str:
    """``61,3%`` of part in whole; a dash of nothing."""
    return f"{number(100 * part / whole, 1)}%" if whole else NOTHING


def day(value: Any) -> str:
    """A date or day number as ``9 Februari 2027``, ``9 February 2027``."""
    if isinstance(value, date):
        return f"{value.day} {told(MONTHS[value.month - 1])} {value.year}"
    return NOTHING if value is None or int(value) == MISSING_DAY else day(to_date(int(value)))


def moment(value: str) -> str:
    """An ISO moment as ``25 November 2026 11.44 WIB``: the time of Lampung, which knows no summer time."""
    here = datetime.fromisoformat(value).astimezone(WIB)
    return f"{day(here.date())} {here:{'%H:%M' if _english() else '%H.%M'}}{_TIED}WIB"


def code(value: str) -> str:
    """A code of the tables as words: ``UJI_KOMPETENSI`` becomes ``Uji kompetensi``."""
    return value if len(value) <= 4 else told(value.replace("_", " ").capitalize())


def heat(value: Any) -> str:
    """Colour role of a mean gap in levels: none, low, middle, high; empty where nothing is asked."""
    if value is None or not math.isfinite(value):
        return ""
    return next((name for limit, name in _HEAT if value < limit), "tinggi")


_HEAT: Final = ((0.05, "nihil"), (0.5, "rendah"), (1.0, "sedang"))

FILTERS: Final[dict[str, Callable[..., str]]] = {
    "number": number, "rupiah": rupiah, "percent": percent,
    "day": day, "moment": moment, "code": code, "heat": heat, "told": told,
}  # fmt: skip

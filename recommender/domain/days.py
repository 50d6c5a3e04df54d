"""Dates as int32 day numbers (days since 1970-01-01), with one mark for "missing"."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

import numpy as np

MISSING_DAY: Final = np.iinfo(np.int32).min
"""Day number that stands for a date that is not known."""

_EPOCH: Final = date(1970, 1, 1)
WIB: Final = timezone(timedelta(hours=7))
"""The time of Lampung, which knows no summer time."""
DAYS_PER_YEAR: Final = 365.2425
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12


def to_day(value: date) -> int:
    """Day number of a date."""
    return (value - _EPOCH).days


def to_date(day: int) -> date:
    """Date of a day number."""
    return _EPOCH + timedelta(days=int(day))


def add_months(value: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it is shorter."""
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    for day in (value.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def format_date(value: date) -> str:
    """A date as Indonesians write it: ``9 Februari 2027``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def format_moment(value: str) -> str:
    """An ISO moment as Indonesians write it: ``25 November 2026 11.44 WIB``."""
    here = datetime.fromisoformat(value).astimezone(WIB)
    return f"{format_date(here.date())} {here:%H.%M} WIB"


MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

"""Counts of people as they may be told: none below five, the others to the nearest five.

People are in many scopes at once (a form, its kinds, its courses), so that counts do not add up and no
left-out cell protects another. Rounded, a whole less its parts is never known to be one to four people: a
difference that could be so small could as well be nothing, or five. Deterministic rounding of tables
(Hundepool et al. 2012, chapter 4). Counts of offices are told as they are.
"""

from __future__ import annotations

from typing import Final

from recommender.domain.numerals import number

SMALL: Final = 5
"""A figure about fewer people is a figure about persons."""
STEP: Final = 5


def told_count(people: int) -> int | None:
    """None for one to four, else the nearest multiple of ``STEP``."""
    return None if 0 < people < SMALL else STEP * round(people / STEP)


def count_text(people: int | None) -> str:
    """The same for Indonesian pages."""
    told = None if people is None else told_count(people)
    return f"< {SMALL}" if told is None and people is not None else number(told)

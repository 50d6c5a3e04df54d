"""Gap needs: what a post asks for and the person does not have yet.

``gap = required level - level``, where level is the estimate (posterior mean) of what the person
can do. Only positive gaps are needs. Entitlements are another kind of need with other units; see
:mod:`recommender.needs.entitlement`. The two are never added up or ranked against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY
from recommender.needs.rulebook import RuleBook

F32 = NDArray[np.float32]
NOT_ASSESSED: Final = -1


@dataclass(frozen=True)
class Gaps:
    """G gaps, by person, then falling priority, then competency. All arrays (G,)."""

    person: NDArray[np.int32]
    """Row of the person."""
    competency: NDArray[np.int32]
    """Row of the competency."""
    required: F32
    """Level 1-5 the post asks for."""
    level: F32
    """Estimated level 0-5."""
    sd: F32
    """Standard deviation of the estimate, in levels."""
    gap: F32
    """Levels missing, > 0."""
    weight: F32
    """Weight of the competency in the post, 0-1."""
    priority: F32
    """weight x gap: required-level points missing."""
    method: NDArray[np.int8]
    """Position in ``METHODS`` of the newest assessment; -1: estimated from similar posts alone."""
    age_years: F32
    """Age of that assessment in years; NaN without one."""
    expired: NDArray[np.bool_]
    """Never assessed, or longer ago than an assessment is valid: assess before deciding."""

    def __len__(self) -> int:
        return len(self.person)

    def of(self, person: int) -> Gaps:
        """The gaps of one person."""
        first, last = np.searchsorted(self.person, [person, person + 1])
        return Gaps(**{one.name: getattr(self, one.name)[first:last] for one in fields(self)})


def find_gaps(
    required: F32,
    *,
    weight: F32,
    level: F32,
    sd: F32,
    method: NDArray[np.int8],
    day: NDArray[np.int32],
    today: int,
    validity_years: float,
    smallest: float = 0.05,
) -> Gaps:
    """All gaps of n people in K competencies.

    Parameters
    ----------
    required, weight, level, sd
        (n, K); ``required`` 0 where the post has no standard.
    method, day
        (n, K) of the newest assessment, -1 and ``MISSING_DAY`` without one.
    today
        Day number that ages count to.
    validity_years
        How long an assessment is valid (rule ASSESSMENT_VALIDITY).
    smallest
        Smaller gaps are rounding of an estimate, not needs; in levels.
    """
    level = np.maximum(level, 0)  # an estimate may fall below the scale, a person does not
    gap = required - level
    person, competency = np.nonzero((required > 0) & (gap >= smallest))
    priority = (weight * gap)[person, competency]
    order = np.lexsort((competency, -priority, person))
    at = person[order], competency[order]
    assessed = (method[at] != NOT_ASSESSED) & (day[at] != MISSING_DAY)
    age = np.where(assessed, (today - day[at].astype(np.float64)) / DAYS_PER_YEAR, np.nan)
    return Gaps(
        person=at[0].astype(np.int32), competency=at[1].astype(np.int32),
        required=required[at], level=level[at], sd=sd[at], gap=gap[at], weight=weight[at],
        priority=priority[order], method=method[at], age_years=age.astype(np.float32),
        expired=~(age <= validity_years),
    )  # fmt: skip


def validity_years(book: RuleBook) -> float:
    """Years an assessment is valid by the rules of the day; endless without such a rule."""
    rules = book.of("ASSESSMENT_VALIDITY")
    return float(rules[0].value) if rules else np.inf


def reliability(book: RuleBook, *, method: int) -> str:
    """Indonesian grade of a source: ``tinggi``, ``sedang``, ``rendah``; ``perkiraan`` without one."""
    if method == NOT_ASSESSED:
        return "perkiraan"
    name = codes.METHODS[method]
    return next((str(r.value) for r in book.of("SOURCE_RELIABILITY") if name in r.method), "tidak diatur")


def describe_gap(gaps: Gaps, *, row: int, competency: str, book: RuleBook) -> str:
    """One Indonesian sentence with levels, source and age."""
    method = int(gaps.method[row])
    text = (
        f"{competency}: level {_number(gaps.level[row])}, standar jabatan {_number(gaps.required[row])}, "
        f"kesenjangan {_number(gaps.gap[row])}; sumber "
    )
    if method == NOT_ASSESSED:
        return text + "perkiraan dari jabatan serupa, belum pernah dinilai."
    age = f"{_number(gaps.age_years[row])} tahun lalu"
    over = ", sudah lewat masa berlaku" if gaps.expired[row] else ""
    grade = reliability(book, method=method)
    return f"{text}{codes.METHODS[method]} {age} (keandalan {grade}{over})."


def _number(value: Any) -> str:
    """One decimal, comma as Indonesians write it, none where it is whole."""
    text = f"{float(value):.1f}"
    return text.removesuffix(".0").replace(".", ",")

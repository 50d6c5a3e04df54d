"""The form of a gate line: a pure function that measures one way in which a new version may be worse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from recommender.evaluation.intervals import Interval
from recommender.retraining.comparison import Comparison
from recommender.training.card_page import number


@dataclass(frozen=True)
class Measured:
    """How bad it is, in the unit of the line's limit: more is worse.

    ``low`` and ``high`` bound ``value`` with 95% confidence; they are equal to it where the figure is a
    count and not an estimate. ``text`` is the figure as people read it.
    """

    value: float
    text: str
    low: float
    high: float


@dataclass(frozen=True)
class NotJudged:
    """The line cannot be judged, and why."""

    text: str


Line = Callable[[Comparison, date], Measured | NotJudged]
"""The comparison and today's date -> how bad it is."""

NOTHING_SERVES = NotJudged("Belum ada versi yang melayani sebagai pembanding.")
NOBODY_SHARED = NotJudged("Tidak seorang pun dikenal kedua versi; tidak ada yang dapat dibandingkan.")
HISTORY_SHORT = NotJudged("Riwayat pelatihan terlalu pendek untuk dibagi menurut waktu.")
SNAPSHOT_GONE = NotJudged("Snapshot versi yang melayani tidak ada lagi; perubahan data tidak dapat dihitung.")


def exact(value: float, text: str) -> Measured:
    """A count or share that is not an estimate."""
    return Measured(value, text, value, value)


def shortfall(lead: Interval, *, of: float, text: str) -> Measured:
    """How much a lead (positive is good) falls short of 0, as a part of ``of``."""
    scale = max(of, 1e-9)
    return Measured(-lead.mean / scale, text, -lead.high / scale, -lead.low / scale)


def percent(value: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{number(100 * value, 1)}%"


def between(one: Interval, digits: int = 3) -> str:
    """The mean with its bounds."""
    mean, low, high = (number(value, digits) for value in (one.mean, one.low, one.high))
    return f"{mean} (selang 95% {low} sampai {high})"

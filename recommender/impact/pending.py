"""The calendar of evaluations after training: whom to ask about which session, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from recommender.domain.days import add_months, to_date
from recommender.impact.kirkpatrick import CLOSES, OPENS, Evaluated, split
from recommender.impact.setting import Setting

UPCOMING: Final = "akan dibuka"
OPEN: Final = "sedang berjalan"
MISSED: Final = "terlewat"


@dataclass(frozen=True)
class Pending:
    """One session whose alumni are still to be asked about (L3 and L4)."""

    session_id: str
    course_id: str
    title: str
    opens: date
    closes: date
    alumni: int
    answered: int
    """Superiors who said something already."""
    state: str


def pending(setting: Setting, sessions: list[Evaluated]) -> list[Pending]:
    """Sessions of the last two windows that are not fully answered, by the day their window closes."""
    taken, outcomes = setting.outcomes.participations, setting.outcomes
    as_of = to_date(setting.dataset.evidence.as_of)
    done = np.flatnonzero(taken.done & (taken.session >= 0))
    ended = {
        outcomes.sessions[session]: to_date(int(taken.end[rows].max()))
        for session, rows in split(done, by=taken.session[done])
    }
    found = []
    for one in sessions:
        opens, closes = (add_months(ended[one.session_id], months) for months in (OPENS, CLOSES))
        answered = one.levels["L3 ATASAN"].answered
        if answered < one.completed and add_months(closes, CLOSES) >= as_of:
            state = UPCOMING if opens > as_of else OPEN if closes >= as_of else MISSED
            whose = one.session_id, one.course_id, one.title
            found.append(Pending(*whose, opens, closes, one.completed, answered, state))
    return sorted(found, key=lambda one: (one.closes, one.session_id))

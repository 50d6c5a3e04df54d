"""The four levels of evaluation in one place, for each course and each session.

L1 reaction, L2 tests, L3 behaviour and L4 results by who was asked (Kirkpatrick 1959). The response rate
is out of the participants who completed; for L3 and L4 out of those who did so at least ``OPENS`` months
ago. People are counted, however often each took part. Means of answers about fewer than ``SMALL`` people are
withheld: they would show single ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import DAYS_PER_MONTH
from recommender.features.outcomes import Participations, Surveys
from recommender.impact.estimate import F64, Bool
from recommender.impact.setting import Setting
from recommender.impact.told_counts import SMALL

LEVELS: Final = ("L1", "L2", "L3 ATASAN", "L3 REKAN", "L4 ATASAN", "L4 REKAN")
OPENS: Final = 3
CLOSES: Final = 12
"""Months after the end in which L3 and L4 are asked (DOMAIN: 3 to 12, not verified at a source)."""
LOW_RESPONSE: Final = 0.3
"""Below this share of answers a level counts as hardly measured; this project's proposal."""


@dataclass(frozen=True)
class Level:
    """What one level shows."""

    answered: int
    """People with an answer about them."""
    rate: float | None
    """Of those who should have; None if nobody should yet."""
    mean: float | None
    """Mean score 10-100 (L2: points gained); None below ``SMALL`` people."""


@dataclass(frozen=True)
class Evaluated:
    """The levels of one course, or of one of its sessions."""

    course_id: str
    title: str
    session_id: str
    """Empty for the whole course."""
    completed: int
    """Different people."""
    levels: dict[str, Level]
    """By ``LEVELS``."""
    missing: tuple[str, ...]
    """Levels that should be measured and hardly are."""


def evaluated(setting: Setting) -> tuple[list[Evaluated], list[Evaluated]]:
    """Every course with a completed participation, and every session, by id."""
    taken, dataset = setting.outcomes.participations, setting.dataset
    answers = {name: _answer(setting, name) for name in LEVELS}
    due = taken.end <= dataset.evidence.as_of - OPENS * DAYS_PER_MONTH
    done = np.flatnonzero(taken.done)
    courses = [
        _row(setting, course, "", rows, due, answers) for course, rows in split(done, by=taken.course[done])
    ]
    sessions = [
        _row(setting, int(taken.course[rows[0]]), setting.outcomes.sessions[session], rows, due, answers)
        for session, rows in split(done, by=taken.session[done])
        if session >= 0
    ]
    return courses, sessions


def split(rows: NDArray[np.int64], *, by: NDArray[np.integer]) -> list[tuple[int, NDArray[np.int64]]]:
    """The rows of each value of ``by``, in order of the value."""
    order = np.argsort(by, kind="stable")
    values, start = np.unique(by[order], return_index=True)
    return list(zip(values.tolist(), np.split(rows[order], start[1:]), strict=True)) if len(values) else []


def _answer(setting: Setting, name: str) -> F64:
    """(R,) mean answer about each participation; NaN without one."""
    taken, surveys = setting.outcomes.participations, setting.outcomes.surveys
    if name == "L2":
        return (taken.post - taken.pre).astype(np.float64)
    level, _, role = name.partition(" ")
    asked = surveys.level == int(level[1])
    if role:
        asked &= surveys.role == codes.EVALUATOR_ROLES.index(role)
    exact = _joined(setting, asked, by_session=True)
    loose = _joined(setting, asked & (surveys.session < 0), by_session=False)
    return np.where(np.isnan(exact), loose, exact)


def _joined(setting: Setting, asked: Bool, *, by_session: bool) -> F64:
    """(R,) mean of the answers about the participation's person and course, and its session."""
    outcomes, courses = setting.outcomes, len(setting.dataset.catalogue)

    def key(of: Participations | Surveys) -> NDArray[np.int64]:
        session = of.session.astype(np.int64) + 1 if by_session else 0
        pair = of.person.astype(np.int64) * courses + of.course
        return np.asarray(pair * (len(outcomes.sessions) + 1) + session)

    wanted, given = key(outcomes.participations), key(outcomes.surveys)[asked]
    if len(given) == 0:
        return np.full(len(wanted), np.nan)
    found, place = np.unique(given, return_inverse=True)
    mean = np.bincount(place, weights=outcomes.surveys.score[asked]) / np.bincount(place)
    row = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
    return np.where(found[row] == wanted, mean[row], np.nan)


def _row(
    setting: Setting, course: int, session: str, rows: NDArray[np.int64], due: Bool, answers: dict[str, F64]
) -> Evaluated:
    tested = bool(setting.outcomes.participations.passed[rows].any())
    person = setting.outcomes.participations.person[rows]
    late, all_due = due[rows], np.ones(len(rows), bool)
    levels = {
        name: _level(answers[name][rows], late if name[:2] in ("L3", "L4") else all_due, person)
        for name in LEVELS
    }
    missing = tuple(
        name
        for name, level in levels.items()
        if level.rate is not None and level.rate < LOW_RESPONSE and (name != "L2" or tested)
    )
    title = setting.dataset.catalogue.texts[course].title
    completed = len(np.unique(person))
    return Evaluated(setting.dataset.catalogue.courses[course], title, session, completed, levels, missing)


def _level(answer: F64, due: Bool, person: NDArray[np.integer]) -> Level:
    given = due & ~np.isnan(answer)
    answered = len(np.unique(person[given]))
    rate = answered / len(np.unique(person[due])) if due.any() else None
    return Level(answered, rate, float(answer[given].mean()) if answered >= SMALL else None)

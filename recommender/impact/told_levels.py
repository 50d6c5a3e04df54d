"""Kirkpatrick levels as they may be told: no figure of few people, nor any that gives it back by subtraction.

A course shows its whole and its sessions beside it. Where those left out hold one to four people together,
whole less shown would tell theirs; so the smallest session still shown is left out too. Primary and
secondary suppression of tables, as statistical offices do it (Hundepool et al. 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from recommender.impact.told_counts import SMALL

_DIGITS: Final = 1
"""Of means: full precision would let a mean be taken apart into the answers behind it."""
_RATE_DIGITS: Final = 3


def told_levels(
    courses: Sequence[Mapping[str, Any]], sessions: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Courses and sessions (``impact.kirkpatrick.Evaluated``) as pages and sheets show them.

    ``completed`` is None where it is left out, ``few`` says whether because it is small; ``mean`` and
    ``rate`` of each level are None where they are.
    """
    of_course: dict[str, list[int]] = {}
    for row, one in enumerate(sessions):
        of_course.setdefault(one["course_id"], []).append(row)
    told: dict[int, dict[str, Any]] = {}
    for course in courses:
        rows = of_course.pop(course["course_id"], [])
        told.update(zip(rows, _sessions(course, [sessions[row] for row in rows]), strict=True))
    for rows in of_course.values():  # no whole beside them: nothing to subtract from
        told.update((row, _told(sessions[row], False, {})) for row in rows)
    return [_told(one, False, {}) for one in courses], [told[row] for row in range(len(sessions))]


def _sessions(course: Mapping[str, Any], sessions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    closed = _closed(course["completed"], [one["completed"] for one in sessions], [False] * len(sessions))
    means = {
        level: _closed(whole["answered"], [one["levels"][level]["answered"] for one in sessions], closed)
        for level, whole in course["levels"].items()
    }
    return [
        _told(one, closed[row], {level: hidden[row] for level, hidden in means.items()})
        for row, one in enumerate(sessions)
    ]


def _closed(whole: int, parts: Sequence[int], closed: Sequence[bool]) -> list[bool]:
    """Which parts are left out, with those that are ``closed`` already.

    People may be in two parts, so that these add up to more than the whole: what is hidden is counted both
    as the parts say and as the whole says.
    """
    hidden = [already or part < SMALL for already, part in zip(closed, parts, strict=True)]
    shown = [row for row, away in enumerate(hidden) if not away]
    if whole < SMALL or not shown:
        return hidden
    within = sum(part for part, away in zip(parts, hidden, strict=True) if away)
    left = whole - sum(parts[row] for row in shown)
    if 0 < within < SMALL or 0 < left < SMALL:
        hidden[min(shown, key=lambda row: parts[row])] = True
    return hidden


def _told(one: Mapping[str, Any], closed: bool, means: Mapping[str, bool]) -> dict[str, Any]:
    few = 0 < one["completed"] < SMALL
    away = few or closed
    levels = {
        name: {
            "mean": None
            if away or means.get(name, False) or level["answered"] < SMALL
            else _rounded(level["mean"], _DIGITS),
            "rate": None if away else _rounded(level["rate"], _RATE_DIGITS),
        }
        for name, level in one["levels"].items()
    }
    return {**one, "completed": None if away else one["completed"], "few": few, "levels": levels}


def told_pending(
    pending: Sequence[Mapping[str, Any]], sessions: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The calendar (``impact.pending.Pending``): its alumni are those of the sessions, as these are told."""
    closed = {one["session_id"] for one in sessions if one["completed"] is None}
    told = []
    for one in pending:
        few = 0 < one["alumni"] < SMALL
        hidden = {"alumni": None, "answered": None} if few or one["session_id"] in closed else {}
        told.append({**one, **hidden, "few": few})
    return told


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)

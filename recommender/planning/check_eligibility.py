"""Eligibility, judged again for one person and one day from plain rows: the checker's own reading.

Written apart from :mod:`recommender.ranking.eligibility`, one ``if`` a rule, so that an error there is
not repeated here. Values are those of the snapshot's tables; missing ones fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def broken_rules(
    person: Row, *, course: Row, rules: Sequence[Row], records: Sequence[Row], position: Row,
    above: Sequence[str], born_on: date | None, day: date,
) -> Iterator[str]:  # fmt: skip
    """Codes of what keeps ``person`` out of ``course`` on ``day``.

    ``records`` are the person's, ``above`` the person's unit and every unit above it.
    """
    if str(person.get("legal_status") or "01") != "01":
        yield "LEGAL_STATUS"
    if person.get("training_hold"):
        yield "TRAINING_HOLD"
    if course.get("active") is False:
        yield "COURSE_INACTIVE"
    if _after(course.get("valid_from"), day) or _after(day, course.get("valid_to")):
        yield "COURSE_NOT_VALID"
    ended = [one for one in records if one["ends_on"] is not None and one["ends_on"] <= day]
    yield from _history(course["course_id"], rules, ended, day)
    for rule in rules:
        if not _holds(rule["rule"], str(rule["value"]), person, position, above, born_on, ended, day):
            yield str(rule["rule"])


def _history(course_id: str, rules: Sequence[Row], records: Sequence[Row], day: date) -> Iterator[str]:
    mine = [one for one in records if one["course_id"] == course_id and one["status"] in ("LULUS", "HADIR")]
    cooldowns = [int(one["value"]) for one in rules if one["rule"] == "COOLDOWN_MONTHS"]
    if mine and any(one["rule"] == "ONCE_ONLY" and str(one["value"]) != "0" for one in rules):
        yield "ONCE_ONLY"
    if cooldowns and any(months_between(one["ends_on"], day) < max(cooldowns) for one in mine):
        yield "COOLDOWN_MONTHS"
    if not cooldowns and any(one["status"] == "LULUS" for one in mine):
        yield "ALREADY_TAKEN"


def _holds(
    rule: str, value: str, person: Row, position: Row, above: Sequence[str], born_on: date | None,
    records: Sequence[Row], day: date,
) -> bool:  # fmt: skip
    listed = value.replace("|", " ").split()
    if rule == "POSITION_CLASS_IN":
        return position.get("position_class") in listed
    if rule == "JF_TIER_IN":
        return position.get("jf_tier") in listed
    if rule == "EMPLOYMENT_IN":
        return person.get("employment") in listed
    if rule == "UNIT_IN":
        return any(unit in listed for unit in above)
    if rule in ("GRADE_MIN", "GRADE_MAX"):
        grade, limit = person.get("grade_id"), int(float(value))
        if grade is None or (grade > 100) != (limit > 100):
            return False
        return bool(grade >= limit if rule == "GRADE_MIN" else grade <= limit)
    if rule == "EDU_LEVEL_MIN":
        return person.get("edu_level_id") is not None and int(person["edu_level_id"]) >= int(value)
    if rule == "MAX_AGE":
        return born_on is not None and months_between(born_on, day) // 12 <= float(value)
    if rule == "MIN_MONTHS_TO_RETIREMENT":
        retires = person.get("retires_on")
        return retires is not None and months_between(day, retires) >= float(value)
    if rule in ("MIN_YEARS_IN_GRADE", "MIN_YEARS_IN_POSITION"):
        since = person.get("grade_since" if rule == "MIN_YEARS_IN_GRADE" else "position_since")
        return since is not None and months_between(since, day) >= 12 * float(value.replace(",", "."))
    if rule == "PREREQUISITE":
        return any(one["course_id"] == value.strip() and one["status"] == "LULUS" for one in records)
    return True  # ONCE_ONLY, COOLDOWN_MONTHS: history; SELECTION_REQUIRED excludes nobody


def months_between(first: date, last: date) -> int:
    """Completed months; the 31st is reached on the last day of a shorter month."""
    months = (last.year - first.year) * 12 + last.month - first.month
    month_ends = (date(last.year + last.month // 12, last.month % 12 + 1, 1) - last).days == 1
    return months - (last.day < first.day and not month_ends)


def _after(first: date | None, second: date | None) -> bool:
    return first is not None and second is not None and first > second

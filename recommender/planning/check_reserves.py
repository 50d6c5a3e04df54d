"""Reserves, as the checker reads them: each may take the place of whichever participant leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from recommender.planning.check_rules import (
    PERSON_CHECKS,
    most_away,
    payer,
    people_away,
    planned_hours,
    region,
)
from recommender.planning.check_sheet import (
    Row,
    Sheet,
    Violation,
    by_person,
    by_session,
    cost_of,
    is_klasikal,
    is_pppk,
    length,
)

_SLACK: Final = 1e-6


@dataclass(frozen=True)
class _Counts:
    """What participants use of what people share."""

    unit: Counter[str]
    region: Counter[str]
    paid: dict[str | None, float]
    away: Counter[tuple[str, date]]
    hours: dict[str, float]
    covered: int
    pppk: int


def reserves(sheet: Sheet) -> Iterator[Violation]:
    """At most RESERVES a session, nobody twice; every rule holds when one of them moves up."""
    counts, mine = _count(sheet), by_person(sheet.places)
    waiting, taken = by_session(sheet.reserves), by_session(sheet.places)
    times = Counter(place["asn_id"] for place in sheet.reserves)
    for session, listed in waiting.items():
        if len(listed) > sheet.rules.get("RESERVES", 0):
            yield Violation("RESERVES", session, f"{len(listed)} cadangan")
        for place in listed:
            broken = list(_alone(sheet, place, mine.get(place["asn_id"], [])))
            broken += sorted({rule for other in taken.get(session, ())
                              for rule in _exchanged(sheet, counts, place, other)})  # fmt: skip
            if times[place["asn_id"]] > 1 or session not in taken:
                broken.append("RESERVES")
            for rule in broken:
                subject = f"{place['asn_id']}:{session}"
                yield Violation("RESERVES", subject, f"{rule} dilanggar bila cadangan ini naik")


def _count(sheet: Sheet) -> _Counts:
    hours = planned_hours(sheet)
    paid: dict[str | None, float] = defaultdict(float)
    for place in sheet.places:
        paid[payer(sheet, place)] += cost_of(place)
    return _Counts(
        Counter(place["person"]["unit_id"] for place in sheet.places),
        Counter(region(sheet, place) for place in sheet.places), paid, people_away(sheet.places),
        hours, sum(one >= 20 for one in hours.values()), sum(map(is_pppk, sheet.places)),
    )  # fmt: skip


def _alone(sheet: Sheet, place: Row, mine: Sequence[Row]) -> Iterator[str]:
    """Rules about one person, with the reserve's place on top of what she has."""
    alone = replace(sheet, places=[*mine, place], reserves=())
    for rule, check in PERSON_CHECKS.items():
        if rule in sheet.rules and next(check(alone), None) is not None:
            yield rule


def _exchanged(sheet: Sheet, counts: _Counts, coming: Row, leaving: Row) -> Iterator[str]:
    """Rules that people share which do not hold with ``coming`` in the place of ``leaving``."""
    rules, total = sheet.rules, len(sheet.places)
    unit, place = coming["person"]["unit_id"], region(sheet, coming)
    pppk = counts.pppk + is_pppk(coming) - is_pppk(leaving)
    other_unit = unit and unit != leaving["person"]["unit_id"]
    other_region = place != region(sheet, leaving)
    broken: dict[str, Callable[[float], Any]] = {
        "MAX_UNIT_SHARE": lambda most: other_unit and counts.unit[unit] + 1 > most * total + _SLACK,
        "MAX_REGION_SHARE": lambda most: other_region and counts.region[place] + 1 > most * total + _SLACK,
        "MAX_UNIT_SHARE_AWAY": lambda _: other_unit and _crowded(sheet, counts, coming),
        "UNIT_BUDGET": lambda _: not _paid_for(sheet, counts, coming, leaving),
        "MAX_PPPK_SHARE": lambda most: pppk > counts.pppk and pppk > most * total + _SLACK,
        "MIN_PPPK_SHARE": lambda least: pppk < counts.pppk and pppk < least * total - _SLACK,
        "MIN_20JP_COVERAGE": lambda _: not _covered(sheet, counts, coming, leaving),
    }
    yield from (rule for rule, breaks in broken.items() if rule in rules and breaks(rules[rule]))


def _crowded(sheet: Sheet, counts: _Counts, coming: Row) -> bool:
    """Too many of her unit are away on one of the session's days."""
    unit, first = coming["person"]["unit_id"], coming["session"]["starts_on"]
    days = range(length(coming["session"]) if is_klasikal(coming) else 0)
    busiest = max((counts.away[unit, first + timedelta(days=day)] for day in days), default=-1)
    return busiest + 1 > most_away(sheet, unit) + _SLACK


def _paid_for(sheet: Sheet, counts: _Counts, coming: Row, leaving: Row) -> bool:
    """The account of the one who comes has room, unless it is that of the one who leaves."""
    account = payer(sheet, coming)
    if account is None or account == payer(sheet, leaving):
        return True
    caps = [one["ceiling"] for one in sheet.budgets if one["unit_id"] == account]
    return bool(counts.paid[account] + cost_of(coming) <= min(caps) + 0.5)


def _covered(sheet: Sheet, counts: _Counts, coming: Row, leaving: Row) -> bool:
    """Enough people still have 20 JP."""
    jp = coming["course"]["jp"]
    hers, his = (counts.hours.get(one["asn_id"], 0) for one in (coming, leaving))
    covered = counts.covered + (hers < 20 <= hers + jp) - (his >= 20 > his - jp)
    return bool(covered >= sheet.rules["MIN_20JP_COVERAGE"] * len(sheet.people) - _SLACK)

"""Every rule of a plan as the checker reads it: one function a rule, in :data:`CHECKS`.

Plain loops that share no code with :mod:`recommender.planning.rules`, so that an error there is not
repeated here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from recommender.planning.check_mandatory import mandatory_first
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
    seats_left,
)

_SLACK: Final = 1e-6
_RUPIAH: Final = 0.5
"""Rounding of money."""
_OPEN: Final = ("RENCANA", "DIBUKA", None)


def known(sheet: Sheet) -> Iterator[Violation]:
    """Every row names a person and a session of the snapshot, and the session's own course."""
    for name in sheet.unknown:
        yield Violation("UNKNOWN", name, "pegawai atau angkatan tidak ada pada snapshot")
    for place in (*sheet.places, *sheet.reserves):
        if place["course_id"] != place["session"]["course_id"]:
            yield _at(place, "UNKNOWN", "kursus pada lembar bukan kursus angkatan itu")


def eligibility(sheet: Sheet) -> Iterator[Violation]:
    """Participants and reserves may attend on the day the session starts, and it can still be filled."""
    for place in (*sheet.places, *sheet.reserves):
        if place["session"]["status"] not in _OPEN:
            yield _at(place, "SESSION_STATUS", "angkatan tidak dapat diisi")
        for code in sheet.barred(place["person"], place["session"]):
            yield _at(place, code, "peserta tidak memenuhi syarat")


def scope(sheet: Sheet) -> Iterator[Violation]:
    """Nobody outside the unit that the plan is for."""
    for place in (*sheet.places, *sheet.reserves):
        if place["asn_id"] not in sheet.people:
            yield _at(place, "SCOPE", "pegawai di luar unit rencana")


def seats(sheet: Sheet) -> Iterator[Violation]:
    """No more participants than the session has seats left."""
    for session, places in by_session(sheet.places).items():
        left = seats_left(places[0]["session"])
        if len(places) > left:
            yield Violation("SEATS", session, f"{len(places)} peserta untuk {left} kursi")


def min_class(sheet: Sheet) -> Iterator[Violation]:
    """A session with participants has as many as it needs."""
    for session, places in by_session(sheet.places).items():
        own = places[0]["session"]["min_seats"]
        wanted = own if own is not None else places[0]["course"]["min_class"] or 0
        if len(places) + places[0]["enrolled"] < wanted:
            yield Violation("MIN_CLASS", session, f"{len(places)} peserta, paling sedikit {wanted}")


def payer(sheet: Sheet, place: Row) -> str | None:
    """The nearest unit above the person that has a ceiling."""
    capped = {one["unit_id"] for one in sheet.budgets if one["unit_id"]}
    return next((unit for unit in sheet.above(place["person"]["unit_id"]) if unit in capped), None)


def unit_budget(sheet: Sheet) -> Iterator[Violation]:
    """Each person is charged to the nearest unit above that has a ceiling."""
    spent: dict[str | None, float] = defaultdict(float)
    for place in sheet.places:
        spent[payer(sheet, place)] += cost_of(place)
    for budget in sheet.budgets:
        if budget["unit_id"] and spent[budget["unit_id"]] > budget["ceiling"] + _RUPIAH:
            yield Violation(
                "UNIT_BUDGET", budget["unit_id"], f"terpakai {spent[budget['unit_id']]:.0f}"
            )  # fmt: skip


def whole_budget(sheet: Sheet) -> Iterator[Violation]:
    """Everything together stays below every ceiling of the whole."""
    spent = sum(map(cost_of, sheet.places))
    for budget in sheet.budgets:
        if not budget["unit_id"] and spent > budget["ceiling"] + _RUPIAH:
            yield Violation("WHOLE_BUDGET", "seluruh instansi", f"terpakai {spent:.0f}")


def overlap(sheet: Sheet) -> Iterator[Violation]:
    """No two sessions of a person share a day."""
    for asn_id, places in by_person(sheet.places).items():
        sessions = [place["session"] for place in places]
        if any(later["starts_on"] <= earlier["ends_on"] for earlier, later in pairwise(sessions)):
            yield Violation("OVERLAP", asn_id, "jadwal bertumpuk")


def one_per_course(sheet: Sheet) -> Iterator[Violation]:
    """No course twice."""
    for asn_id, places in by_person(sheet.places).items():
        if len({place["session"]["course_id"] for place in places}) < len(places):
            yield Violation("ONE_PER_COURSE", asn_id, "pelatihan yang sama dua kali")


def max_courses(sheet: Sheet) -> Iterator[Violation]:
    """At most so many courses a person."""
    return _limit(sheet, "MAX_COURSES_PER_PERSON", len, "pelatihan")


def max_days_away(sheet: Sheet) -> Iterator[Violation]:
    """At most so many calendar days of classroom training a person."""
    return _limit(sheet, "MAX_DAYS_AWAY", _days_away, "hari klasikal")


def max_jp_per_person(sheet: Sheet) -> Iterator[Violation]:
    """At most so many JP a person."""
    return _limit(sheet, "MAX_JP_PER_PERSON", _jp, "JP")


def _days_away(places: Sequence[Row]) -> float:
    return float(sum(length(place["session"]) for place in places if is_klasikal(place)))


def _jp(places: Sequence[Row]) -> float:
    return float(sum(place["course"]["jp"] for place in places))


def _limit(
    sheet: Sheet, rule: str, amount: Callable[[Sequence[Row]], float], unit: str
) -> Iterator[Violation]:
    for asn_id, places in by_person(sheet.places).items():
        if amount(places) > sheet.rules[rule] + _SLACK:
            yield Violation(rule, asn_id, f"{amount(places):g} {unit}")


def max_jp_per_day(sheet: Sheet) -> Iterator[Violation]:
    """No session denser than so many JP a day."""
    for place in (*sheet.places, *sheet.reserves):
        dense = place["course"]["jp"] / length(place["session"])
        if dense > sheet.rules["MAX_JP_PER_DAY"] + _SLACK:
            yield _at(place, "MAX_JP_PER_DAY", f"{dense:g} JP sehari")


def max_unit_share(sheet: Sheet) -> Iterator[Violation]:
    """No unit gets more than this share of all places."""
    return _most(sheet, "MAX_UNIT_SHARE", lambda place: str(place["person"]["unit_id"] or ""))


def max_region_share(sheet: Sheet) -> Iterator[Violation]:
    """No region gets more than this share of all places."""
    return _most(sheet, "MAX_REGION_SHARE", lambda place: region(sheet, place))


def region(sheet: Sheet, place: Row) -> str:
    """Region of the person's unit; empty where it is not known."""
    return str(sheet.units.get(place["person"]["unit_id"], {}).get("region_code") or "")


def _most(sheet: Sheet, rule: str, group: Callable[[Row], str]) -> Iterator[Violation]:
    total = len(sheet.places)
    for name, count in Counter(map(group, sheet.places)).items():
        if (name or rule == "MAX_REGION_SHARE") and count > sheet.rules[rule] * total + _SLACK:
            yield Violation(rule, name, f"{count} dari {total} kursi")


def max_pppk_share(sheet: Sheet) -> Iterator[Violation]:
    """PPPK get at most this share of all places."""
    return _part(sheet, "MAX_PPPK_SHARE", is_pppk, sign=1)


def min_pppk_share(sheet: Sheet) -> Iterator[Violation]:
    """PPPK get at least this share of all places."""
    return _part(sheet, "MIN_PPPK_SHARE", is_pppk, sign=-1)


def min_klasikal_share(sheet: Sheet) -> Iterator[Violation]:
    """Classroom training gets at least this share of all places."""
    return _part(sheet, "MIN_KLASIKAL_SHARE", is_klasikal, sign=-1)


def _part(sheet: Sheet, rule: str, counts: Callable[[Row], bool], *, sign: int) -> Iterator[Violation]:
    total, count = len(sheet.places), sum(map(counts, sheet.places))
    if sign * (count - sheet.rules[rule] * total) > _SLACK:
        yield Violation(rule, "", f"{count} dari {total} kursi")


def max_unit_share_away(sheet: Sheet) -> Iterator[Violation]:
    """On no day is more than this share of a unit in classroom training; one person may always go."""
    for (unit, day), count in people_away(sheet.places).items():
        if count > most_away(sheet, unit) + _SLACK:
            yield Violation("MAX_UNIT_SHARE_AWAY", unit, f"{count} orang pada {day.isoformat()}")


def most_away(sheet: Sheet, unit: str) -> float:
    """People of the unit who may be away at once."""
    return max(1.0, sheet.rules["MAX_UNIT_SHARE_AWAY"] * sheet.size[unit])


def people_away(places: Sequence[Row]) -> Counter[tuple[str, date]]:
    """People of each unit in classroom training on each day."""
    away: Counter[tuple[str, date]] = Counter()
    for place in filter(is_klasikal, places):
        first = place["session"]["starts_on"]
        for day in range(length(place["session"])):
            away[place["person"]["unit_id"], first + timedelta(days=day)] += 1
    return away


def min_20jp_coverage(sheet: Sheet) -> Iterator[Violation]:
    """Of those the plan is for, at least this share has 20 JP in the year."""
    covered = sum(hours >= 20 for hours in planned_hours(sheet).values())
    if covered < sheet.rules["MIN_20JP_COVERAGE"] * len(sheet.people) - _SLACK:
        yield Violation("MIN_20JP_COVERAGE", "", f"{covered} dari {len(sheet.people)} pegawai")


def planned_hours(sheet: Sheet) -> dict[str, float]:
    """JP in the year, the plan's included, of those the plan is for."""
    hours: dict[str, float] = defaultdict(float)
    for place in sheet.places:
        hours[place["asn_id"]] += place["course"]["jp"]
    return {asn_id: hours[asn_id] + sheet.hours[asn_id] for asn_id in sheet.people}


def wishes(sheet: Sheet) -> Iterator[Violation]:
    """Locks are kept, bans are kept, dropped sessions are not held."""
    given = {f"{place['asn_id']}:{place['session_id']}" for place in sheet.places}
    stand_by = {f"{place['asn_id']}:{place['session_id']}" for place in sheet.reserves}
    named, held = given | stand_by, {place["session_id"] for place in (*sheet.places, *sheet.reserves)}
    for kind, wish in sheet.wishes:
        if (
            (kind == "LOCK" and wish not in given)
            or (kind == "BAN" and wish in named)
            or (kind == "DROPPED" and wish in held)
        ):
            yield Violation(kind, wish, "keputusan perencana tidak dipatuhi")


def _at(place: Row, rule: str, text: str) -> Violation:
    return Violation(rule, f"{place['asn_id']}:{place['session_id']}", text)


Check = Callable[[Sheet], Iterator[Violation]]
ALWAYS: Final[tuple[Check, ...]] = (known, eligibility, scope, wishes)
"""What holds whatever rules are in force."""
PERSON_CHECKS: Final[Mapping[str, Check]] = {
    "OVERLAP": overlap, "ONE_PER_COURSE": one_per_course, "MAX_COURSES_PER_PERSON": max_courses,
    "MAX_DAYS_AWAY": max_days_away, "MAX_JP_PER_PERSON": max_jp_per_person,
    "MANDATORY_FIRST": mandatory_first,
}  # fmt: skip
"""Rules about what one person gets."""
CHECKS: Final[Mapping[str, Check]] = {
    "SEATS": seats, "MIN_CLASS": min_class, "UNIT_BUDGET": unit_budget, "WHOLE_BUDGET": whole_budget,
    **PERSON_CHECKS, "MAX_UNIT_SHARE_AWAY": max_unit_share_away, "MAX_JP_PER_DAY": max_jp_per_day,
    "MIN_KLASIKAL_SHARE": min_klasikal_share, "MAX_UNIT_SHARE": max_unit_share,
    "MAX_REGION_SHARE": max_region_share, "MAX_PPPK_SHARE": max_pppk_share,
    "MIN_PPPK_SHARE": min_pppk_share, "MIN_20JP_COVERAGE": min_20jp_coverage,
}  # fmt: skip
"""The function of each rule that forbids something; reserves have :mod:`.check_reserves`."""

"""Which of its rules a plan breaks after people's decisions, from its content alone.

Seats cannot be overdrawn by a decision, dates and money are looked at where a reserve is let in, and
how dense a session is no decision changes. What the rules ask about people beyond the plan's stands
under ``staff``; a content made before that was kept is not judged by the rules that need it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from recommender.domain.codes import PPPK
from recommender.domain.days import format_date
from recommender.domain.jp import REQUIRED_JP
from recommender.domain.numerals import as_it_is
from recommender.domain.plan_codes import PARTICIPANT
from recommender.domain.plan_rules import PLAN_FIELDS

_LABELS: Final = {one.code: one.label for one in PLAN_FIELDS}
_SLACK: Final = 1e-6

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """A rule that the participants break."""

    rule: str
    subject: str
    """asn_id, unit_id or code of a region, or empty for the whole plan."""
    text: str
    """One Indonesian sentence: the rule and why."""


def broken_rules(content: Mapping[str, Any]) -> list[Broken]:
    """Every rule of the content's settings that its participants break."""
    rules: Mapping[str, float] = content["settings"]
    sessions = {one["session_id"]: one for one in content["sessions"]}
    places = [one for one in content["places"] if one["status"] == PARTICIPANT]
    found = [*_people(places, sessions, rules), *_shares(places, sessions, rules)]
    staff: Mapping[str, Any] | None = content.get("staff")
    if staff is None:
        return found
    return [
        *found, *_mandatory(places, rules), *_away(places, sessions, rules, staff),
        *_coverage(places, sessions, rules, staff),
    ]  # fmt: skip


def newly_broken(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Broken]:
    """What ``after`` breaks and ``before`` does not."""
    known = {(one.rule, one.subject) for one in broken_rules(before)}
    return [one for one in broken_rules(after) if (one.rule, one.subject) not in known]


def _people(
    places: Sequence[Row], sessions: Mapping[str, Row], rules: Mapping[str, float]
) -> Iterator[Broken]:
    """Limits on what one person gets."""
    mine: dict[str, list[Row]] = defaultdict(list)
    for one in places:
        mine[one["asn_id"]].append(sessions[one["session_id"]])
    for asn_id, held in sorted(mine.items()):
        used = {
            "MAX_COURSES_PER_PERSON": (len(held), "pelatihan"),
            "MAX_DAYS_AWAY": (sum(_days(one) for one in held if one["form"] == "KLASIKAL"), "hari"),
            "MAX_JP_PER_PERSON": (sum(one["jp"] for one in held), "JP"),
        }
        for rule, (amount, unit) in used.items():
            if rule in rules and amount > rules[rule] + _SLACK:
                why = f"{asn_id} mendapat {as_it_is(amount)} {unit}, batasnya {as_it_is(rules[rule])}"
                yield _broken(rule, asn_id, why)


def _days(session: Row) -> int:
    return (date.fromisoformat(session["ends_on"]) - date.fromisoformat(session["starts_on"])).days + 1


def _shares(
    places: Sequence[Row], sessions: Mapping[str, Row], rules: Mapping[str, float]
) -> Iterator[Broken]:
    """Shares of all places."""
    whole = len(places)
    pppk = sum(one["employment"] in PPPK for one in places)
    klasikal = sum(sessions[one["session_id"]]["form"] == "KLASIKAL" for one in places)
    units = Counter(one["unit_id"] for one in places if one["unit_id"])
    names = {one["unit_id"]: one["unit"] for one in places}
    regions = Counter(one["region"] for one in places if "region" in one)
    counted = [("MAX_UNIT_SHARE", unit, names[unit], count) for unit, count in sorted(units.items())]
    counted += [
        ("MAX_REGION_SHARE", code, code or "Tanpa wilayah", count) for code, count in sorted(regions.items())
    ]
    counted += [
        ("MAX_PPPK_SHARE", "", "", pppk),
        ("MIN_PPPK_SHARE", "", "", pppk),
        ("MIN_KLASIKAL_SHARE", "", "", klasikal),
    ]
    for rule, subject, name, count in counted:
        sign = -1 if rule.startswith("MIN") else 1
        if rule in rules and sign * (count - rules[rule] * whole) > _SLACK:
            side = "paling sedikit" if sign < 0 else "paling banyak"
            why = f"{count} dari {whole} kursi, {side} {as_it_is(100 * rules[rule])}%"
            yield _broken(rule, subject, f"{name} {why}".strip())


def _mandatory(places: Sequence[Row], rules: Mapping[str, float]) -> Iterator[Broken]:
    """Who is owed a mandatory training has it before anything else."""
    if not rules.get("MANDATORY_FIRST"):
        return
    owed = {one["asn_id"] for one in places if one["owed"]}
    given = {one["asn_id"] for one in places if one["mandatory"]}
    for asn_id in sorted(owed - given):
        why = f"{asn_id} mendapat pelatihan lain sebelum pelatihan wajibnya"
        yield _broken("MANDATORY_FIRST", asn_id, why)


def _away(
    places: Sequence[Row], sessions: Mapping[str, Row], rules: Mapping[str, float], staff: Mapping[str, Any]
) -> Iterator[Broken]:
    """People of a unit in classrooms at once, counted where a session starts: then it is fullest."""
    if "MAX_UNIT_SHARE_AWAY" not in rules:
        return
    klasikal = [one for one in places if sessions[one["session_id"]]["form"] == "KLASIKAL" and one["unit_id"]]
    starts = sorted({sessions[one["session_id"]]["starts_on"] for one in klasikal})
    away: dict[str, Counter[str]] = defaultdict(Counter)
    for one in klasikal:
        held = sessions[one["session_id"]]
        first, last = bisect_left(starts, held["starts_on"]), bisect_right(starts, held["ends_on"])
        away[one["unit_id"]].update(starts[first:last])
    names = {one["unit_id"]: one["unit"] for one in klasikal}
    for unit, crowd in sorted(away.items()):
        most = max(1.0, rules["MAX_UNIT_SHARE_AWAY"] * staff["units"][unit])
        day, count = min(crowd.items(), key=lambda one: (-one[1], one[0]))
        if count > most + _SLACK:
            when = format_date(date.fromisoformat(day))
            why = f"{names[unit]} {count} orang pada {when}, paling banyak {int(most + _SLACK)}"
            yield _broken("MAX_UNIT_SHARE_AWAY", unit, why)


def _coverage(
    places: Sequence[Row], sessions: Mapping[str, Row], rules: Mapping[str, float], staff: Mapping[str, Any]
) -> Iterator[Broken]:
    """People with the required JP: those who had it, and those whom the plan brings there."""
    share = rules.get("MIN_20JP_COVERAGE")
    if share is None:
        return
    hours: dict[str, float] = {one["asn_id"]: one["jp_before"] for one in places}
    new = {asn_id for asn_id, before in hours.items() if before < REQUIRED_JP}
    for one in places:
        hours[one["asn_id"]] += sessions[one["session_id"]]["jp"]
    reached = staff["with_jp"] + sum(hours[asn_id] >= REQUIRED_JP for asn_id in new)
    if reached < share * staff["people"] - _SLACK:
        why = f"{reached} dari {staff['people']} pegawai, paling sedikit {as_it_is(100 * share)}%"
        yield _broken("MIN_20JP_COVERAGE", "", why)


def _broken(rule: str, subject: str, why: str) -> Broken:
    return Broken(rule, subject, f"{_LABELS[rule]}: {why}.")

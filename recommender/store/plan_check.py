"""Which of its rules a plan breaks after people's decisions, from its content alone.

Seats cannot be overdrawn by a decision, and money is looked at where a reserve is let in. The rules of
:data:`NOT_TOLD` need facts that a content does not hold; they are looked at when a plan is computed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from recommender.domain.plan_codes import PARTICIPANT
from recommender.domain.plan_rules import PLAN_FIELDS

NOT_TOLD: Final = ("MAX_REGION_SHARE", "MAX_UNIT_SHARE_AWAY", "MIN_20JP_COVERAGE", "MANDATORY_FIRST")
"""Rules that need regions, sizes of units, JP on record and what is owed."""
_LABELS: Final = {one.code: one.label for one in PLAN_FIELDS}
_PPPK: Final = ("PPPK", "PPPK_PARUH_WAKTU")
_SLACK: Final = 1e-6

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """A rule that the participants break."""

    rule: str
    subject: str
    """asn_id, name of a unit, or empty for the whole plan."""
    text: str
    """One Indonesian sentence: the rule and why."""


def broken_rules(content: Mapping[str, Any]) -> list[Broken]:
    """Every rule of the content's settings that its participants break."""
    rules: Mapping[str, float] = content["settings"]
    sessions = {one["session_id"]: one for one in content["sessions"]}
    places = [one for one in content["places"] if one["status"] == PARTICIPANT]
    return [*_people(places, sessions, rules), *_shares(places, sessions, rules)]


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
                why = f"{asn_id} mendapat {amount:g} {unit}, batasnya {rules[rule]:g}"
                yield _broken(rule, asn_id, why)


def _days(session: Row) -> int:
    return (date.fromisoformat(session["ends_on"]) - date.fromisoformat(session["starts_on"])).days + 1


def _shares(
    places: Sequence[Row], sessions: Mapping[str, Row], rules: Mapping[str, float]
) -> Iterator[Broken]:
    """Shares of all places."""
    whole = len(places)
    pppk = sum(one["employment"] in _PPPK for one in places)
    klasikal = sum(sessions[one["session_id"]]["form"] == "KLASIKAL" for one in places)
    units = Counter(one["unit_id"] for one in places if one["unit_id"])
    names = {one["unit_id"]: one["unit"] for one in places}
    counted = [("MAX_UNIT_SHARE", names[unit], count) for unit, count in sorted(units.items())]
    counted += [
        ("MAX_PPPK_SHARE", "", pppk),
        ("MIN_PPPK_SHARE", "", pppk),
        ("MIN_KLASIKAL_SHARE", "", klasikal),
    ]
    for rule, subject, count in counted:
        sign = -1 if rule.startswith("MIN") else 1
        if rule in rules and sign * (count - rules[rule] * whole) > _SLACK:
            side = "paling sedikit" if sign < 0 else "paling banyak"
            why = f"{count} dari {whole} kursi, {side} {100 * rules[rule]:g}%"
            yield _broken(rule, subject, f"{subject} {why}".strip())


def _broken(rule: str, subject: str, why: str) -> Broken:
    return Broken(rule, subject, f"{_LABELS[rule]}: {why}.")

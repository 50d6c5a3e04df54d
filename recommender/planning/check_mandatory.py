"""Mandatory training first, as the checker reads it from the rule book and the records.

Who is owed a leadership programme (by post or status, not passed, nor one that makes it unnecessary)
and could go to a session of it has no other place without one of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from recommender.needs.rulebook import Rule, read_rulebook
from recommender.planning.check_sheet import Row, Sheet, Violation, by_person, seats_left


def mandatory_first(sheet: Sheet) -> Iterator[Violation]:
    """Who is owed a mandatory training that has a session gets it before anything else."""
    if not sheet.rules["MANDATORY_FIRST"]:
        return
    rules = read_rulebook().on(sheet.as_of).of("LEADERSHIP")
    for asn_id, places in by_person(sheet.places).items():
        person = places[0]["person"]
        owed = [rule for rule in rules if _is_owed(rule, rules, person, sheet)]
        if any(_is_programme(rule, place["course"]) for rule in owed for place in places):
            continue
        for rule in owed:
            held = [one for one in sheet.sessions if _is_programme(rule, one["course"])]
            if any(_could_go(sheet, person, one) for one in held):
                yield Violation("MANDATORY_FIRST", asn_id, f"{rule.value} belum diberikan")


def _is_owed(rule: Rule, rules: Sequence[Rule], person: Row, sheet: Sheet) -> bool:
    held = sheet.positions.get(person["position_id"], {}).get("position_class")
    if rule.employment and person["employment"] not in rule.employment:
        return False
    if rule.position_class and held not in rule.position_class:
        return False
    enough = [one for one in rules if one.programme in (rule.programme, *rule.fulfilled_by)]
    passed = [
        sheet.courses[one["course_id"]]
        for one in sheet.records.get(person["asn_id"], ())
        if one["status"] == "LULUS" and one["ends_on"] <= sheet.as_of and one["course_id"] in sheet.courses
    ]
    return not any(_is_programme(one, course) for one in enough for course in passed)


def _is_programme(rule: Rule, course: Row) -> bool:
    """By its kind of development and its title."""
    if rule.dev_kind and course["dev_kind_id"] not in rule.dev_kind:
        return False
    return any(re.search(one, course["title"], re.IGNORECASE) for one in rule.pattern)


def _could_go(sheet: Sheet, person: Row, session: Row) -> bool:
    """The session can be filled, nobody has ruled it out, and the person may attend."""
    wish = f"{person['asn_id']}:{session['session_id']}"
    ruled_out = ("BAN", wish) in sheet.wishes or ("DROPPED", session["session_id"]) in sheet.wishes
    return not ruled_out and _still_open(session, sheet.as_of) and not sheet.barred(person, session)


def _still_open(session: Row, as_of: date) -> bool:
    future = session["starts_on"] > as_of and session["status"] in ("RENCANA", "DIBUKA")
    return bool(future and seats_left(session) > 0)

"""Who may be offered which course today, and the first rule that says no.

Rules are compiled once per bundle: equal (rule, value) pairs are judged once for all people, then
each course looks its own up. A row of ``course_rules`` must hold by itself: two rows of one rule
are both asked. SELECTION_REQUIRED excludes nobody (the selection comes after the proposal); see
:attr:`CompiledRules.selection_required`.

History, as the contract has it:

* a LULUS course does not return (ALREADY_TAKEN) unless it has COOLDOWN_MONTHS;
* COOLDOWN_MONTHS counts from the end of every LULUS or HADIR record to today;
* ONCE_ONLY is a cooldown without end: one LULUS or HADIR record and the course is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, add_months, format_date, to_date, to_day
from recommender.domain.rules import ParsedRule, parse_rule
from recommender.features.arrays import I32, Bool, Catalogue, People, Positions, Units
from recommender.ranking.answer import Exclusion
from recommender.ranking.facts import Facts, World
from recommender.ranking.person_rules import CANNOT_TELL, PERSON_RULES, PersonRule

ELIGIBLE: Final = 0
COURSE_REASONS: Final = ("COURSE_INACTIVE", "COURSE_NOT_VALID")
HISTORY_REASONS: Final = ("ALREADY_TAKEN", "ONCE_ONLY", "COOLDOWN_MONTHS")
REASON_CODES: Final = (
    *COURSE_REASONS, *HISTORY_REASONS, *(rule.code for rule in PERSON_RULES), "RULE_UNKNOWN",
)  # fmt: skip
"""Every code an exclusion can carry."""

_FOR_EVERYONE: Final = ("LEGAL_STATUS", "TRAINING_HOLD")
_PASSED, _ATTENDED = codes.COMPLETED


@dataclass(frozen=True)
class CompiledRules:
    """The rules of one catalogue, ready to judge; build with :func:`compile_rules`."""

    world: World
    checks: tuple[ParsedRule, ...]
    """All distinct checks in order of precedence; a verdict is a place in here."""
    groups: tuple[tuple[PersonRule, NDArray[Any]], ...]
    """Person rules with what they prepared, in the order of ``checks``."""
    of_course: I32
    """(C, R) checks of each course, first reason first; padded with -1."""
    once_only: Bool
    """(C,)"""
    cooldown: I32
    """(C,) months; -1 without the rule."""
    selection_required: Bool
    """(C,) participants are selected after being proposed: said in a note, excludes nobody."""


@dataclass(frozen=True)
class Verdicts:
    """Who may be offered what; :func:`explain` puts one verdict in words."""

    code: NDArray[np.int16]
    """(n, C) 0 eligible; k: check k-1 of ``compiled.checks`` says no; -k: it cannot be judged."""
    compiled: CompiledRules
    facts: Facts

    @property
    def eligible(self) -> Bool:
        """(n, C)"""
        offered: Bool = self.code == ELIGIBLE
        return offered


def compile_rules(
    catalogue: Catalogue, *, positions: Positions, units: Units, switched_off: Sequence[str] = ()
) -> CompiledRules:
    """Read every rule of the catalogue; once per bundle.

    Raises
    ------
    BadInput
        A rule is malformed or names a unit or course that is not there. The import refuses such
        rules, so this is a bundle that did not come from a checked snapshot.
    """
    world = World(catalogue, positions, units, records_known="training_records" not in switched_off)
    parsed = [(rule.course, parse_rule(rule.rule, " ".join(rule.values))) for rule in catalogue.rules]
    everyone = [ParsedRule(code) for code in _FOR_EVERYONE]
    by_code = {rule.code: rule for rule in PERSON_RULES}
    precedence = {code: place for place, code in enumerate((*COURSE_REASONS, *HISTORY_REASONS, *by_code))}
    person_checks = sorted(
        {*everyone, *(rule for _, rule in parsed if rule.rule in by_code)},
        key=lambda rule: (precedence[rule.rule], rule),
    )
    return CompiledRules(
        world=world,
        checks=(*(ParsedRule(code) for code in (*COURSE_REASONS, *HISTORY_REASONS)), *person_checks),
        groups=tuple(
            (by_code[code], by_code[code].prepare(list(rules), world))
            for code, rules in groupby(person_checks, key=lambda rule: rule.rule)
        ),
        of_course=_padded(parsed, everyone, person_checks, courses=len(catalogue)),
        once_only=_numbers(parsed, "ONCE_ONLY", len(catalogue), missing=0) > 0,
        cooldown=_numbers(parsed, "COOLDOWN_MONTHS", len(catalogue), missing=-1),
        selection_required=_numbers(parsed, "SELECTION_REQUIRED", len(catalogue), missing=0) > 0,
    )


def _numbers(parsed: list[tuple[int, ParsedRule]], code: str, courses: int, *, missing: int) -> I32:
    """(C,) number of one rule; of several rows for a course the largest."""
    found = np.full(courses, missing, np.int32)
    for course, rule in parsed:
        if rule.rule == code:
            found[course] = max(found[course], rule.number)
    return found


def _padded(
    parsed: list[tuple[int, ParsedRule]],
    everyone: list[ParsedRule],
    person_checks: list[ParsedRule],
    *,
    courses: int,
) -> I32:
    place = {rule: row for row, rule in enumerate(person_checks)}
    mine = [{place[rule] for rule in everyone} for _ in range(courses)]
    for course, rule in parsed:
        if rule in place:
            mine[course].add(place[rule])
    width = max((len(places) for places in mine), default=0)
    return np.array([sorted(p) + [-1] * (width - len(p)) for p in mine], np.int32).reshape(courses, width)


def eligible(compiled: CompiledRules, *, people: People, as_of: date) -> Verdicts:
    """Judge n people against all courses on a day."""
    facts = Facts(world=compiled.world, people=people, today=to_day(as_of))
    code = _judged(compiled, facts, np.arange(len(compiled.of_course)))
    return Verdicts(code=code, compiled=compiled, facts=facts)


def eligible_for(compiled: CompiledRules, courses: NDArray[np.int64], *, people: People, as_of: date) -> Bool:
    """(n, k) who of n people may be offered the ``courses`` (k rows, none twice) on a day."""
    facts = Facts(world=compiled.world, people=people, today=to_day(as_of))
    offered: Bool = _judged(compiled, facts, courses) == ELIGIBLE
    return offered


def _judged(compiled: CompiledRules, facts: Facts, courses: NDArray[np.int64]) -> NDArray[np.int16]:
    """(n, k) verdicts on the ``courses``."""
    code = _first_person_check(compiled, facts, courses)
    # Later writes win: history goes before what a person is, the course itself before history.
    _mark_history(code, compiled, facts, courses)
    catalogue = compiled.world.catalogue
    code[:, not_valid(catalogue, facts.today)[courses]] = 1 + COURSE_REASONS.index("COURSE_NOT_VALID")
    code[:, ~catalogue.active[courses]] = 1 + COURSE_REASONS.index("COURSE_INACTIVE")
    return code


def _first_person_check(
    compiled: CompiledRules, facts: Facts, courses: NDArray[np.int64]
) -> NDArray[np.int16]:
    """(n, k) code of the first person check that does not hold."""
    first = 1 + len(COURSE_REASONS) + len(HISTORY_REASONS)
    verdicts = np.concatenate([rule.judge(facts, prepared) for rule, prepared in compiled.groups])
    marks = verdicts * np.arange(first, first + len(verdicts), dtype=np.int16)[:, None]
    marks = np.concatenate([marks, np.zeros((1, marks.shape[1]), np.int16)]).T  # last column: the padding
    code = np.zeros((len(facts.people), len(courses)), np.int16)
    for checks in compiled.of_course[courses].T[::-1]:
        mark = marks[:, checks]
        np.copyto(code, mark, where=mark != ELIGIBLE)
    return code


def _mark_history(
    code: NDArray[np.int16], compiled: CompiledRules, facts: Facts, courses: NDArray[np.int64]
) -> None:
    status, course = facts.people.history_status, facts.people.history_course
    column = np.full(len(compiled.of_course), -1)
    column[courses] = np.arange(len(courses))
    counts = facts.entry_counts & ((status == _PASSED) | (status == _ATTENDED)) & (column[course] >= 0)
    person, course, passed = facts.entry_person[counts], course[counts], status[counts] == _PASSED
    months = compiled.cooldown[course]
    failing = {
        "COOLDOWN_MONTHS": facts.months_since(facts.people.history_day[counts]) < months,
        "ONCE_ONLY": compiled.once_only[course],
        "ALREADY_TAKEN": passed & (months < 0),
    }
    for reason, fails in failing.items():
        mark = 1 + len(COURSE_REASONS) + HISTORY_REASONS.index(reason)
        code[person[fails], column[course[fails]]] = mark


def not_valid(catalogue: Catalogue, today: int) -> Bool:
    """(C,) before the first or after the last day of validity."""
    over: Bool = (catalogue.valid_to != MISSING_DAY) & (catalogue.valid_to < today)
    return over | (catalogue.valid_from > today)


def explain(verdicts: Verdicts, *, person: int, course: int) -> Exclusion:
    """Why ``course`` is not offered to ``person`` (rows), in Indonesian with the value that decided.

    Raises
    ------
    ValueError
        The course is offered to the person.
    """
    code = int(verdicts.code[person, course])
    if code == ELIGIBLE:
        raise ValueError(f"course {course} is offered to person {person}")
    check = verdicts.compiled.checks[abs(code) - 1]
    if check.rule in COURSE_REASONS:
        return Exclusion(course, check.rule, _course_text(verdicts.facts, course, check.rule))
    if check.rule in HISTORY_REASONS:
        return Exclusion(course, check.rule, _history_text(verdicts, person, course, check.rule))
    return _person_exclusion(verdicts.facts, person, course, check, unknown=np.sign(code) == CANNOT_TELL)


def _person_exclusion(
    facts: Facts, person: int, course: int, check: ParsedRule, *, unknown: bool
) -> Exclusion:
    rule = next(one for one in PERSON_RULES if one.code == check.rule)
    asks = f"Syarat: {rule.asks(check, facts.world)}"
    if not unknown:
        return Exclusion(course, rule.code, f"{asks}; pegawai: {rule.found(facts, person)}.")
    why = f"kolom {rule.column} kosong"
    if rule.column == "grade_id" and facts.people.grade[person] >= 0:
        why = f"{rule.found(facts, person)} pada grade_id memakai skala lain"
    return Exclusion(course, "RULE_UNKNOWN", f"{asks}; tidak dapat dinilai karena {why}.", rule.column)


def _course_text(facts: Facts, course: int, reason: str) -> str:
    if reason == "COURSE_INACTIVE":
        return "Pelatihan ini sedang tidak diselenggarakan."
    catalogue = facts.world.catalogue
    if catalogue.valid_from[course] > facts.today:
        return f"Pelatihan ini baru berlaku mulai {format_date(to_date(catalogue.valid_from[course]))}."
    return f"Pelatihan ini berlaku sampai {format_date(to_date(catalogue.valid_to[course]))}."


def _history_text(verdicts: Verdicts, person: int, course: int, reason: str) -> str:
    people = verdicts.facts.people
    mine = (verdicts.facts.entry_person == person) & (people.history_course == course)
    mine &= verdicts.facts.entry_counts & np.isin(people.history_status, codes.COMPLETED)
    if reason == "ALREADY_TAKEN":
        mine &= people.history_status == _PASSED
    last = to_date(people.history_day[mine].max())
    if reason == "ALREADY_TAKEN":
        return f"Sudah lulus pelatihan ini pada {format_date(last)}."
    if reason == "ONCE_ONLY":
        return f"Pelatihan ini hanya boleh diikuti sekali; sudah diikuti pada {format_date(last)}."
    months = int(verdicts.compiled.cooldown[course])
    return (
        f"Terakhir diikuti pada {format_date(last)}; dapat diikuti lagi setelah {months} bulan, "
        f"mulai {format_date(add_months(last, months))}."
    )

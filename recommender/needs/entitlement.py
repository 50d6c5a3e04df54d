"""Entitlement needs: what the rules owe a person, whatever the person can already do.

Three kinds, told apart by the id of the rule they rest on:

* ``JP_MINIMUM``: hours still missing this calendar year (``missing`` in JP);
* ``LEADERSHIP``: the programme owed for the present post and not passed yet (``missing`` is 1);
* ``IPASN_ITEM``: sub-items of the kompetensi dimension of IP-ASN still empty (``missing`` in points).

The units differ, so they are never added up, neither among themselves nor with gap needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.elapsed import completed_months
from recommender.needs.rulebook import Rule, RuleBook

I32 = NDArray[np.int32]
Bool = NDArray[np.bool_]
KINDS: Final = ("JP_MINIMUM", "LEADERSHIP", "IPASN_ITEM")
UNITS: Final = dict(zip(KINDS, ("JP", "program", "poin"), strict=True))
"""What ``missing`` counts, by kind."""


@dataclass(frozen=True)
class Staff:
    """n people; all arrays (n,)."""

    employment: NDArray[np.int8]
    """Position in ``EMPLOYMENT`` or -1."""
    position_class: I32
    """Position in ``POSITION_CLASSES`` or -1."""
    jp_this_year: NDArray[np.float32]
    """JP credited in the calendar year of the day (:mod:`recommender.domain.jp`)."""


@dataclass(frozen=True)
class Courses:
    """C courses that records refer to."""

    titles: Sequence[str]
    dev_kind: I32
    jp: NDArray[np.float32]


@dataclass(frozen=True)
class Records:
    """H training records that ended by the day; all arrays (H,)."""

    person: NDArray[np.int64]
    course: I32
    day: I32
    status: NDArray[np.int8]


@dataclass(frozen=True)
class Entitlements:
    """E needs, by person, then in the order of the rule book. All arrays (E,)."""

    person: I32
    """Row of the person."""
    rule: I32
    """Row in ``book.rules`` of the rule that owes it."""
    missing: NDArray[np.float32]
    """JP, programmes or points still missing, by the rule's kind."""
    book: RuleBook
    """The rules of the day."""

    def __len__(self) -> int:
        return len(self.person)

    def of(self, person: int) -> Entitlements:
        """The needs of one person."""
        first, last = np.searchsorted(self.person, [person, person + 1])
        arrays = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "book"}
        return Entitlements(**{name: array[first:last] for name, array in arrays.items()}, book=self.book)

    def rule_of(self, row: int) -> Rule:
        """The rule that owes need ``row``."""
        return self.book.rules[int(self.rule[row])]


def find_entitlements(
    staff: Staff, *, courses: Courses, records: Records, today: int, book: RuleBook
) -> Entitlements:
    """All entitlement needs of n people on the day ``today``; ``book`` holds that day's rules.

    A programme counts when passed (LULUS); the other IP-ASN items also when attended (HADIR), since
    seminars have no examination. Hours of an item are the catalogue's JP of its courses.
    """
    owed = _leadership(staff, courses=courses, records=records, book=book)
    lacks_leadership = np.any(list(owed.values()), axis=0) if owed else _nobody(staff)
    found = []
    for row, rule in enumerate(book.rules):
        if rule.id == "JP_MINIMUM":
            short = np.float32(rule.value) - staff.jp_this_year
            missing = np.where(_about(rule, staff), np.maximum(short, 0), 0)
        elif rule.id == "LEADERSHIP":
            missing = owed[rule.programme].astype(np.float32)
        elif rule.id == "IPASN_ITEM":
            leads = rule.item == "KEPEMIMPINAN"
            empty = lacks_leadership if leads else ~_filled(rule, staff, courses, records, today)
            missing = np.where(_about(rule, staff) & empty, np.float32(rule.value), 0)
        else:
            continue
        person = np.flatnonzero(missing > 0)
        found.append((person, np.full(len(person), row), missing[person]))
    return _sorted(found, book)


def _sorted(
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]], book: RuleBook
) -> Entitlements:
    if not found:
        return Entitlements(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), book)
    person, rule, missing = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((rule, person))
    return Entitlements(
        person[order].astype(np.int32), rule[order].astype(np.int32), missing[order].astype(np.float32), book
    )


def _nobody(staff: Staff) -> Bool:
    return np.zeros(len(staff.employment), bool)


def _about(rule: Rule, staff: Staff) -> Bool:
    """(n,) the rule speaks of these people."""
    mask = ~_nobody(staff)
    for names, listed, held in (
        (codes.EMPLOYMENT, rule.employment, staff.employment),
        (codes.POSITION_CLASSES, rule.position_class, staff.position_class),
    ):
        if listed:
            mask &= np.isin(held, [names.index(name) for name in listed])
    return mask


def courses_of_programme(rule: Rule, courses: Courses) -> Bool:
    """(C,) the course is the programme of a LEADERSHIP rule, by kind and title."""
    named = np.array(_named(rule.pattern, tuple(courses.titles)), bool)
    return named & np.isin(courses.dev_kind, rule.dev_kind or tuple(codes.DEV_KINDS))


@lru_cache(maxsize=32)
def _named(pattern: tuple[str, ...], titles: tuple[str, ...]) -> tuple[bool, ...]:
    """(C,) titles that match; asked for every chunk of people and every page of a person."""
    patterns = [re.compile(one, re.IGNORECASE) for one in pattern]
    return tuple(any(one.search(title) for one in patterns) for title in titles)


def _passed_any(passed: dict[str, Bool], rule: Rule, staff: Staff) -> Bool:
    mask = _nobody(staff)
    for name in (rule.programme, *rule.fulfilled_by):
        mask |= passed.get(name, False)
    return mask


def _leadership(staff: Staff, *, courses: Courses, records: Records, book: RuleBook) -> dict[str, Bool]:
    """(n,) of each programme: owed and not passed, nor one that makes it unnecessary."""
    rules = book.of("LEADERSHIP")
    passed_records = records.status == codes.PASSED
    passed = {}
    for rule in rules:
        is_programme = courses_of_programme(rule, courses)
        mask = _nobody(staff)
        mask[records.person[passed_records & is_programme[records.course]]] = True
        passed[rule.programme] = mask
    return {rule.programme: _about(rule, staff) & ~_passed_any(passed, rule, staff) for rule in rules}


def _filled(rule: Rule, staff: Staff, courses: Courses, records: Records, today: int) -> Bool:
    """(n,) records of the item's kinds, recent enough, make enough hours."""
    counts = (
        np.isin(records.status, codes.COMPLETED) & np.isin(courses.dev_kind, rule.dev_kind)[records.course]
    )
    if rule.window_months is not None:
        counts &= completed_months(records.day, np.array(today, np.int32)) < rule.window_months
    person = records.person[counts]
    hours = np.bincount(person, courses.jp[records.course[counts]], minlength=len(staff.employment))
    filled: Bool = (np.bincount(person, minlength=len(staff.employment)) > 0) & (hours >= rule.min_jp)
    return filled


ITEM_NAMES: Final = {
    "KEPEMIMPINAN": "diklat kepemimpinan", "FUNGSIONAL": "diklat fungsional",
    "TEKNIS_20_JP": "diklat teknis 20 JP", "SEMINAR": "seminar atau lokakarya",
}  # fmt: skip


def describe_entitlement(entitlements: Entitlements, *, row: int) -> str:
    """One Indonesian sentence with what is missing and the legal basis."""
    rule, missing = entitlements.rule_of(row), float(entitlements.missing[row])
    amount = f"{missing:g}".replace(".", ",")
    if rule.id == "JP_MINIMUM":
        what = f"Kurang {amount} JP dari {rule.value} JP tahun ini"
    elif rule.id == "LEADERSHIP":
        what = f"Belum lulus {rule.value} yang disyaratkan jabatan atau status saat ini"
    else:
        what = f"Butir IP-ASN {ITEM_NAMES[rule.item]} masih kosong ({amount} poin)"
    return f"{what}. Dasar: {rule.basis}."

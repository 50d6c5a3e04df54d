"""Needs of people, with a course that would serve each gap: what the API and the AKPK report show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from recommender.domain.days import to_day
from recommender.features.arrays import I32, Bool, Catalogue, People, Positions, Units
from recommender.features.identifiers import UNKNOWN, through
from recommender.needs.entitlement import Courses, Entitlements, Records, Staff, find_entitlements
from recommender.needs.gap import Gaps, find_gaps, validity_years
from recommender.needs.rulebook import RuleBook
from recommender.ranking.eligibility import compile_rules, eligible


@dataclass(frozen=True)
class Needs:
    """Needs of n people on a day; the two kinds stay apart."""

    gaps: Gaps
    course: I32
    """(G,) row of the course the person may take that closes most of the gap; -1 if none does."""
    entitlements: Entitlements | None
    """None without training records: what was done is not known, so nothing is called missing."""
    book: RuleBook
    """The rules of the day."""


def find_needs(
    people: People,
    *,
    positions: Positions,
    units: Units,
    catalogue: Catalogue,
    as_of: date,
    book: RuleBook,
    switched_off: Sequence[str] = (),
) -> Needs:
    """Gap and entitlement needs of n people.

    ``people.level`` are learnt levels; ``book`` may hold the rules of all days.
    """
    today, book = to_day(as_of), book.on(as_of)
    gaps = gaps_of_people(people, positions=positions, today=today, book=book)
    rules = compile_rules(catalogue, positions=positions, units=units, switched_off=switched_off)
    offered = eligible(rules, people=people, as_of=as_of).eligible
    entitlements = None
    if "training_records" not in switched_off:
        entitlements = entitlements_of_people(
            people, positions=positions, catalogue=catalogue, today=today, book=book
        )
    return Needs(gaps, _best_course(gaps, catalogue, offered), entitlements, book)


def gaps_of_people(people: People, *, positions: Positions, today: int, book: RuleBook) -> Gaps:
    """The gap needs of n people on the day number ``today``; ``book`` holds the rules of that day.

    None where the agency has no standards or the post is not known.
    """
    known = (people.position != UNKNOWN)[:, None]
    return find_gaps(
        np.where(known, positions.required[people.position], np.float32(0)),
        weight=positions.weight[people.position], level=people.level, sd=people.level_sd,
        method=people.level_method, day=people.level_day, today=today,
        validity_years=validity_years(book),
    )  # fmt: skip


def entitlements_of_people(
    people: People, *, positions: Positions, catalogue: Catalogue, today: int, book: RuleBook
) -> Entitlements:
    """The entitlement needs of n people by their history up to ``today``, by that day's rules."""
    ended = people.history_day <= today
    return find_entitlements(
        Staff(people.employment, through(people.position, positions.position_class), people.jp_this_year),
        courses=Courses([one.title for one in catalogue.texts], catalogue.dev_kind, catalogue.jp),
        records=Records(
            person=people.history_person()[ended], course=people.history_course[ended],
            day=people.history_day[ended], status=people.history_status[ended],
        ),
        today=today,
        book=book,
    )  # fmt: skip


def _best_course(gaps: Gaps, catalogue: Catalogue, offered: Bool) -> I32:
    """The offered course with the largest strength x levels closed; ties go to the first id.

    A course closes levels from where it starts (or the person stands) to where it leads, as far as
    the standard asks.
    """
    best = np.full(len(gaps), UNKNOWN, np.int32)
    value = np.zeros(len(gaps), np.float32)
    for pair, course in enumerate(catalogue.pair_course):
        rows = np.flatnonzero(gaps.competency == catalogue.pair_competency[pair])
        rows = rows[offered[gaps.person[rows], course]]
        start = np.maximum(gaps.level[rows], catalogue.level_from[pair])
        closes = catalogue.strength[pair] * (
            np.minimum(gaps.required[rows], catalogue.level_to[pair]) - start
        )
        better = closes > value[rows]
        best[rows[better]], value[rows[better]] = course, closes[better]
    return best

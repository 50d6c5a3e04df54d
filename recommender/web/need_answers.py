"""Needs of people and units as JSON; gap needs and entitlement needs stay apart everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import People
from recommender.features.identifiers import UNKNOWN
from recommender.needs.entitlement import UNITS, Entitlements, describe_entitlement
from recommender.needs.gap import Gaps, describe_gap, reliability
from recommender.needs.rulebook import Rule, RuleBook
from recommender.ranking.person_needs import entitlements_of_people, gaps_of_people
from recommender.web.answers import rounded

_CHUNK: Final = 5_000
"""People judged at a time in a roll-up: keeps a worker's memory small for a whole province."""


def gaps_of(bundle: Bundle, people: People, *, book: RuleBook) -> Gaps:
    """The gap needs of n people on the version's date."""
    return gaps_of_people(people, positions=bundle.positions, today=to_day(bundle.as_of), book=book)


def entitlements_of(bundle: Bundle, people: People, *, book: RuleBook) -> Entitlements:
    """The entitlement needs of n people; none without training records, where all would look owed."""
    return entitlements_of_people(
        people, positions=bundle.positions, catalogue=bundle.catalogue, today=to_day(bundle.as_of),
        book=RuleBook(()) if "training_records" in bundle.switched_off else book,
    )  # fmt: skip


def notes_of(bundle: Bundle) -> list[str]:
    """What a missing table keeps from being known."""
    texts = {
        "position_standards": "Tabel position_standards tidak ada: kesenjangan tidak dapat dihitung.",
        "assessments": "Tabel assessments tidak ada: level adalah perkiraan dari jabatan serupa.",
        "training_records": "Tabel training_records tidak ada: kebutuhan hak tidak dapat dihitung.",
    }
    return [text for table, text in texts.items() if table in bundle.switched_off]


def person_needs(bundle: Bundle, person: People, *, book: RuleBook) -> dict[str, Any]:
    """Needs of one person (``person`` has one row)."""
    gaps, owed = gaps_of(bundle, person, book=book), entitlements_of(bundle, person, book=book)
    return {
        "gap_needs": [_gap(bundle, gaps, row, book) for row in range(len(gaps))],
        "entitlement_needs": [
            {
                **_rule(owed.rule_of(row)),
                "missing": rounded(owed.missing[row]),
                "text": describe_entitlement(owed, row=row),
            }
            for row in range(len(owed))
        ],
        "notes": notes_of(bundle),
    }


def _gap(bundle: Bundle, gaps: Gaps, row: int, book: RuleBook) -> dict[str, Any]:
    competency, method = int(gaps.competency[row]), int(gaps.method[row])
    name = bundle.competencies.names[competency]
    assessed = method != UNKNOWN
    return {
        "competency_id": bundle.competencies.ids[competency],
        "name": name,
        "required": rounded(gaps.required[row]),
        "level": rounded(gaps.level[row]),
        "gap": rounded(gaps.gap[row]),
        "weight": rounded(gaps.weight[row]),
        "priority": rounded(gaps.priority[row]),
        "method": codes.METHODS[method] if assessed else None,
        "age_years": rounded(gaps.age_years[row]) if assessed else None,
        "reliability": reliability(book, method=method),
        "expired": bool(gaps.expired[row]),
        "text": describe_gap(gaps, row=row, competency=name, book=book),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "subject": rule.programme or rule.item,
        "value": rule.value,
        "unit": UNITS[rule.id],
        "legal_basis": rule.legal_basis,
        "verified": rule.verified,
    }


def unit_needs(bundle: Bundle, rows: NDArray[np.intp], *, book: RuleBook) -> dict[str, Any]:
    """Needs of many people together, by competency and by rule; heaviest competency first."""
    width, count = len(bundle.competencies), len(book.rules)
    lacking, levels, points = np.zeros(width, int), np.zeros(width), np.zeros(width)
    owing, missing = np.zeros(count, int), np.zeros(count)
    for people in _chunks(bundle.people, rows):
        gaps = gaps_of(bundle, people, book=book)
        lacking += np.bincount(gaps.competency, minlength=width)
        levels += np.bincount(gaps.competency, gaps.gap, minlength=width)
        points += np.bincount(gaps.competency, gaps.priority, minlength=width)
        owed = entitlements_of(bundle, people, book=book)
        owing += np.bincount(owed.rule, minlength=count)
        missing += np.bincount(owed.rule, owed.missing, minlength=count)
    order = [int(k) for k in np.lexsort((np.arange(width), -points)) if lacking[k]]
    return {
        "people": len(rows),
        "gap_needs": [
            {
                "competency_id": bundle.competencies.ids[k],
                "name": bundle.competencies.names[k],
                "people": int(lacking[k]),
                "mean_gap": rounded(levels[k] / lacking[k]),
                "priority": rounded(points[k]),
            }
            for k in order
        ],
        "entitlement_needs": [
            {**_rule(rule), "people": int(owing[row]), "missing": rounded(missing[row])}
            for row, rule in enumerate(book.rules)
            if owing[row]
        ],
        "notes": notes_of(bundle),
    }


def _chunks(people: People, rows: NDArray[np.intp]) -> Iterator[People]:
    for first in range(0, len(rows), _CHUNK):
        yield people.take(rows[first : first + _CHUNK])

"""What a plan keeps of its courses and its money, so that its yearly document needs no other version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.rules import SWITCHES
from recommender.features.arrays import Units
from recommender.features.identifiers import UNKNOWN
from recommender.features.planning_inputs import PlanningInputs
from recommender.ranking.rule_words import named_value


def course_facts(bundle: Bundle, rows: Iterable[int]) -> list[dict[str, Any]]:
    """One entry a course of ``rows`` (rows of the catalogue), by course_id: kind, provider, what it
    teaches and its terms in words."""
    catalogue = bundle.catalogue
    found = [
        {
            "course_id": catalogue.courses[row], "dev_kind": int(catalogue.dev_kind[row]),
            "delivery": "" if catalogue.delivery[row] < 0 else codes.DELIVERIES[int(catalogue.delivery[row])],
            "provider": catalogue.texts[row].provider, "teaches": _teaches(bundle, row),
            "terms": [
                {"rule": one.rule, "value": ", ".join(_worded(bundle, one.rule, to) for to in one.values)}
                for one in catalogue.rules
                if one.course == row
            ],
        }
        for row in sorted(set(rows))
    ]  # fmt: skip
    return sorted(found, key=lambda one: str(one["course_id"]))


def _teaches(bundle: Bundle, row: int) -> list[dict[str, Any]]:
    catalogue, known = bundle.catalogue, bundle.competencies
    return [
        {
            "competency": known.names[int(catalogue.pair_competency[pair])],
            "level_from": round(float(catalogue.level_from[pair]), 2),
            "level_to": round(float(catalogue.level_to[pair]), 2),
        }
        for pair in np.flatnonzero(catalogue.pair_course == row)
    ]  # fmt: skip


def _worded(bundle: Bundle, rule: str, value: str) -> str:
    """A value of an eligibility rule as Indonesians read it."""
    if rule in SWITCHES:
        return "ya" if value == "1" else "tidak"
    named = named_value(bundle, rule, value)
    return value.replace("_", " ") if named is None else named


def money_sources(inputs: PlanningInputs, units: Units) -> list[dict[str, str]]:
    """Where the money of each account comes from, as the budgets name it; an empty ``account`` is the
    whole agency."""
    named: dict[int, set[str]] = {}
    for unit, source in zip(inputs.ceiling_unit.tolist(), inputs.source, strict=True):
        named.setdefault(unit, set()).update({source} - {""})
    return [
        {
            "account": "" if unit == UNKNOWN else units.ids[unit],
            "unit": "" if unit == UNKNOWN else units.names[unit], "source": ", ".join(sorted(named[unit])),
        }
        for unit in sorted(named)
    ]  # fmt: skip

"""Needs of a person and of a unit with all that lies below it."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint

from recommender.domain.unit_tree import at_or_below
from recommender.needs.rulebook import RuleBook
from recommender.web.answer_models import PersonNeedsAnswer, UnitNeedsAnswer
from recommender.web.answers import stamp
from recommender.web.context import served, services
from recommender.web.need_answers import person_needs, unit_needs
from recommender.web.operation import operation
from recommender.web.request_models import NoQuery
from recommender.web.scope import require_person, require_unit

blueprint = Blueprint("needs", __name__)


def _book() -> RuleBook:
    """The rules in force on the day of the data."""
    return services().rule_book.on(served().bundle.as_of)


@blueprint.get("/v1/asn/<asn_id>/needs")
@operation(
    roles=("portal", "planner"),
    summary="Kebutuhan satu ASN: kesenjangan kompetensi dan kebutuhan hak, terpisah.",
    answer=PersonNeedsAnswer,
    problems=("ASN_UNKNOWN", "MODEL_NOT_READY"),
)
def needs_of_person(asn_id: str, *, query: NoQuery) -> dict[str, Any]:
    """Needs of one person."""
    bundle = served().bundle
    person = bundle.people.take([require_person(asn_id)])
    return {"asn_id": asn_id, **stamp(served()), **person_needs(bundle, person, book=_book())}


@blueprint.get("/v1/units/<unit_id>/needs")
@operation(
    roles=("portal", "planner"),
    summary="Kebutuhan satu unit beserta semua bawahannya, dijumlah per kompetensi dan per aturan.",
    answer=UnitNeedsAnswer,
    problems=("UNIT_UNKNOWN", "MODEL_NOT_READY"),
)
def needs_of_unit(unit_id: str, *, query: NoQuery) -> dict[str, Any]:
    """Needs of a unit's subtree."""
    bundle = served().bundle
    row = require_unit(unit_id)
    inside = at_or_below(row, parent=bundle.units.parent)[bundle.people.unit] & (bundle.people.unit >= 0)
    return {
        "unit_id": unit_id,
        "name": bundle.units.names[row],
        **stamp(served()),
        **unit_needs(bundle, np.flatnonzero(inside), book=_book()),
    }

"""Whom a key may see: a key with a unit sees that unit's subtree and nothing else.

Foreign and absent are one answer, so that nobody can find out who exists.
"""

from __future__ import annotations

from recommender.features.arrays import Units
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.web.context import caller, served
from recommender.web.problems import RequestRefused


def within(units: Units, unit: int, *, root: str | None) -> bool:
    """Whether ``unit`` (a row) lies at or below the unit named ``root``; always, without a root."""
    if root is None:
        return True
    wanted = units.ids.row(root)
    for _ in range(len(units.ids)):
        if unit in (UNKNOWN, wanted):
            break
        unit = int(units.parent[unit])
    return wanted != UNKNOWN and unit == wanted


def _row(ids: Vocabulary, wanted: str) -> int:
    """Row of exactly ``wanted``: numpy takes texts for equal that differ in NUL at their end."""
    row = ids.row(wanted)
    return row if row != UNKNOWN and ids[row] == wanted else UNKNOWN


def visible_person(asn_id: str) -> int:
    """Row of a person the caller may see; ``UNKNOWN`` for an absent or foreign one."""
    bundle = served().bundle
    row = _row(Vocabulary(bundle.people.asn_id), asn_id)
    if row == UNKNOWN or not within(bundle.units, int(bundle.people.unit[row]), root=caller().unit_id):
        return UNKNOWN
    return row


def require_person(asn_id: str) -> int:
    """Row of a person the caller may see.

    Raises
    ------
    RequestRefused
        ``ASN_UNKNOWN``: absent or foreign, the same answer.
    """
    row = visible_person(asn_id)
    if row == UNKNOWN:
        raise RequestRefused("ASN_UNKNOWN")
    return row


def require_unit(unit_id: str) -> int:
    """Row of a unit the caller may see; ``UNIT_UNKNOWN`` otherwise."""
    units = served().bundle.units
    row = _row(units.ids, unit_id)
    if row == UNKNOWN or not within(units, row, root=caller().unit_id):
        raise RequestRefused("UNIT_UNKNOWN")
    return row

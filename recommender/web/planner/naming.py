"""People as pages name them: by name where the snapshot is on this machine, else by asn_id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recommender.bundle.contents import Bundle
from recommender.domain.numerals import NOTHING
from recommender.features.identifiers import UNKNOWN
from recommender.web.context import services
from recommender.web.planner.scope import UnitLink, link


@dataclass(frozen=True)
class PersonLink:
    """One person in a table."""

    row: int
    id: str
    name: str
    """The name, or the id where no name is known here."""
    position: str
    unit: UnitLink


def name_people(bundle: Bundle, rows: Iterable[int]) -> list[PersonLink]:
    """Links for the people of ``rows``; their names are read now and kept nowhere."""
    wanted = [int(row) for row in rows]
    ids = {row: str(bundle.people.asn_id[row]) for row in wanted}
    known = services().files.people(bundle.snapshot_digest, ids.values())
    return [
        PersonLink(
            row,
            asn_id,
            known[asn_id].name if asn_id in known and known[asn_id].name else asn_id,
            position_name(bundle, row),
            unit_of(bundle, row),
        )
        for row, asn_id in ids.items()
    ]


def unit_of(bundle: Bundle, row: int) -> UnitLink:
    """The unit of a person; a dash where it is not known."""
    unit = int(bundle.people.unit[row])
    return UnitLink(UNKNOWN, "", NOTHING) if unit == UNKNOWN else link(unit)


def position_name(bundle: Bundle, row: int) -> str:
    """The post a person holds; a dash where it is not known."""
    position = int(bundle.people.position[row])
    return NOTHING if position == UNKNOWN else bundle.positions.names[position]

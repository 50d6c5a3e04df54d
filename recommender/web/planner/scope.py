"""Which units and people the signed-in person may see: her unit's subtree, everything without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flask_babel import gettext
from numpy.typing import NDArray

from recommender.domain.unit_tree import at_or_below
from recommender.features.identifiers import UNKNOWN
from recommender.web.context import caller, served
from recommender.web.problems import RequestRefused
from recommender.web.scope import require_unit


@dataclass(frozen=True)
class UnitLink:
    """A unit as pages name it; an empty id is the whole agency."""

    row: int
    id: str
    name: str


def top() -> int:
    """Row of the caller's own unit; ``UNKNOWN`` where she sees everything."""
    unit_id = caller().unit_id
    return UNKNOWN if unit_id is None else require_unit(unit_id)


def wanted_unit(unit_id: str) -> int:
    """Row of the unit a page was asked for, the caller's own where none was.

    Raises
    ------
    RequestRefused
        ``UNIT_UNKNOWN``: absent or foreign, the same answer.
    """
    if unit_id:
        return require_unit(unit_id)
    roots = np.flatnonzero(served().bundle.units.parent == UNKNOWN)
    start = top()
    return int(roots[0]) if start == UNKNOWN and len(roots) == 1 else start


def link(row: int) -> UnitLink:
    """The unit of a row."""
    units = served().bundle.units
    if row == UNKNOWN:
        return UnitLink(UNKNOWN, "", gettext("Seluruh instansi"))
    return UnitLink(row, units.ids[row], units.names[row])


def path_to(row: int) -> list[UnitLink]:
    """The units from the caller's own down to ``row``."""
    units, end = served().bundle.units, top()
    found = [link(row)]
    while row not in (end, UNKNOWN) and len(found) <= len(units.ids):
        row = int(units.parent[row])
        if row != UNKNOWN:
            found.append(link(row))
    return found[::-1]


def below(row: int) -> NDArray[np.int64]:
    """Rows of the people in the unit and all below it; everybody for ``UNKNOWN``."""
    bundle = served().bundle
    if row == UNKNOWN:
        return np.arange(len(bundle.people))
    unit = bundle.people.unit
    return np.flatnonzero(at_or_below(row, parent=bundle.units.parent)[unit] & (unit != UNKNOWN))


def require_course(course_id: str) -> int:
    """Row of a course; the catalogue is the same for everybody."""
    courses = served().bundle.catalogue.courses
    row = courses.row(course_id)
    if row == UNKNOWN or courses[row] != course_id:
        raise RequestRefused("COURSE_UNKNOWN")
    return row

"""The tables of the agency itself: units, positions, staff, competencies, standards, budgets."""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.synthetic.columns import Columns, day, number, pick, text, whole
from recommender.synthetic.organisation import Organisation
from recommender.synthetic.posts import Posts, competency_rows
from recommender.synthetic.setting import World
from recommender.synthetic.world import LABEL, PLANNED_YEAR, YEARS

_LEGAL_BASIS: Final = "PermenPANRB 38/2017 (bobot sintetis)"
_STANDARDS_SINCE: Final = "2021-01-01"


def units(organisation: Organisation) -> Columns:
    """The tree of units."""
    return {
        "unit_id": text(organisation.ids),
        "name": text(organisation.names),
        "parent_id": pick(organisation.ids, organisation.parent),
        "unit_type": text(organisation.unit_type),
        "region_code": text(organisation.region),
    }


def positions(posts: Posts) -> Columns:
    """The positions."""
    return {
        "position_id": text(posts.ids),
        "name": text(posts.names),
        "position_class": text(posts.position_class),
        "jf_tier": text(posts.jf_tier),
        "family": text([f"Rumpun {row + 1:02d}" for row in posts.field]),
    }


def staff(world: World, organisation: Organisation) -> Columns:
    """The ASN, with plainly synthetic names and formally valid synthetic NIP."""
    people = world.people
    return {
        "asn_id": text(people.ids),
        "nip": text(people.nip),
        "name": text([f"Pegawai Sintetis {row:06d}" for row in range(1, len(people) + 1)]),
        "employment": text(people.employment),
        "legal_status": text(people.legal_status),
        "grade_id": whole(people.grade, missing=people.grade == 0),
        "grade_since": day(people.grade_since),
        "position_id": pick(world.posts.ids, people.position),
        "position_since": day(people.position_since),
        "unit_id": pick(organisation.ids, people.unit),
        "region_code": pick(organisation.region, people.unit),
        "edu_level_id": text(people.edu_level),
        "edu_field": text(people.edu_field),
        "hired_on": day(people.hired),
        "retires_on": day(people.retires),
        "target_position_id": pick(world.posts.ids, people.target_position),
        "training_hold": whole(people.training_hold),
        "travel_hours": number(people.travel_hours, decimals=1),
        "sex": text(np.where(people.male, "L", "P")),
    }


def competencies() -> Columns:
    """Nine core and the technical competencies."""
    ids, names, kinds = zip(*competency_rows(), strict=True)
    definitions = [
        f"{LABEL}: kompetensi teknis {name}." if kind == "TEKNIS" else ""
        for name, kind in zip(names, kinds, strict=True)
    ]
    return {
        "competency_id": text(ids), "name": text(names), "kind": text(kinds),
        "definition": text(definitions),
    }  # fmt: skip


def standards(posts: Posts) -> Columns:
    """Required level and weight of each competency of each position."""
    row, column = np.nonzero(posts.required)
    return {
        "position_id": pick(posts.ids, row),
        "competency_id": pick(posts.competency_ids, column),
        "required_level": whole(posts.required[row, column]),
        "weight": number(posts.weight[row, column], decimals=2),
        "valid_from": text(np.full(len(row), _STANDARDS_SINCE)),
        "legal_basis": text(np.full(len(row), _LEGAL_BASIS)),
    }


def budgets(world: World, organisation: Organisation) -> Columns:
    """A ceiling for the whole agency each year and for the eight largest OPD; source says synthetic."""
    plan, book = world.sessions, world.book
    cost = np.array([course.cost for course in book.courses])[plan.course] * plan.seats
    year = plan.start.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    rows = [(-1, when, 0.8 * cost[year == when].sum()) for when in (*YEARS, PLANNED_YEAR)]
    share = np.bincount(organisation.agency[1:], weights=organisation.weight[1:])
    largest = np.argsort(-share, kind="stable")[:8]
    rows += [(1 + int(one), when, total * share[one]) for _, when, total in list(rows) for one in largest]
    unit, when, ceiling = (np.array(part) for part in zip(*rows, strict=True))
    return {
        "budget_id": text([f"B{row + 1:04d}" for row in range(len(rows))]),
        "unit_id": pick(organisation.ids, unit),
        "year": whole(when),
        "ceiling": whole(np.round(np.maximum(ceiling, 1e6) / 1e6) * 1e6),
        "source": text(np.full(len(rows), "APBD (sintetis)")),
    }

"""The people: where they work, who they are on paper, and what nobody sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import LAMPUNG_REGIONS
from recommender.domain.days import DAYS_PER_YEAR
from recommender.synthetic.employment import (
    draw_employment,
    draw_grades,
    draw_hiring,
    draw_schooling,
    first_of_month,
)
from recommender.synthetic.fields import FIELD_ROW, FIELDS
from recommender.synthetic.nip_numbers import nip_numbers
from recommender.synthetic.organisation import Organisation
from recommender.synthetic.posts import Posts
from recommender.synthetic.world import AS_OF_DAY, WorldOptions

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

_TIER_SHARE: Final = {"PT": 0.42, "MU": 0.36, "MA": 0.2, "UT": 0.02, "TR": 0.5, "MH": 0.3, "PY": 0.2}
_TRAVEL_HOURS: Final = dict(
    zip(LAMPUNG_REGIONS, (5, 2, 1.2, 2, 1.6, 3, 4.5, 3, 0.8, 1, 4.5, 3.2, 5.5, 0.4, 1.1), strict=True)
)
_RETIREMENT_AGE: Final = {"UT": 65, "MA": 60, "JPT_MADYA": 60, "JPT_PRATAMA": 60}
_OVERLOOKED: Final = 6.0
_OVERLOOKED_SHARE: Final = 0.3
_EDU_FIELD: Final = {
    "PDK": "Pendidikan", "KES": "Ilmu Kesehatan", "PUR": "Teknik Sipil", "TIK": "Informatika",
    "KEU": "Akuntansi", "TAN": "Agribisnis", "UMU": "Ilmu Hukum",
}  # fmt: skip


@dataclass(frozen=True)
class Population:
    """n people; days are day numbers, rows point into posts and organisation.

    Attributes
    ----------
    ability
        (n,) standard normal: raises levels and performance, seen by nobody.
    diligence
        (n,) standard normal: finishing courses.
    favour
        (n,) how readily the superior thinks of this person: normal, but three in ten are overlooked.
    """

    position: I32
    unit: I32
    target_position: I32
    employment: NDArray[np.str_]
    legal_status: NDArray[np.str_]
    grade: I32
    grade_since: I32
    position_since: I32
    hired: I32
    retires: I32
    born: I32
    male: NDArray[np.bool_]
    edu_level: NDArray[np.str_]
    edu_field: NDArray[np.str_]
    travel_hours: F64
    training_hold: NDArray[np.bool_]
    nip: NDArray[np.str_]
    ability: F64
    diligence: F64
    favour: F64

    def __len__(self) -> int:
        return len(self.position)

    @property
    def ids(self) -> NDArray[np.str_]:
        """(n,) the agency's stable keys."""
        return np.char.add("A", np.char.zfill(np.arange(1, len(self) + 1).astype(str), 6))


def build_population(options: WorldOptions, organisation: Organisation, posts: Posts) -> Population:
    """Draw the whole staff."""
    random = options.stream("population")
    n = options.asn
    unit = random.choice(len(organisation.names), n, p=organisation.weight).astype(np.int32)
    position = _positions(random, organisation.field[unit], posts)
    rank, position_class = posts.rank[position], posts.position_class[position]
    employment = draw_employment(random, position_class, rank)
    hired = draw_hiring(random, employment, rank)
    limit = np.vectorize(_RETIREMENT_AGE.get, otypes=[float])(position_class, 58)
    tier_limit = np.vectorize(_RETIREMENT_AGE.get, otypes=[float])(posts.jf_tier[position], 58)
    limit = np.maximum(limit, tier_limit)
    pppk = np.char.startswith(employment, "PPPK")
    age = np.where(pppk, random.uniform(22, 45, n), random.uniform(20, 33, n))
    oldest = AS_OF_DAY - (limit - 0.3) * DAYS_PER_YEAR
    born = np.maximum(hired - age * DAYS_PER_YEAR, oldest).astype(np.int32)
    edu = draw_schooling(random, position_class)
    grade, grade_since = draw_grades(random, hired=hired, edu=edu, rank=rank, pppk=pppk)
    since = np.maximum(hired, AS_OF_DAY - random.exponential(3.0, n) * DAYS_PER_YEAR - 60)
    male = random.random(n) < 0.44
    base = np.array([_TRAVEL_HOURS[code] for code in organisation.region[unit]])
    field = [FIELDS[row].code for row in posts.field[position]]
    return Population(
        position=position,
        unit=unit,
        target_position=_targets(random, position, posts, pppk),
        employment=employment,
        legal_status=random.choice(["01", "02", "03", "20"], n, p=[0.975, 0.004, 0.013, 0.008]),
        grade=grade,
        grade_since=grade_since,
        position_since=first_of_month(since),
        hired=hired,
        retires=first_of_month(born + limit * DAYS_PER_YEAR + 31),
        born=born,
        male=male,
        edu_level=edu,
        edu_field=np.where(
            np.isin(edu, ("05", "10", "15")), "", [_EDU_FIELD.get(code, "Administrasi") for code in field]
        ),
        travel_hours=np.round(base * random.uniform(0.8, 1.25, n), 1),
        training_hold=random.random(n) < 0.008,
        nip=nip_numbers(born=born, hired=hired, male=male, pppk=pppk),
        ability=random.standard_normal(n),
        diligence=random.standard_normal(n),
        favour=random.standard_normal(n) - _OVERLOOKED * (random.random(n) < _OVERLOOKED_SHARE),
    )


def _positions(random: np.random.Generator, field: I32, posts: Posts) -> I32:
    """A post in the field of the unit: teaching and health are mostly functional posts."""
    position = np.zeros(len(field), np.int32)
    for row in np.unique(field):
        members = np.flatnonzero(field == row)
        expert = row in (FIELD_ROW["PDK"], FIELD_ROW["KES"])
        own = np.flatnonzero(posts.field == row)
        classes = posts.position_class[own]
        share = {"JF": 0.87, "PELAKSANA": 0.11, "LEADER": 0.02} if expert else {
            "JF": 0.34, "PELAKSANA": 0.53, "LEADER": 0.13}  # fmt: skip
        weight = np.array(
            [_post_weight(one, tier) for one, tier in zip(classes, posts.jf_tier[own], strict=True)]
        )
        group = np.array([_group(one) for one in classes])
        for name, part in share.items():
            weight[group == name] *= part / weight[group == name].sum()
        position[members] = random.choice(own, len(members), p=weight / weight.sum())
    return position


def _group(position_class: str) -> str:
    if position_class.startswith("JF"):
        return "JF"
    return "PELAKSANA" if position_class == "PELAKSANA" else "LEADER"


def _post_weight(position_class: str, tier: str) -> float:
    leaders = {"JPT_MADYA": 0.01, "JPT_PRATAMA": 0.05, "ADMINISTRATOR": 0.22, "PENGAWAS": 0.72}
    return leaders.get(position_class) or _TIER_SHARE.get(tier, 1.0)


def _targets(random: np.random.Generator, position: I32, posts: Posts, pppk: NDArray[np.bool_]) -> I32:
    """The post one rank up in the same field, for the few with a career plan; -1 for the others."""
    above = np.full(len(posts.names), -1, np.int32)
    for row in range(len(posts.names)):
        higher = np.flatnonzero((posts.field == posts.field[row]) & (posts.rank == posts.rank[row] + 1))
        if len(higher):
            above[row] = higher[0]
    planned = ~pppk & (random.random(len(position)) < 0.08)
    return np.where(planned, above[position], -1).astype(np.int32)

"""The people: posts, units, ages, ranks, schooling and formally valid synthetic NIP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import GRADES, LAMPUNG_REGIONS
from recommender.domain.days import DAYS_PER_YEAR, to_day
from recommender.synthetic.fields import FIELD_ROW, FIELDS
from recommender.synthetic.organisation import Organisation
from recommender.synthetic.posts import Posts
from recommender.synthetic.world import AS_OF_DAY, WorldOptions

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

PPPK_CODE: Final = 21
"""Digits 13-14 of an NI PPPK."""
_PPPK_INTAKES: Final = (
    (date(2021, 2, 1), 0.04), (date(2022, 4, 1), 0.12), (date(2023, 6, 1), 0.17), (date(2024, 5, 1), 0.17),
    (date(2025, 8, 1), 0.38), (date(2025, 10, 1), 0.12),
)  # fmt: skip
_CPNS_INTAKE: Final = date(2025, 6, 1)
_TENURE_OF_RANK: Final = np.array([0.0, 13.0, 9.0, 15.0, 21.0, 28.0])
_TIER_SHARE: Final = {"PT": 0.42, "MU": 0.36, "MA": 0.2, "UT": 0.02, "TR": 0.5, "MH": 0.3, "PY": 0.2}
_TRAVEL_HOURS: Final = dict(
    zip(LAMPUNG_REGIONS, (5, 2, 1.2, 2, 1.6, 3, 4.5, 3, 0.8, 1, 4.5, 3.2, 5.5, 0.4, 1.1), strict=True)
)
_RETIREMENT_AGE: Final = {"UT": 65, "MA": 60, "JPT_MADYA": 60, "JPT_PRATAMA": 60}
_SCHOOLING: Final = {
    "JF_KEAHLIAN": (("35", "40", "45", "50"), (0.03, 0.8, 0.16, 0.01)),
    "JF_KETERAMPILAN": (("30", "35"), (0.9, 0.1)),
    "PELAKSANA": (("05", "10", "15", "30", "40"), (0.01, 0.03, 0.46, 0.15, 0.35)),
    "LEADER": (("40", "45", "50"), (0.55, 0.41, 0.04)),
}
_LADDER: Final = np.array([grade for grade in GRADES if grade < 100])
_FIRST_GRADE: Final = {"05": 11, "10": 13, "15": 21, "30": 23, "35": 31, "40": 31, "45": 32, "50": 33}
_PPPK_GRADE: Final = {"05": 101, "10": 104, "15": 105, "30": 107, "35": 109, "40": 109, "45": 110, "50": 111}
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
    employment = _employment(random, position_class, rank)
    hired = _hiring(random, employment, rank)
    limit = np.vectorize(_RETIREMENT_AGE.get, otypes=[float])(position_class, 58)
    tier_limit = np.vectorize(_RETIREMENT_AGE.get, otypes=[float])(posts.jf_tier[position], 58)
    limit = np.maximum(limit, tier_limit)
    pppk = np.char.startswith(employment, "PPPK")
    age = np.where(pppk, random.uniform(22, 45, n), random.uniform(20, 33, n))
    oldest = AS_OF_DAY - (limit - 0.3) * DAYS_PER_YEAR
    born = np.maximum(hired - age * DAYS_PER_YEAR, oldest).astype(np.int32)
    edu = _schooling(random, position_class)
    grade, grade_since = _grades(random, hired=hired, edu=edu, rank=rank, pppk=pppk)
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
        position_since=_first_of_month(since),
        hired=hired,
        retires=_first_of_month(born + limit * DAYS_PER_YEAR + 31),
        born=born,
        male=male,
        edu_level=edu,
        edu_field=np.where(
            np.isin(edu, ("05", "10", "15")), "", [_EDU_FIELD.get(code, "Administrasi") for code in field]
        ),
        travel_hours=np.round(base * random.uniform(0.8, 1.25, n), 1),
        training_hold=random.random(n) < 0.008,
        nip=_nip(born=born, hired=hired, male=male, pppk=pppk),
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


def _employment(random: np.random.Generator, position_class: NDArray[np.str_], rank: I32) -> NDArray[np.str_]:
    n = len(rank)
    functional = np.char.startswith(position_class, "JF")
    junior = (functional & (rank <= 3)) | (position_class == "PELAKSANA")
    chance = np.where(junior, np.where(functional, 0.45, 0.25), 0.0)
    draw = random.random(n)
    contract = np.where(random.random(n) < 0.12, "PPPK_PARUH_WAKTU", "PPPK")
    entrant = junior & (rank <= 2) & (random.random(n) < 0.06)
    return np.where(draw < chance, contract, np.where(entrant, "CPNS", "PNS"))


def _hiring(random: np.random.Generator, employment: NDArray[np.str_], rank: I32) -> I32:
    n = len(rank)
    tenure = np.clip(random.normal(_TENURE_OF_RANK[rank], 5.5), 1.6, 34.0)
    hired = _first_of_month(AS_OF_DAY - tenure * DAYS_PER_YEAR)
    days, shares = zip(*((to_day(day), share) for day, share in _PPPK_INTAKES), strict=True)
    intake = random.choice(np.array(days, np.int32), n, p=shares)
    hired = np.where(np.char.startswith(employment, "PPPK"), intake, hired)
    return np.where(employment == "CPNS", to_day(_CPNS_INTAKE), hired).astype(np.int32)


def _schooling(random: np.random.Generator, position_class: NDArray[np.str_]) -> NDArray[np.str_]:
    edu = np.full(len(position_class), "40")
    for name, (levels, shares) in _SCHOOLING.items():
        leader = ~np.isin(position_class, list(_SCHOOLING))
        members = np.flatnonzero(leader if name == "LEADER" else position_class == name)
        edu[members] = random.choice(levels, len(members), p=shares)
    return edu


def _grades(
    random: np.random.Generator, *, hired: I32, edu: NDArray[np.str_], rank: I32, pppk: NDArray[np.bool_]
) -> tuple[I32, I32]:
    """PNS rise one step in four years between the floor and the ceiling of their rank."""
    first = np.searchsorted(_LADDER, [_FIRST_GRADE[one] for one in edu])
    steps = ((AS_OF_DAY - hired) / (4 * DAYS_PER_YEAR)).astype(int)
    floor = np.searchsorted(_LADDER, np.array([11, 11, 31, 33, 41, 43])[rank])
    ceiling = np.searchsorted(_LADDER, np.array([34, 34, 34, 41, 43, 45])[rank])
    ceiling = np.where((rank == 1) & (first < np.searchsorted(_LADDER, 31)), 9, ceiling)
    floor = np.where((rank == 2) & (first < np.searchsorted(_LADDER, 31)), 0, floor)
    grade = _LADDER[np.clip(first + steps, floor, np.maximum(ceiling, floor))]
    contract = np.array([_PPPK_GRADE[one] for one in edu])
    contract = np.where(random.random(len(edu)) < 0.05, 0, contract)
    since = np.maximum(hired, AS_OF_DAY - random.uniform(0.1, 5.0, len(edu)) * DAYS_PER_YEAR)
    return np.where(pppk, contract, grade).astype(np.int32), _first_of_month(since)


def _targets(random: np.random.Generator, position: I32, posts: Posts, pppk: NDArray[np.bool_]) -> I32:
    """The post one rank up in the same field, for the few with a career plan; -1 for the others."""
    above = np.full(len(posts.names), -1, np.int32)
    for row in range(len(posts.names)):
        higher = np.flatnonzero((posts.field == posts.field[row]) & (posts.rank == posts.rank[row] + 1))
        if len(higher):
            above[row] = higher[0]
    planned = ~pppk & (random.random(len(position)) < 0.08)
    return np.where(planned, above[position], -1).astype(np.int32)


def _nip(*, born: I32, hired: I32, male: NDArray[np.bool_], pppk: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Birth date, year and month of entry (year and 21 for PPPK), sex, running number."""
    born_year, born_month, born_day = _calendar(born)
    year, month, _ = _calendar(hired)
    stem = (born_year * 10_000 + born_month * 100 + born_day) * 10_000_000
    stem += (year * 100 + np.where(pppk, PPPK_CODE, month)) * 10 + np.where(male, 1, 2)
    order = np.argsort(stem, kind="stable")
    ordered = stem[order]
    first = np.searchsorted(ordered, ordered)
    serial = np.empty(len(stem), np.int64)
    serial[order] = np.arange(len(stem)) - first + 1
    return (stem * 1000 + serial).astype(str)


def _calendar(day: I32) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    moment = day.astype("datetime64[D]")
    months = moment.astype("datetime64[M]")
    year = months.astype(np.int64) // 12 + 1970
    month = months.astype(np.int64) % 12 + 1
    return year, month, (moment - months.astype("datetime64[D]")).astype(np.int64) + 1


def _first_of_month(day: NDArray[np.floating] | NDArray[np.integer]) -> I32:
    months = day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64).astype(np.int32)

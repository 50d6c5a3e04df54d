"""Kinds of employment with what goes with them: intake, schooling, grade."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import GRADES
from recommender.domain.days import DAYS_PER_YEAR, to_day
from recommender.synthetic.world import AS_OF_DAY

I32 = NDArray[np.int32]

_PPPK_INTAKES: Final = (
    (date(2021, 2, 1), 0.04), (date(2022, 4, 1), 0.12), (date(2023, 6, 1), 0.17), (date(2024, 5, 1), 0.17),
    (date(2025, 8, 1), 0.38), (date(2025, 10, 1), 0.12),
)  # fmt: skip
_CPNS_INTAKE: Final = date(2025, 6, 1)
_TENURE_OF_RANK: Final = np.array([0.0, 13.0, 9.0, 15.0, 21.0, 28.0])
_SCHOOLING: Final = {
    "JF_KEAHLIAN": (("35", "40", "45", "50"), (0.03, 0.8, 0.16, 0.01)),
    "JF_KETERAMPILAN": (("30", "35"), (0.9, 0.1)),
    "PELAKSANA": (("05", "10", "15", "30", "40"), (0.01, 0.03, 0.46, 0.15, 0.35)),
    "LEADER": (("40", "45", "50"), (0.55, 0.41, 0.04)),
}
_LADDER: Final = np.array([grade for grade in GRADES if grade < 100])
_FIRST_GRADE: Final = {"05": 11, "10": 13, "15": 21, "30": 23, "35": 31, "40": 31, "45": 32, "50": 33}
_PPPK_GRADE: Final = {"05": 101, "10": 104, "15": 105, "30": 107, "35": 109, "40": 109, "45": 110, "50": 111}


def draw_employment(
    random: np.random.Generator, position_class: NDArray[np.str_], rank: I32
) -> NDArray[np.str_]:
    """(n,) kind of employment: contracts in junior functional and staff posts alone."""
    n = len(rank)
    functional = np.char.startswith(position_class, "JF")
    junior = (functional & (rank <= 3)) | (position_class == "PELAKSANA")
    chance = np.where(junior, np.where(functional, 0.45, 0.25), 0.0)
    draw = random.random(n)
    contract = np.where(random.random(n) < 0.12, "PPPK_PARUH_WAKTU", "PPPK")
    entrant = junior & (rank <= 2) & (random.random(n) < 0.06)
    return np.where(draw < chance, contract, np.where(entrant, "CPNS", "PNS"))


def draw_hiring(random: np.random.Generator, employment: NDArray[np.str_], rank: I32) -> I32:
    """(n,) first day of service: the known intakes for PPPK and CPNS, a rank's usual tenure for PNS."""
    n = len(rank)
    tenure = np.clip(random.normal(_TENURE_OF_RANK[rank], 5.5), 1.6, 34.0)
    hired = first_of_month(AS_OF_DAY - tenure * DAYS_PER_YEAR)
    days, shares = zip(*((to_day(day), share) for day, share in _PPPK_INTAKES), strict=True)
    intake = random.choice(np.array(days, np.int32), n, p=shares)
    hired = np.where(np.char.startswith(employment, "PPPK"), intake, hired)
    return np.where(employment == "CPNS", to_day(_CPNS_INTAKE), hired).astype(np.int32)


def draw_schooling(random: np.random.Generator, position_class: NDArray[np.str_]) -> NDArray[np.str_]:
    """(n,) level of education that the class of post usually has."""
    edu = np.full(len(position_class), "40")
    for name, (levels, shares) in _SCHOOLING.items():
        leader = ~np.isin(position_class, list(_SCHOOLING))
        members = np.flatnonzero(leader if name == "LEADER" else position_class == name)
        edu[members] = random.choice(levels, len(members), p=shares)
    return edu


def draw_grades(
    random: np.random.Generator, *, hired: I32, edu: NDArray[np.str_], rank: I32, pppk: NDArray[np.bool_]
) -> tuple[I32, I32]:
    """(n,) grade (0 = not known) and since when.

    PNS rise one step in four years between the floor and the ceiling of their rank.
    """
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
    return np.where(pppk, contract, grade).astype(np.int32), first_of_month(since)


def first_of_month(day: NDArray[np.floating] | NDArray[np.integer]) -> I32:
    """Day number of the first of each day's month."""
    months = day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64).astype(np.int32)

"""The options of a simulated world, its fixed calendar and its independent random streams."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from recommender.domain.days import to_day
from recommender.errors import BadInput

Growth = Literal["saturating", "linear", "threshold", "diminishing"]
Bosses = Literal["biased", "wise", "random"]

FIRST_YEAR: Final = 2021
AS_OF: Final = date(2026, 10, 31)
"""Last observed day of every world: fixed, never the clock."""
PLANNED_YEAR: Final = AS_OF.year + 1
AS_OF_DAY: Final = to_day(AS_OF)
YEARS: Final = tuple(range(FIRST_YEAR, AS_OF.year + 1))
SMALLEST: Final = 300
LABEL: Final = "DATA SINTETIS"
"""Stands in every text that could be taken for real."""


@dataclass(frozen=True)
class WorldOptions:
    """What kind of province to simulate; equal options give equal bytes.

    Attributes
    ----------
    asn
        Number of civil servants, at least 300.
    courses
        Number of courses; the first 185 or so are typed in, more are further series of them.
    growth
        The law by which a completed course raises a level (:mod:`recommender.synthetic.growth`).
    bosses
        Who is sent to training: ``biased`` by seniority, popularity, distance and last year's
        performance; ``wise`` by true benefit; ``random`` among those the rules admit.
    effect
        Scale of every true gain; 0 is the null world, where no course teaches anything.
    with_pre_post
        Whether the agency keeps pre- and post-test scores.
    share_assessed
        Share of the staff assessed in a year.
    """

    asn: int = 20_000
    courses: int = 180
    seed: int = 1
    growth: Growth = "saturating"
    bosses: Bosses = "biased"
    effect: float = 1.0
    with_pre_post: bool = True
    share_assessed: float = 0.25

    def __post_init__(self) -> None:
        if self.asn < SMALLEST:
            raise BadInput(
                "PROVINCE_TOO_SMALL",
                f"Provinsi sintetis paling sedikit {SMALLEST} ASN, diminta {self.asn}.",
                fix=f"Beri --asn {SMALLEST} atau lebih.",
            )
        if self.asn > 999_999:
            raise BadInput(
                "PROVINCE_TOO_LARGE", "Provinsi sintetis paling banyak 999.999 ASN.", fix="Kecilkan --asn."
            )
        if self.courses < 20:
            raise BadInput("TOO_FEW_COURSES", "Katalog sintetis paling sedikit 20 pelatihan.", fix="Naikkan.")

    def stream(self, purpose: str) -> np.random.Generator:
        """The random stream of one purpose: a new draw in one module leaves the others as they were."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])

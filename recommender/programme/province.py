"""What programme design looks at: people, what is offered to them, and what the designer may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import Bool, Catalogue, Competencies, People, Positions, Units
from recommender.features.identifiers import Vocabulary
from recommender.needs.rulebook import RuleBook
from recommender.ranking.eligibility import not_valid
from recommender.scorers.gain import GainScorer
from recommender.tables.people_file import ClassTerms

CLASSROOM: Final = codes.FORMS.index("KLASIKAL")
ONLINE: Final = codes.FORMS.index("NONKLASIKAL")
_NO_TRAVEL: Final = tuple(codes.DELIVERIES.index(one) for one in ("DARING_SINKRON", "DARING_ASINKRON", "PJJ"))


@dataclass(frozen=True)
class Terms:
    """What law and custom leave open; the defaults are this project's proposals, not law."""

    far_hours: float = 3.0
    """Hours one way from which a class at the training centre is too far."""
    no_travel_hours: float = 6.0
    """Hours one way from which a person cannot travel to a class at all."""
    reach: float = 1.0
    """Levels below a course's start at which a person can still follow it (as in course quality)."""
    smallest: float = 0.05
    """Levels that count as a step; less is rounding of an estimate (as in gap needs)."""
    minimum: int = 15
    """Smallest class where no similar course states one."""
    classroom_only: tuple[str, ...] = ()
    """Ids of competencies that a rule wants taught KLASIKAL."""
    classes: ClassTerms = field(default_factory=lambda: ClassTerms({}, {}))


@dataclass(frozen=True, eq=False)
class Province:
    """People with learnt levels beside the catalogue, on one day."""

    people: People
    catalogue: Catalogue
    competencies: Competencies
    positions: Positions
    units: Units
    gain: GainScorer
    as_of: date
    book: RuleBook
    """The rules of the day."""
    switched_off: tuple[str, ...] = ()

    @classmethod
    def of(cls, bundle: Bundle, *, book: RuleBook) -> Province:
        """A whole version; ``book`` may hold the rules of all days."""
        return cls(
            people=bundle.people, catalogue=bundle.catalogue, competencies=bundle.competencies,
            positions=bundle.positions, units=bundle.units, gain=bundle.gain, as_of=bundle.as_of,
            book=book.on(bundle.as_of), switched_off=bundle.switched_off,
        )  # fmt: skip

    @property
    def offered(self) -> Bool:
        """(C,) active and valid on the day."""
        offered: Bool = self.catalogue.active & ~not_valid(self.catalogue, to_day(self.as_of))
        return offered

    @property
    def travels(self) -> Bool:
        """(C,) participants have to come to a class."""
        travels: Bool = (self.catalogue.form == CLASSROOM) & ~np.isin(self.catalogue.delivery, _NO_TRAVEL)
        return travels

    @property
    def region(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """(n,) region code of each person's unit, empty where it is not known."""
        region: np.ndarray[tuple[int], np.dtype[np.str_]] = np.array([*self.units.region, ""], np.str_)[
            self.people.unit
        ]
        return region

    def held_in(self, terms: Terms) -> tuple[Vocabulary, Bool]:
        """Regions, and (C, regions + 1) whether a course has a session there; the last is "not known"."""
        regions = Vocabulary.of(one for one in self.units.region if one)
        held = np.zeros((len(self.catalogue), len(regions) + 1), bool)
        for course, places in terms.classes.regions.items():
            row = self.catalogue.courses.row(course)
            at = regions.rows(sorted(places))
            if row >= 0:
                held[row, at[at >= 0]] = True
        return regions, held

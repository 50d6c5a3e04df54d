"""What eligibility rules look at: the agency's lists, and n people on a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.domain.elapsed import completed_months
from recommender.features.arrays import I32, Bool, Catalogue, People, Positions, Units
from recommender.features.identifiers import through


@dataclass(frozen=True)
class World:
    """What rules refer to besides the person."""

    catalogue: Catalogue
    positions: Positions
    units: Units
    records_known: bool
    """False where the snapshot has no training records: prerequisites cannot be judged then."""


@dataclass(frozen=True)
class Facts:
    """n people on a day."""

    world: World
    people: People
    today: int
    """Day number; later history does not count."""

    @cached_property
    def position_class(self) -> I32:
        """(n,) position in ``POSITION_CLASSES`` or -1."""
        return through(self.people.position, self.world.positions.position_class)

    @cached_property
    def jf_tier(self) -> I32:
        """(n,) position in ``JF_TIERS`` or -1."""
        return through(self.people.position, self.world.positions.jf_tier)

    @cached_property
    def entry_person(self) -> NDArray[np.int64]:
        """(H,) person of each history entry."""
        return self.people.history_person()

    @cached_property
    def entry_counts(self) -> Bool:
        """(H,) the entry had ended by today."""
        return self.people.history_day <= self.today

    def months_since(self, day: I32) -> NDArray[np.int64]:
        """(n,) completed months since ``day``."""
        return completed_months(day, np.array(self.today, np.int32))

    def months_until(self, day: I32) -> NDArray[np.int64]:
        """(n,) completed months until ``day``."""
        return completed_months(np.array(self.today, np.int32), day)

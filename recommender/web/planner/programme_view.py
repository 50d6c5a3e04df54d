"""The design of a version as the signed-in person may see it.

A planner of one unit sees proposals cut to her own people. The number of everybody stands beside it only
where the others are none or at least ``SMALLEST``: fewer are persons, not a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.domain.unit_tree import ways_up
from recommender.evaluation.groups import SMALLEST
from recommender.features.arrays import Bool
from recommender.features.identifiers import UNKNOWN
from recommender.programme.design import Programme
from recommender.programme.proposals import Place, Proposal
from recommender.web.context import served, services
from recommender.web.planner.scope import below, top


@dataclass(frozen=True)
class Shown:
    """A proposal cut to the people the caller may see."""

    proposal: Proposal
    key: str
    whole: int
    """People of the whole agency; -1 where that is suppressed."""


@dataclass(frozen=True)
class View:
    """What one caller may see."""

    programme: Programme
    scoped: bool
    """She sees one unit and those below it."""
    seen: Bool
    """(n,) people she may see."""
    office: NDArray[np.int64]
    """(U,) the unit right below hers that each unit is in, hers for itself; UNKNOWN outside."""

    @classmethod
    def of_caller(cls) -> View | None:
        """For the signed-in person; None while the design is being made."""
        programme, start = services().programme(served()), top()
        if programme is None:
            return None
        seen = np.zeros(len(programme.province.people), bool)
        seen[below(start)] = True
        return cls(programme, start != UNKNOWN, seen, _right_below(programme.province.units.parent, start))

    def proposals(self) -> list[Shown]:
        """Those that concern anybody she may see, in order."""
        return [self.shown(one) for one in self.programme.proposals if self.seen[one.person].any()]

    def shown(self, whole: Proposal) -> Shown:
        """One as she may see it."""
        own = whole.within(self.seen)
        others = whole.people - own.people
        return Shown(own, whole.key(self.programme.province), -1 if 0 < others < SMALLEST else whole.people)

    def places(self, one: Proposal) -> list[Place]:
        """Where people would meet; places of few people are not told to who sees one unit."""
        return [place for place in one.places if not self.scoped or place.people >= SMALLEST]

    def offices(self, one: Proposal, *, most: int) -> list[tuple[str, int]]:
        """Units right below hers with most of its people, and how many."""
        units, unit = self.programme.province.units, self.programme.province.people.unit[one.person]
        office = self.office[unit[unit != UNKNOWN]]
        row, count = np.unique(office[office != UNKNOWN], return_counts=True)
        return [(units.names[row[at]], int(count[at])) for at in np.lexsort((row, -count))[:most]]


def _right_below(parent: NDArray[np.int32], start: int) -> NDArray[np.int64]:
    roots = np.flatnonzero(parent == UNKNOWN)
    if start == UNKNOWN and len(roots) == 1:
        start = int(roots[0])
    found = np.full(len(parent), UNKNOWN, np.int64)
    for at in ways_up(np.arange(len(parent)), parent=parent):
        here = (at != UNKNOWN) & (found == UNKNOWN) & ((parent[at] == start) | (at == start))
        found[here] = at[here]
    return found


def count(people: int, *, scoped: bool) -> Any:
    """People of the whole agency, or None where they are too few to be told to who sees one unit."""
    return None if scoped and 0 < people < SMALLEST else people

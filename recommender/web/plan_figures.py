"""What a plan comes to, in all, by session and by unit.

A content never changes, so each figure is made once and lives as long as the content is remembered
(:mod:`recommender.store.plan_memory`): a page of a large plan adds nobody up again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

from recommender.domain.plan_codes import DECLINED, PARTICIPANT, RESERVE
from recommender.store.plan_content import Content, participants, small_classes
from recommender.store.plan_memory import Known
from recommender.store.plans import PlanView


@dataclass(frozen=True)
class Totals:
    """Sums over participants."""

    seats: int
    people: int
    cost: float
    """Rupiah."""
    benefit: float
    """Required-level points closed."""


@dataclass(frozen=True)
class Cohort:
    """A session with its places."""

    session: dict[str, Any]
    taken: Sequence[dict[str, Any]]
    reserves: Sequence[dict[str, Any]]
    gone: Sequence[dict[str, Any]]

    @cached_property
    def total(self) -> Totals:
        """Sums over its participants."""
        return _totals(self.taken)

    @cached_property
    def reviewed(self) -> int:
        """Participants somebody has accepted or locked."""
        return sum(1 for one in self.taken if one["mark"])

    @property
    def waiting(self) -> int:
        """Participants nobody has decided on yet."""
        return len(self.taken) - self.reviewed

    @property
    def small(self) -> bool:
        """Fewer participants than it needs."""
        return 0 < len(self.taken) < int(self.session["minimum"])


@dataclass(frozen=True, eq=False)
class PlanFigures:
    """The figures of one content."""

    content: Content

    @cached_property
    def total(self) -> Totals:
        """Sums over all participants."""
        return totals(self.content)

    @cached_property
    def cohorts(self) -> Mapping[str, Cohort]:
        """All sessions by session_id, in the order of the plan."""
        return {one.session["session_id"]: one for one in cohorts(self.content)}

    @cached_property
    def waiting(self) -> Sequence[Cohort]:
        """Sessions with participants nobody has decided on yet."""
        return [one for one in self.cohorts.values() if one.waiting]

    @cached_property
    def units(self) -> Sequence[tuple[str, int, float]]:
        """Name, places and cost of every unit, those with most places first."""
        return by_unit(self.content)

    @cached_property
    def small(self) -> Sequence[dict[str, Any]]:
        """Sessions with some participants, but fewer than they need."""
        return [self.cohorts[one].session for one in small_classes(self.content)]

    @cached_property
    def taken(self) -> frozenset[tuple[str, str]]:
        """asn_id and session_id of every participant."""
        return frozenset((one["asn_id"], one["session_id"]) for one in participants(self.content))


_made: Final[WeakKeyDictionary[Known, PlanFigures]] = WeakKeyDictionary()


def figures_of(view: PlanView) -> PlanFigures:
    """The figures of a plan that has a content, made once while it is remembered."""
    known = view.known
    if known is None:
        return PlanFigures(view.content or {"sessions": [], "places": []})
    found = _made.get(known)
    if found is None:
        found = _made[known] = PlanFigures(known.content)
    return found


def totals(content: Content) -> Totals:
    """Sums over all participants."""
    return _totals(list(participants(content)))


def cohorts(content: Content) -> list[Cohort]:
    """All sessions in the order of the plan."""
    places: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in content["places"]:
        places[one["session_id"], one["status"]].append(one)
    return [
        Cohort(session, *(places[session["session_id"], one] for one in (PARTICIPANT, RESERVE, DECLINED)))
        for session in content["sessions"]
    ]


def by_unit(content: Content) -> list[tuple[str, int, float]]:
    """Name, places and cost of every unit, those with most places first."""
    count: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    for one in participants(content):
        count[one["unit"]] += 1
        cost[one["unit"]] += one["cost"]
    ranked = sorted(count, key=lambda name: (-count[name], name))
    return [(name, count[name], float(cost[name])) for name in ranked]


def _totals(rows: Sequence[dict[str, Any]]) -> Totals:
    return Totals(
        len(rows), len({one["asn_id"] for one in rows}), float(sum(one["cost"] for one in rows)),
        float(sum(one["benefit"] for one in rows)),
    )  # fmt: skip

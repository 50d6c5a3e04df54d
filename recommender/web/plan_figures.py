"""What a plan comes to, in all, by session and by unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recommender.domain.plan_codes import DECLINED, PARTICIPANT, RESERVE
from recommender.store.plan_content import Content, participants


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

    @property
    def total(self) -> Totals:
        """Sums over its participants."""
        return _totals(self.taken)

    @property
    def reviewed(self) -> int:
        """Participants somebody has accepted or locked."""
        return sum(1 for one in self.taken if one["mark"])

    @property
    def small(self) -> bool:
        """Fewer participants than it needs."""
        return 0 < len(self.taken) < int(self.session["minimum"])


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


def by_unit(content: Content, *, most: int = 15) -> list[tuple[str, int, float]]:
    """Name, places and cost of the units with most places."""
    count: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    for one in participants(content):
        count[one["unit"]] += 1
        cost[one["unit"]] += one["cost"]
    ranked = sorted(count, key=lambda name: (-count[name], name))[:most]
    return [(name, count[name], float(cost[name])) for name in ranked]


def _totals(rows: Sequence[dict[str, Any]]) -> Totals:
    return Totals(
        len(rows), len({one["asn_id"] for one in rows}), float(sum(one["cost"] for one in rows)),
        float(sum(one["benefit"] for one in rows)),
    )  # fmt: skip

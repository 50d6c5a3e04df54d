"""What of the plans concerns the caller now: what waits for her, what waits for others, what is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from recommender.domain.plan_codes import APPROVED, PROPOSED, RETURNED, SUBMITTED, UNDER_REVIEW
from recommender.store.plans import PlanRow, Plans
from recommender.web.context import caller, services
from recommender.web.plan_access import is_visible
from recommender.web.plan_figures import totals

_MOST: Final = 1000
_EDITED: Final = (PROPOSED, UNDER_REVIEW, RETURNED)
_costs: Final[WeakKeyDictionary[Plans, dict[tuple[str, int], float]]] = WeakKeyDictionary()
"""Cost of each plan by revision: a revision never changes, and reading one takes long."""


@dataclass(frozen=True)
class OpenPlans:
    """Plans that somebody has to decide on."""

    mine: list[PlanRow]
    """Submitted plans that the caller may approve, and her own that are not submitted yet."""
    submitted: list[PlanRow]
    """Plans that wait for another's approval."""
    others: int
    """Plans that others have not submitted yet."""


@dataclass(frozen=True)
class Spent:
    """What plans of one year cost, in rupiah."""

    approved: float
    plans: int
    """Approved plans."""
    submitted: float


def plans_in_sight() -> list[PlanRow]:
    """The plans in sight of the caller that are to be decided on or are approved."""
    rows = services().plans.recent(states=(*_EDITED, SUBMITTED, APPROVED), most=_MOST)
    return [one for one in rows if is_visible(one)]


def open_plans(rows: Sequence[PlanRow]) -> OpenPlans:
    """Those of the plans in sight that are not decided on."""
    asked = [one for one in rows if one.state == SUBMITTED]
    edited = [one for one in rows if one.state in _EDITED]
    hands = services().plans.hands([one.plan_id for one in asked])
    me = caller()
    to_approve = [one for one in asked if me.role == "approver" and me.key_id not in hands[one.plan_id]]
    own = [one for one in edited if one.created_by == me.key_id]
    waiting = [one for one in asked if one not in to_approve]
    return OpenPlans([*to_approve, *own], waiting, len(edited) - len(own))


def spent(rows: Sequence[PlanRow], *, year: int) -> Spent:
    """What those of the plans in sight that are of ``year`` cost."""
    rows = [one for one in rows if one.request["year"] == year]
    approved = [_cost(one) for one in rows if one.state == APPROVED]
    return Spent(sum(approved), len(approved), sum(_cost(one) for one in rows if one.state == SUBMITTED))


def _cost(row: PlanRow) -> float:
    known = _costs.setdefault(services().plans, {})
    key = (row.plan_id, row.revision)
    if key not in known:
        content = services().plans.view(row.plan_id).content
        known[key] = totals(content).cost if content is not None else 0.0
    return known[key]

"""What the routes and the pages of plans share: whose plans are seen, and how refusals are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from recommender.domain.plan_codes import STOPS
from recommender.errors import BadInput, Conflict, NotPermitted
from recommender.store.plan_content import Decision
from recommender.store.plans import PlanRow, PlanView
from recommender.web.context import caller, served, services
from recommender.web.problems import FieldError, RequestRefused
from recommender.web.scope import within


def is_visible(row: PlanRow) -> bool:
    """Whether the plan is of the caller's unit or one below; everything without a unit."""
    units = served().bundle.units
    return within(units, units.ids.row(row.unit_id or ""), root=caller().unit_id)


def visible_plan(plan_id: str) -> PlanView:
    """A plan the caller may see.

    Raises
    ------
    RequestRefused
        ``PLAN_UNKNOWN``: absent or foreign, the same answer.
    """
    view = services().plans.view(plan_id)
    _require_visible(view.row)
    return view


def _require_visible(row: PlanRow) -> None:
    if not is_visible(row):
        raise RequestRefused("PLAN_UNKNOWN")


def visible_plans() -> Sequence[PlanRow]:
    """The newest plans the caller may see, newest first."""
    return [one for one in services().plans.recent() if is_visible(one)]


def decide(
    plan_id: str, decision: Decision, *, revision: int, digest: str = "", request_key: str | None = None
) -> dict[str, Any]:
    """Decide on a visible plan as the caller.

    Raises
    ------
    RequestRefused
        ``ROLE_NOT_PERMITTED`` for an approval or return by another than an approver; what
        :meth:`recommender.store.plans.Plans.decide` and ``stop`` refuse, told in ``errors``.
    """
    row = services().plans.row(plan_id)  # the content is read once, where the decision is made
    _require_visible(row)
    if decision.action in ("APPROVE", "RETURN") and caller().role != "approver":
        raise RequestRefused("ROLE_NOT_PERMITTED")
    with _told():
        if decision.action in STOPS:
            state = services().plans.stop(caller(), plan_id, action=decision.action)
            return {"plan_id": plan_id, "state": state, "revision": row.revision, "digest": ""}
        return services().plans.decide(
            caller(), plan_id, decision, revision=revision, digest=digest, request_key=request_key
        )


@contextmanager
def _told() -> Iterator[None]:
    """A refusal of the store with its own text: who was faster, which ceiling, which class."""
    try:
        yield
    except (BadInput, Conflict, NotPermitted) as refused:
        raise RequestRefused(refused.code, errors=(FieldError("plan", refused.text),)) from None

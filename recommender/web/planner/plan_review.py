"""One plan: its progress, the review of its sessions, decisions, approval and export."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from flask import Blueprint, redirect
from pydantic import Field, StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain import codes
from recommender.domain.plan_codes import (
    ACTIONS,
    DECLINED,
    EDITS,
    PLANNING,
    REASONED,
    REASONS,
    STATES,
    STOPS,
    TRANSITIONS,
)
from recommender.store.plan_content import Decision, small_classes
from recommender.store.plans import PlanView
from recommender.web.context import caller, services
from recommender.web.plan_access import decide, visible_plan
from recommender.web.plan_figures import by_unit, cohorts, totals
from recommender.web.plan_routes import export_answer
from recommender.web.planner.needs import Id
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery, OneOf

blueprint = Blueprint("plan_review_pages", __name__)

SHOWN: Final = 50
"""Newest decisions on the page; the export has all."""
_APPROVER: Final = ("APPROVE", "RETURN")


class PersonQuery(Fields):
    """Whose place is decided on."""

    asn: Id = ""


class DecisionForm(Fields):
    """A decision as the forms send it; what its action does not use is left aside."""

    action: Annotated[str, OneOf((*TRANSITIONS, *STOPS))]
    revision: int = Field(0, ge=0, le=1_000_000)
    session_id: Id = ""
    asn_id: Id = ""
    replacement: Id = ""
    reason: Annotated[str, OneOf(("", *REASONS))] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    digest: Id = ""


class ExportForm(Fields):
    """Whether NIP and names stand in the file."""

    nama: bool = False


@blueprint.get("/rencana/<plan_id>")
@page(roles=PEOPLE_ROLES, summary="Satu rencana: kemajuan atau telaah.")
def show_plan(plan_id: str, *, query: NoQuery) -> AnyResponse:
    """Progress while it is computed, else what it holds and what may be decided."""
    view = visible_plan(plan_id)
    shared: dict[str, Any] = {"row": view.row, "states": STATES, "date": date}
    if view.content is None:
        return show("plan_waiting.html", waits=view.row.state == PLANNING, **shared)
    content = view.content
    return show(
        "plan.html", view=view, content=content, total=totals(content), cohorts=cohorts(content),
        units=by_unit(content), small=small_classes(content), history=view.history[::-1][:SHOWN],
        actions=ACTIONS, reasons=REASONS, possible=possible_actions(view), own=_hands(view), **shared,
    )  # fmt: skip


@blueprint.get("/rencana/<plan_id>/angkatan/<session_id>")
@page(roles=PEOPLE_ROLES, summary="Telaah satu angkatan.", query=PersonQuery)
def show_cohort(plan_id: str, session_id: str, *, query: PersonQuery) -> AnyResponse:
    """Participants with their reasons, reserves, and the form for one of them."""
    view = visible_plan(plan_id)
    found = [one for one in cohorts(view.content or {"sessions": [], "places": []}) if _is(one, session_id)]
    if view.content is None or not found:
        raise RequestRefused("ROUTE_UNKNOWN")
    (cohort,) = found
    places = [*cohort.taken, *cohort.reserves, *cohort.gone]
    known = services().files.people(view.content["snapshot"], {one["asn_id"] for one in places})
    names = {one["asn_id"]: one["asn_id"] for one in places}
    names |= {asn_id: one.name for asn_id, one in known.items() if one.name}
    return show(
        "plan_cohort.html", row=view.row, cohort=cohort, names=names, grades=codes.GRADES, states=STATES,
        editable=bool(set(possible_actions(view)) & set(EDITS)), actions=ACTIONS, reasons=REASONS, date=date,
        chosen=next((one for one in cohort.taken if one["asn_id"] == query.asn), None),
        history=[one for one in view.history if one.session_id == session_id][::-1],
    )  # fmt: skip


def _is(cohort: Any, session_id: str) -> bool:
    return bool(cohort.session["session_id"] == session_id)


@blueprint.post("/rencana/<plan_id>/putusan")
@page(roles=PEOPLE_ROLES, summary="Memutuskan atas rencana.", form=DecisionForm)
def decide_on(plan_id: str, *, query: NoQuery, form: DecisionForm) -> AnyResponse:
    """One decision, then back to where it was made."""
    made = Decision(
        form.action, form.session_id, form.asn_id, form.replacement if form.action == "SWAP" else "",
        form.reason if form.action in REASONED else "", form.note,
    )  # fmt: skip
    decide(plan_id, made, revision=form.revision, digest=form.digest)
    back = f"/angkatan/{form.session_id}" if form.action in EDITS else ""
    return redirect(f"/rencana/{plan_id}{back}", 303)


@blueprint.post("/rencana/<plan_id>/ulang")
@page(roles=PEOPLE_ROLES, summary="Menyusun ulang dengan kunci dan penolakan sekarang.", posts=True)
def again(plan_id: str, *, query: NoQuery) -> AnyResponse:
    """A new plan that keeps what was locked and leaves out what was declined."""
    view = visible_plan(plan_id)
    request = dict(view.row.request)
    places = (view.content or {"places": []})["places"]
    pairs = {(one["asn_id"], one["session_id"]): one for one in places}
    locked = [[*pair] for pair, one in pairs.items() if one["mark"] == "LOCKED"]
    declined = [[*pair] for pair, one in pairs.items() if one["status"] == DECLINED]
    request["ban"] = [*request["ban"], *(one for one in declined if one not in request["ban"])]
    kept = [one for one in request["lock"] if one not in request["ban"]]
    request["lock"] = [*kept, *(one for one in locked if one not in kept)]
    title = f"{view.row.title[:110]} (ulang)"
    return redirect(f"/rencana/{services().plans.create(caller(), title=title, request=request)}", 303)


@blueprint.post("/rencana/<plan_id>/rencana.xlsx")
@page(roles=PEOPLE_ROLES, summary="Mengekspor rencana.", form=ExportForm)
def export(plan_id: str, *, query: NoQuery, form: ExportForm) -> AnyResponse:
    """The sheets that are handed in."""
    return export_answer(visible_plan(plan_id), with_names=form.nama)


def possible_actions(view: PlanView) -> list[str]:
    """What the caller may decide in the plan's state."""
    return [
        action
        for action, (states, _) in TRANSITIONS.items()
        if view.row.state in states
        and (action not in _APPROVER or caller().role == "approver")
        and not (action == "APPROVE" and _hands(view))
    ]


def _hands(view: PlanView) -> bool:
    """Whether the caller made, changed or submitted the plan, so that another must approve it."""
    mine = caller().key_id
    changed = any(one.key_id == mine and one.action in (*EDITS, "SUBMIT") for one in view.history)
    return changed or view.row.created_by == mine

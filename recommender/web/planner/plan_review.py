"""One plan: its progress, the review of its sessions, decisions, approval and export."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlencode

import numpy as np
from flask import Blueprint, redirect
from pydantic import Field, StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain import codes
from recommender.domain.plan_codes import (
    ACTIONS,
    EDITS,
    PLANNING,
    REASONED,
    REASONS,
    STATES,
    STOPS,
    TRANSITIONS,
)
from recommender.store.plan_content import Decision
from recommender.store.plans import PlanView, Revision
from recommender.web.context import caller, services
from recommender.web.plan_access import decide, visible_plan
from recommender.web.plan_figures import figures_of
from recommender.web.plan_routes import export_answer
from recommender.web.planner.needs import Id
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import Table, TableQuery, cut
from recommender.web.planner.plan_done import done
from recommender.web.planner.plan_words import conflicts, outcomes, prices, rules_in_force, session_name
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery, OneOf

blueprint = Blueprint("plan_review_pages", __name__)

UNITS_SHOWN: Final = 15
"""Units with most places; a link shows all."""
SHOWN: Final = 50
"""Newest decisions on the page; the export has all."""
ON_A_PAGE: Final = 100
"""Participants of one session; a class online may have a thousand."""
_APPROVER: Final = ("APPROVE", "RETURN")
_SIGNED: Final = ("SUBMIT", "APPROVE")
"""Decisions by which somebody answers for all that the plan holds."""
_AT_THE_FORM: Final = ("PLAN_SWAP_REFUSED", "PLAN_REASON_MISSING", "PLAN_PLACE_LOCKED", "PLAN_PLACE_UNKNOWN")
"""Refusals that are told beside the form that was sent."""


class DoneQuery(Fields):
    """The revision that the caller has just made, so that the page says what was done."""

    sesudah: int = Field(0, ge=0, le=1_000_000)


class PlanQuery(DoneQuery):
    """Whether all units are shown, or those with most places."""

    unit: Literal["", "semua"] = ""


class CohortQuery(TableQuery, DoneQuery):
    """Which participants are shown, and whose place is decided on."""

    asn: Id = ""


class DecisionForm(TableQuery):
    """A decision as the forms send it, and the page of the table it was made on; what its action does not
    use is left aside."""

    action: Annotated[str, OneOf((*TRANSITIONS, *STOPS))]
    revision: int = Field(0, ge=0, le=1_000_000)
    session_id: Id = ""
    asn_id: Id = ""
    replacement: Id = ""
    reason: Annotated[str, OneOf(("", *REASONS))] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    digest: Id = ""
    mengetahui: bool = False
    """Whoever submits or approves knows that some participants are not reviewed."""


class ExportForm(Fields):
    """Which file, and whether NIP and names stand in it."""

    nama: bool = False
    isi: Literal["", "renbangkom"] = ""


@blueprint.get("/rencana/<plan_id>")
@page(roles=PEOPLE_ROLES, summary="Satu rencana: kemajuan atau telaah.", query=PlanQuery)
def show_plan(plan_id: str, *, query: PlanQuery) -> AnyResponse:
    """Progress while it is computed, else what it holds and what may be decided."""
    return _plan(visible_plan(plan_id), query)


def _plan(view: PlanView, query: PlanQuery, *, unsigned: str = "") -> AnyResponse:
    """The page of a plan; ``unsigned`` is what was asked for without a tick at what nobody has reviewed."""
    shared: dict[str, Any] = {"row": view.row, "states": STATES, "date": date}
    if view.content is None:
        waits = view.row.state == PLANNING
        return show("plan_waiting.html", waits=waits, conflicts=conflicts(view.row), **shared)
    content, figures = view.content, figures_of(view)
    return show(
        "plan.html", status=422 if unsigned else 200, unsigned=unsigned, done=done(view, query.sesudah),
        view=view, content=content, total=figures.total, held=figures.cohorts,
        cohorts=figures.cohorts.values(), waiting=figures.waiting,
        rules=rules_in_force(content), outcomes=outcomes(content), prices=prices(content),
        draws=content.get("draws", ()), broken=view.broken,
        small=[session_name(one) for one in figures.small], units=figures.units,
        units_shown=None if query.unit else UNITS_SHOWN,
        history=view.history[::-1][:SHOWN],
        actions=ACTIONS, reasons=REASONS, possible=possible_actions(view),
        own=caller().key_id in view.hands, **shared,
    )  # fmt: skip


@blueprint.get("/rencana/<plan_id>/angkatan/<session_id>")
@page(roles=PEOPLE_ROLES, summary="Telaah satu angkatan.", query=CohortQuery)
def show_cohort(plan_id: str, session_id: str, *, query: CohortQuery) -> AnyResponse:
    """Participants with their reasons, reserves, and the form for one of them."""
    return _cohort(
        visible_plan(plan_id),
        DecisionForm(
            action="ACCEPT", revision=0, session_id=session_id, asn_id=query.asn, urut=query.urut,
            arah=query.arah, hal=query.hal,
        ),
        sesudah=query.sesudah,
    )  # fmt: skip


def _cohort(
    view: PlanView, form: DecisionForm, *, faults: Sequence[str] = (), sesudah: int = 0
) -> AnyResponse:
    """The page of a session with the form for one person; ``faults`` say why it was not accepted."""
    cohort = figures_of(view).cohorts.get(form.session_id)
    if cohort is None:
        raise RequestRefused("ROUTE_UNKNOWN")
    table = _participants(cohort.taken, form)
    shown = [cohort.taken[at] for at in table.rows.tolist()]
    chosen = next((one for one in cohort.taken if one["asn_id"] == form.asn_id), None)
    history = [one for one in view.history if one.session_id == form.session_id][::-1]
    ids = {one["asn_id"] for one in (*shown, *cohort.reserves, *cohort.gone, *filter(None, [chosen]))}
    ids |= {name for one in history for name in (one.asn_id, one.replacement) if name}
    names = _names(view, ids)
    return show(
        "plan_cohort.html", status=422 if faults else 200, row=view.row, cohort=cohort,
        table=table, shown=shown, done=done(view, sesudah, names=names),
        names=names, grades=codes.GRADES, states=STATES, form=form, faults=faults,
        editable=bool(set(possible_actions(view)) & set(EDITS)), actions=ACTIONS, reasons=REASONS, date=date,
        chosen=chosen, draws=_draws(view, form.session_id), broken=view.broken, history=history,
    )  # fmt: skip


def _participants(taken: Sequence[Mapping[str, Any]], query: TableQuery) -> Table:
    """A page of them; the column of marks has first whom nobody has reviewed yet."""
    columns = {
        "manfaat": np.array([one["benefit"] for one in taken], np.float64),
        "jabatan": np.array([one["position"] for one in taken], np.str_),
        "unit": np.array([one["unit"] for one in taken], np.str_),
        "telaah": np.array([not one["mark"] for one in taken], np.int8),
    }
    return cut(np.arange(len(taken)), columns=columns, query=query, size=ON_A_PAGE)


def _names(view: PlanView, ids: Collection[str]) -> dict[str, str]:
    """People of the plan by name, or by asn_id where no name is known here."""
    known = services().files.people((view.content or {"snapshot": ""})["snapshot"], ids)
    return {one: known[one].name if one in known and known[one].name else one for one in ids}


def _draws(view: PlanView, session_id: str) -> list[dict[str, Any]]:
    return [one for one in (view.content or {}).get("draws", ()) if one["session_id"] == session_id]


@blueprint.post("/rencana/<plan_id>/putusan")
@page(roles=PEOPLE_ROLES, summary="Memutuskan atas rencana.", form=DecisionForm)
def decide_on(plan_id: str, *, query: NoQuery, form: DecisionForm) -> AnyResponse:
    """One decision, then back to where it was made; a refusal is told there, and nothing typed is lost."""
    note = form.note
    if form.action in _SIGNED:
        view = visible_plan(plan_id)
        unread = _unread(view, form)
        if unread and not form.mengetahui:
            return _plan(view, PlanQuery(sesudah=0), unsigned=form.action)
        note = note or unread
    made = Decision(
        form.action, form.session_id, form.asn_id, form.replacement if form.action == "SWAP" else "",
        form.reason if form.action in REASONED else "", note,
    )  # fmt: skip
    try:
        decided = decide(plan_id, made, revision=form.revision, digest=form.digest)
    except RequestRefused as refused:
        return _refusal(visible_plan(plan_id), form, made, refused)
    return redirect(f"/rencana/{plan_id}{_back(form, int(decided['revision']))}", 303)


def _unread(view: PlanView, form: DecisionForm) -> str:
    """What nobody has reviewed, as the history keeps it; empty where nothing is left, and where the decision
    is refused for another reason anyway."""
    if form.revision != view.row.revision or form.action not in possible_actions(view):
        return ""
    waiting = figures_of(view).waiting
    people = sum(one.waiting for one in waiting)
    # What is kept is Indonesian, whatever the language of the page.
    return f"Dengan {people} peserta di {len(waiting)} angkatan yang belum ditelaah." if people else ""


def _back(form: DecisionForm, revision: int) -> str:
    """To the plan, or to the page of the session where the person stood; it says what was done."""
    if form.action in STOPS:
        return ""
    if form.action not in EDITS:
        return f"?sesudah={revision}"
    where = {"urut": form.urut, "arah": form.arah, "hal": form.hal} if form.hal > 1 or form.urut else {}
    return f"/angkatan/{quote(form.session_id)}?{urlencode({**where, 'sesudah': revision})}#hasil"


def _refusal(view: PlanView, form: DecisionForm, made: Decision, refused: RequestRefused) -> AnyResponse:
    """Why the decision was not taken: beside the form, or beside what somebody else decided meanwhile."""
    if refused.code == "PLAN_EDITED" and form.revision <= view.row.revision:
        return _conflict(view, form, made)
    if form.action in EDITS and refused.code in _AT_THE_FORM:
        return _cohort(view, form, faults=[*(one.text for one in refused.errors), refused.fix])
    raise refused


def _conflict(view: PlanView, form: DecisionForm, made: Decision) -> AnyResponse:
    """What others decided since the caller looked, and what she meant to decide."""
    whole = made.action not in EDITS
    since = [
        one for one in view.history
        if one.revision > form.revision and (whole or one.session_id in ("", made.session_id))
    ]  # fmt: skip
    both: list[Decision | Revision] = [made, *since]
    ids = {name for one in both for name in (one.asn_id, one.replacement) if name}
    return show(
        "plan_conflict.html", status=409, row=view.row, form=form, mine=made, since=since,
        names=_names(view, ids),
        actions=ACTIONS, reasons=REASONS, states=STATES, possible=made.action in possible_actions(view),
    )  # fmt: skip


@blueprint.post("/rencana/<plan_id>/rencana.xlsx")
@page(roles=PEOPLE_ROLES, summary="Mengekspor rencana.", form=ExportForm)
def export(plan_id: str, *, query: NoQuery, form: ExportForm) -> AnyResponse:
    """The sheets that are handed in."""
    return export_answer(visible_plan(plan_id), with_names=form.nama, renbangkom=form.isi == "renbangkom")


def possible_actions(view: PlanView) -> list[str]:
    """What the caller may decide in the plan's state."""
    return [
        action
        for action, (states, _) in TRANSITIONS.items()
        if view.row.state in states
        and (action not in _APPROVER or caller().role == "approver")
        and not (action == "APPROVE" and caller().key_id in view.hands)
    ]

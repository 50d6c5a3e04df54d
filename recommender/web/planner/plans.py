"""Rencana: the list, a new one, and two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from flask import Blueprint, redirect
from flask_babel import gettext
from pydantic import Field
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain.plan_codes import STATES
from recommender.domain.plan_rules import PLAN_FIELDS, SWITCH
from recommender.domain.plan_sentences import PLAN_RULE_NAMES
from recommender.store.plans import PlanRow, PlanView
from recommender.web.context import caller, served, services
from recommender.web.plan_access import visible_plan, visible_plans
from recommender.web.plan_figures import figures_of
from recommender.web.plan_routes import request_values
from recommender.web.planner.field_names import FIELD_NAMES
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.planner.plan_form import NewPlan, form_of, new_form
from recommender.web.planner.plan_reading import FormRefused, read_plan, sessions_ahead
from recommender.web.planner.plan_words import rules_beside
from recommender.web.request_models import NoQuery

blueprint = Blueprint("plan_pages", __name__)


class NewQuery(Fields):
    """The plan a new one starts from."""

    dari: str = Field("", max_length=64)


class CompareQuery(Fields):
    """Two plans."""

    a: str = Field("", max_length=64)
    b: str = Field("", max_length=64)


@blueprint.get("/rencana")
@page(roles=PEOPLE_ROLES, summary="Daftar rencana.", query=TableQuery)
def list_plans(*, query: TableQuery) -> AnyResponse:
    """The plans of the caller's unit and below, newest first."""
    rows = visible_plans()
    age = np.arange(len(rows), 0, -1)
    columns = {"dibuat": age, "nama": np.array([one.title for one in rows], np.str_)}
    table = cut(np.arange(len(rows)), columns=columns, query=query)
    comparable = [one for one in rows if one.revision]
    return show("plans.html", rows=rows, table=table, states=STATES, comparable=comparable)


@blueprint.get("/rencana/baru")
@page(roles=PEOPLE_ROLES, summary="Formulir rencana baru.", query=NewQuery)
def new_plan(*, query: NewQuery) -> AnyResponse:
    """The form: empty, or as an earlier plan was asked for, with its locks and refusals."""
    return _form(form_of(visible_plan(query.dari)) if query.dari else new_form(), {}, status=200)


@blueprint.post("/rencana/baru")
@page(roles=PEOPLE_ROLES, summary="Meminta rencana baru.", form=NewPlan)
def ask_plan(*, query: NoQuery, form: Any) -> AnyResponse:
    """Ask for it and watch; what cannot be read is told beside its field."""
    try:
        asked = read_plan(form)
    except FormRefused as refused:
        return _form(form, refused.errors, status=422)
    title = asked.title or gettext("Rencana %(year)s", year=asked.year)
    plan_id = services().plans.create(caller(), title=title, request=request_values(asked))
    return redirect(f"/rencana/{plan_id}", 303)


def _form(form: Any, errors: Mapping[str, str], *, status: int) -> AnyResponse:
    bundle = served().bundle
    return show(
        "plan_new.html", status=status, form=form, errors=errors, fields=PLAN_FIELDS, labels=FIELD_NAMES,
        rule_names=PLAN_RULE_NAMES, switch=SWITCH, sessions=sessions_ahead(bundle), as_of=bundle.as_of,
    )  # fmt: skip


@blueprint.get("/rencana/bandingkan")
@page(roles=PEOPLE_ROLES, summary="Dua rencana berdampingan.", query=CompareQuery)
def compare(*, query: CompareQuery) -> AnyResponse:
    """Figures, settings and sessions of two plans; the form where they are not named."""
    views = [visible_plan(one) for one in (query.a, query.b) if one]
    choices: list[PlanRow] = [one for one in visible_plans() if one.revision]
    ready = len(views) == 2 and all(one.content is not None for one in views)
    sides = _sides(*views) if ready else []
    rules = rules_beside(*(one["content"] for one in sides)) if sides else []
    return show("plan_compare.html", sides=sides, choices=choices, query=query, rules=rules)


def _sides(first: PlanView, second: PlanView) -> list[dict[str, Any]]:
    """Both plans, with how many places they share."""
    sides = [_side(first), _side(second)]
    same = len(figures_of(first).taken & figures_of(second).taken)
    return [{**one, "same": same} for one in sides]


def _side(view: PlanView) -> dict[str, Any]:
    figures = figures_of(view)
    return {
        "row": view.row,
        "content": figures.content,
        "total": figures.total,
        "seats": {session: len(one.taken) for session, one in figures.cohorts.items()},
        "titles": {session: one.session["title"] for session, one in figures.cohorts.items()},
    }

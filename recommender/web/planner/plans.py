"""Rencana: the list, a new one, and two side by side."""

from __future__ import annotations

from typing import Annotated, Any, Final

import numpy as np
from flask import Blueprint, redirect
from pydantic import BeforeValidator, Field, create_model
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain.days import to_date, to_day
from recommender.domain.plan_codes import STATES
from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.store.plans import PlanRow, PlanView
from recommender.web.context import caller, served, services
from recommender.web.plan_access import visible_plan, visible_plans
from recommender.web.plan_figures import cohorts, totals
from recommender.web.plan_models import PlanRequest, Title, Year
from recommender.web.plan_routes import request_values
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.request_models import NoQuery

blueprint = Blueprint("plan_pages", __name__)


def _number(value: Any) -> Any:
    """A field of a form: nothing where it is empty, a comma or a point before decimals."""
    text = str(value).strip().replace(",", ".")
    return text or None


_FIELDS: Final[dict[str, Any]] = {
    one.code: (
        Annotated[float | None, BeforeValidator(_number)],
        Field(None, ge=one.low, le=one.high, allow_inf_nan=False),
    )
    for one in PLAN_FIELDS
}
_Rules: Final[Any] = create_model("_Rules", __base__=Fields, **_FIELDS)


class NewPlan(_Rules):  # type: ignore[misc]  # made of the fields of PLAN_FIELDS
    """A plan as the form asks for it; fields are named as in the API, so that failures name them."""

    title: Title = ""
    year: Year
    budget: Annotated[float | None, BeforeValidator(_number), Field(ge=0, le=1e15, allow_inf_nan=False)] = (
        None
    )


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
@page(roles=PEOPLE_ROLES, summary="Formulir rencana baru.")
def new_plan(*, query: NoQuery) -> AnyResponse:
    """The form; years are those in which sessions start."""
    bundle = served().bundle
    start = bundle.catalogue.session_start
    years = sorted({to_date(int(one)).year for one in start[start > to_day(bundle.as_of)]})
    return show("plan_new.html", years=years, fields=PLAN_FIELDS, as_of=bundle.as_of)


@blueprint.post("/rencana/baru")
@page(roles=PEOPLE_ROLES, summary="Meminta rencana baru.", form=NewPlan)
def ask_plan(*, query: NoQuery, form: Any) -> AnyResponse:
    """Ask for it and watch."""
    rules = {name: value for name in _FIELDS if (value := getattr(form, name)) is not None}
    asked = PlanRequest.model_validate(
        {"title": form.title, "year": form.year, "budget": form.budget, "rules": rules}
    )
    title = asked.title or f"Rencana {asked.year}"
    plan_id = services().plans.create(caller(), title=title, request=request_values(asked))
    return redirect(f"/rencana/{plan_id}", 303)


@blueprint.get("/rencana/bandingkan")
@page(roles=PEOPLE_ROLES, summary="Dua rencana berdampingan.", query=CompareQuery)
def compare(*, query: CompareQuery) -> AnyResponse:
    """Figures, settings and sessions of two plans; the form where they are not named."""
    views = [visible_plan(one) for one in (query.a, query.b) if one]
    choices: list[PlanRow] = [one for one in visible_plans() if one.revision]
    ready = len(views) == 2 and all(one.content is not None for one in views)
    sides = _sides(*views) if ready else []
    return show("plan_compare.html", sides=sides, choices=choices, query=query, fields=PLAN_FIELDS)


def _sides(first: PlanView, second: PlanView) -> list[dict[str, Any]]:
    """Both plans, with how many places they share."""
    sides = [_side(first), _side(second)]
    same = len(sides[0]["places"] & sides[1]["places"])
    return [{**one, "same": same} for one in sides]


def _side(view: PlanView) -> dict[str, Any]:
    content = view.content or {}
    held = cohorts(content)
    return {
        "row": view.row, "content": content, "total": totals(content),
        "seats": {one.session["session_id"]: len(one.taken) for one in held},
        "titles": {one.session["session_id"]: one.session["title"] for one in held},
        "places": {(place["asn_id"], place["session_id"]) for one in held for place in one.taken},
    }  # fmt: skip

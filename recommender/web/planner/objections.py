"""Keberatan: who objects to automatic ranking, and how an objection ends."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal

import numpy as np
from flask import Blueprint, redirect
from pydantic import StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain.codes import OBJECTION_OUTCOMES
from recommender.errors import Conflict
from recommender.features.identifiers import UNKNOWN
from recommender.web.context import caller, served, services
from recommender.web.planner.naming import name_people
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.request_models import NoQuery
from recommender.web.scope import require_person, visible_person

blueprint = Blueprint("objection_pages", __name__)


class End(Fields):
    """How an objection ended, and what was agreed."""

    hasil: Literal["WITHDRAWN", "RESOLVED"]
    catatan: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@blueprint.get("/keberatan")
@page(roles=PEOPLE_ROLES, summary="Keberatan yang berlaku, dan cara mengakhirinya.", query=TableQuery)
def open_objections(*, query: TableQuery) -> AnyResponse:
    """Objections in force of the people the caller may see, those that wait longest first."""
    bundle = served().bundle
    found = [
        (row, one) for one in services().open_objections() if (row := visible_person(one.asn_id)) != UNKNOWN
    ]
    table = cut(np.arange(len(found)), columns={"sejak": np.arange(len(found), 0, -1)}, query=query)
    shown = [found[at] for at in table.rows]
    named = name_people(bundle, [row for row, _ in shown])
    courses = bundle.catalogue.courses.rows([one.course_id for _, one in shown])
    return show(
        "objections.html", table=table, outcomes=OBJECTION_OUTCOMES,
        rows=[
            (person, one, bundle.catalogue.texts[course].title if course != UNKNOWN else one.course_id)
            for person, (_, one), course in zip(named, shown, courses, strict=True)
        ],
    )  # fmt: skip


@blueprint.post("/asn/<asn_id>/keberatan/akhir")
@page(roles=PEOPLE_ROLES, summary="Mengakhiri keberatan, dengan catatan.", form=End)
def end(asn_id: str, *, query: NoQuery, form: End) -> AnyResponse:
    """Write down how it ended; where somebody did so a moment ago that one stands."""
    require_person(asn_id)
    with suppress(Conflict):
        services().end_objection(asn_id, outcome=form.hasil, note=form.catatan, caller=caller())
    return redirect("/keberatan", 303)

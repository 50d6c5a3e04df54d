"""Rancangan program: courses worth creating, the people behind each, courses beside each other, export."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from flask import Blueprint, redirect
from werkzeug.wrappers import Response as AnyResponse

from recommender.domain import codes
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.domain.rules import RULE_NAMES
from recommender.evaluation.groups import SMALLEST
from recommender.programme.words import REASON_WORDS, place_name
from recommender.web.context import served, services
from recommender.web.planner.naming import name_people
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.planner.programme_view import View, count
from recommender.web.planner.scope import link, top
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery
from recommender.web.workbook_answer import workbook_answer

blueprint = Blueprint("programme_pages", __name__)

_BESIDE: Final = 2
"""Units named beside a proposal in the list."""
_OFFICES: Final = 10
"""Units named on a proposal's own page."""


class ProposalQuery(TableQuery):
    """Which proposals are listed: of one reason; also those with too few people for a class."""

    sebab: Literal["", "NO_COURSE", "END_LEVEL", "START_LEVEL", "FORM", "DISTANCE", "RULES"] = ""
    ukuran: Literal["", "semua"] = ""


class ProgrammeForm(Fields):
    """What to export; names only where they are asked for."""

    nama: bool = False


def _waits() -> AnyResponse:
    """The design of this version is not made yet; the page loads itself again."""
    return show("programme_waiting.html", version=served().version)


@blueprint.get("/program")
@page(roles=PEOPLE_ROLES, summary="Rancangan program: pelatihan yang layak dibuat.", query=ProposalQuery)
def worth_creating(*, query: ProposalQuery) -> AnyResponse:
    """Courses worth creating, most expected benefit first, and why needs are served by none."""
    view = View.of_caller()
    if view is None:
        return _waits()
    listed = [
        one
        for one in view.proposals()
        if query.sebab in ("", one.proposal.reason) and (query.ukuran or one.proposal.enough)
    ]
    names = np.array(view.programme.province.competencies.names, np.str_)
    each = [one.proposal for one in listed]
    columns = {
        "poin": np.array([one.value for one in each]),
        "nama": names[[one.competency for one in each]] if each else np.zeros(0, np.str_),
        "asn": np.array([one.people for one in each]),
        "jp": np.array([one.jp for one in each]),
        "biaya": np.array([one.cost for one in each]),
    }
    table = cut(np.arange(len(each)), columns=columns, query=query, sebab=query.sebab, ukuran=query.ukuran)
    return show(
        "programme.html", table=table, names=names, forms=codes.FORMS, query=query, reasons=REASON_WORDS,
        rows=[(listed[row], view.offices(each[row], most=_BESIDE)) for row in table.rows.tolist()],
        counts=view.programme.by_reason(view.seen), unit=link(top()), view=view, smallest=SMALLEST,
    )  # fmt: skip


@blueprint.get("/program/usulan/<key>")
@page(roles=PEOPLE_ROLES, summary="Satu usulan pelatihan: siapa, di mana, manfaatnya.", query=TableQuery)
def proposal(key: str, *, query: TableQuery) -> AnyResponse:
    """The people of one proposal, and where there would be enough of them for a class."""
    view = View.of_caller()
    if view is None:
        return _waits()
    whole = view.programme.find(key)
    if whole is None or not view.seen[whole.person].any():
        raise RequestRefused("ROUTE_UNKNOWN")
    shown, province = view.shown(whole), view.programme.province
    one = shown.proposal
    columns = {"poin": one.benefit, "level": one.level, "standar": one.required}
    table = cut(np.arange(one.people), columns=columns, query=query)
    return show(
        "programme_proposal.html", table=table, one=one, shown=shown, view=view, rules=RULE_NAMES,
        name=province.competencies.names[one.competency], forms=codes.FORMS, reasons=REASON_WORDS,
        competency_id=province.competencies.ids[one.competency], smallest=SMALLEST, unit=link(top()),
        people=name_people(served().bundle, one.person[table.rows].tolist()),
        places=[(place_name(place), place) for place in view.places(one)],
        offices=view.offices(one, most=_OFFICES),
    )  # fmt: skip


@blueprint.get("/program/kursus")
@page(roles=PEOPLE_ROLES, summary="Pelatihan yang tumpang tindih atau tidak dibutuhkan.", query=TableQuery)
def beside_each_other(*, query: TableQuery) -> AnyResponse:
    """Courses that do nearly the same, and those nobody needs, counted over the whole agency."""
    view = View.of_caller()
    if view is None:
        return _waits()
    found, catalogue = view.programme.not_needed, view.programme.province.catalogue
    titles = [catalogue.texts[one.course].title for one in found]
    columns = {
        "boleh": np.array([one.people for one in found]), "nama": np.array(titles, np.str_),
        "kesenjangan": np.array([one.with_gap for one in found]),
        "level": np.array([one.at_level for one in found]),
    }  # fmt: skip
    table = cut(np.arange(len(found)), columns=columns, query=query)
    return show(
        "programme_courses.html", table=table, found=found, overlaps=view.programme.overlaps,
        interval=FOUR_OF_FIVE, catalogue=catalogue, gain=view.programme.province.gain, forms=codes.FORMS,
        scoped=view.scoped, count=count, smallest=SMALLEST,
    )  # fmt: skip


@blueprint.post("/program/program.xlsx")
@page(roles=PEOPLE_ROLES, summary="Mengekspor rancangan program.", form=ProgrammeForm)
def export(*, query: NoQuery, form: ProgrammeForm) -> AnyResponse:
    """The design as a workbook, with what the pages show the caller and nothing more."""
    from recommender.needs.workbook import workbook_bytes  # xlsxwriter: seldom needed, slow to import
    from recommender.programme.sheets import programme_sheets

    view, bundle = View.of_caller(), served().bundle
    if view is None:
        return redirect("/program", 303)
    names = None
    if form.nama:
        known = services().files.people(bundle.snapshot_digest, bundle.people.asn_id[view.seen].tolist())
        found = [known.get(one) for one in bundle.people.asn_id.tolist()]
        names = {
            "NIP": np.array([one.nip if one else "" for one in found], np.str_),
            "Nama": np.array([one.name if one else "" for one in found], np.str_),
        }
    sheets = programme_sheets(
        view.programme, names=names, seen=view.seen, smallest=SMALLEST if view.scoped else 0
    )
    return workbook_answer(workbook_bytes(sheets), name=f"program-{bundle.as_of.isoformat()}")

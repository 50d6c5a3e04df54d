"""ASN: a list, a search that never puts a name or NIP into an address, and everything of one person."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import quote

import numpy as np
from flask import Blueprint, redirect
from flask_babel import gettext
from numpy.typing import NDArray
from pydantic import StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.nip import parse_nip
from recommender.domain.numerals import NOTHING
from recommender.errors import BadInput
from recommender.features.arrays import People
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.needs.entitlement import describe_entitlement
from recommender.needs.gap import reliability
from recommender.ranking.answer import Recommendation
from recommender.ranking.recommend import Options
from recommender.web.context import caller, point_value, served, services
from recommender.web.impact_evidence import Interval
from recommender.web.need_answers import entitlements_of, gaps_of, notes_of
from recommender.web.planner.figures import figures_of
from recommender.web.planner.language import told
from recommender.web.planner.naming import name_people
from recommender.web.planner.needs import Id, UnitQuery
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import cut
from recommender.web.planner.scope import below, link, path_to, require_course, top, wanted_unit
from recommender.web.reference import EXCLUSION_CODES
from recommender.web.request_models import FeedbackRequest, NoQuery
from recommender.web.scope import require_person, visible_person

blueprint = Blueprint("people_pages", __name__)

MOST_FOUND: Final = 50
"""Hits of a search: with more, the words say too little."""
LONGEST_LIST: Final = 10


class Search(Fields):
    """Words of a name, a NIP or an asn_id."""

    kata: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Objection(Fields):
    """What the person objects to, and why."""

    pelatihan: Id
    alasan: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True)
class Attended:
    """One line of a person's history."""

    course_id: str
    title: str
    jp: float
    day: int
    status: str


@blueprint.get("/asn")
@page(roles=PEOPLE_ROLES, summary="Daftar ASN satu unit.", query=UnitQuery)
def people_of_unit(*, query: UnitQuery) -> AnyResponse:
    """The people of a unit, those with the heaviest gaps first."""
    bundle, unit = served().bundle, wanted_unit(query.unit)
    rows = below(unit)
    figures = figures_of(bundle, rules=services().rule_book)
    columns = {
        "poin": figures.points[rows], "kesenjangan": figures.gaps[rows],
        "jp": bundle.people.jp_this_year[rows], "kurang": figures.jp_missing[rows],
        "ipasn": figures.ipasn[rows], "id": bundle.people.asn_id[rows],
    }  # fmt: skip
    table = cut(rows, columns=columns, query=query, unit=query.unit)
    return show(
        "people.html", unit=link(unit), path=path_to(unit), table=table, figures=figures,
        people=name_people(bundle, table.rows), jp=bundle.people.jp_this_year,
    )  # fmt: skip


@blueprint.post("/asn/cari")
@page(roles=PEOPLE_ROLES, summary="Mencari ASN menurut nama, NIP atau asn_id.", form=Search)
def search(*, query: NoQuery, form: Search) -> AnyResponse:
    """One hit leads to the person; more are listed; nobody outside the caller's units is found."""
    bundle = served().bundle
    rows = _found(bundle, form.kata)
    if len(rows) == 1:
        return redirect(_address(str(bundle.people.asn_id[rows[0]])), 303)
    figures = figures_of(bundle, rules=services().rule_book)
    return show(
        "found.html", words=form.kata, total=len(rows), most=MOST_FOUND, figures=figures,
        people=name_people(bundle, rows[:MOST_FOUND]), jp=bundle.people.jp_this_year,
    )  # fmt: skip


def _found(bundle: Bundle, words: str) -> list[int]:
    """Rows of the visible people an asn_id, a NIP or the words of a name stand for."""
    row = visible_person(words)
    if row != UNKNOWN:
        return [row]
    row = _by_nip(bundle, words)
    if row != UNKNOWN:
        return [row] if row in below(top()) else []
    ids = services().files.named_like(bundle.snapshot_digest, words)
    rows = Vocabulary(bundle.people.asn_id).rows(ids) if ids else np.zeros(0, np.int32)
    return [int(one) for one in np.intersect1d(rows, below(top()))]


def _by_nip(bundle: Bundle, words: str) -> int:
    try:
        digits = parse_nip(words).digits
    except BadInput:
        return UNKNOWN
    wanted = services().nip_pseudonym(digits).encode()
    place = int(np.searchsorted(bundle.nip_pseudonym, wanted))
    known = place < len(bundle.nip_pseudonym) and bundle.nip_pseudonym[place] == wanted
    return int(bundle.nip_person[place]) if known else UNKNOWN


@blueprint.get("/asn/<asn_id>")
@page(roles=PEOPLE_ROLES, summary="Satu ASN: kebutuhan, rekomendasi, riwayat, keberatan.")
def person(asn_id: str, *, query: NoQuery) -> AnyResponse:
    """Everything a planner decides by."""
    bundle, row = served().bundle, require_person(asn_id)
    figures = figures_of(bundle, rules=services().rule_book)
    one = bundle.people.take([row])
    gaps, owed = gaps_of(bundle, one, book=figures.book), entitlements_of(bundle, one, book=figures.book)
    objectors, options = services().objectors([asn_id]), Options(n=LONGEST_LIST, include_excluded=True)
    (answer,) = services().recommend_known(
        bundle, [row], as_of=bundle.as_of, options=options, objectors=objectors
    )
    advice = services().advise(bundle, one, as_of=bundle.as_of, options=options, recommendation=answer)
    benefits = [item.benefit for item in answer.items]
    (named,) = name_people(bundle, [row])
    return show(
        "person.html", person=named, path=path_to(named.unit.row) if named.unit.row != UNKNOWN else [],
        facts=_facts(one), figures=figures, jp=float(one.jp_this_year[0]), row=row,
        gaps=gaps, competencies=bundle.competencies, methods=codes.METHODS,
        grades=[reliability(figures.book, method=int(method)) for method in gaps.method],
        owed=[describe_entitlement(owed, row=at) for at in range(len(owed))], answer=answer,
        advice=advice, point_value=point_value(),
        worth=[point_value().of(Interval(b.value, b.low, b.high)) for b in benefits],
        catalogue=bundle.catalogue, forms=codes.FORMS, excluded=_by_code(answer, bundle),
        history=_history(bundle, one), objected=asn_id in objectors, notes=[*answer.notes, *notes_of(bundle)],
        offered=_offered(answer, bundle),
    )  # fmt: skip


@blueprint.post("/asn/<asn_id>/keberatan")
@page(roles=PEOPLE_ROLES, summary="Mencatat keberatan atas pemeringkatan otomatis.", form=Objection)
def object_to(asn_id: str, *, query: NoQuery, form: Objection) -> AnyResponse:
    """Keep the objection: the list is withheld until an official decides (UU 27/2022, Pasal 10)."""
    require_person(asn_id)
    require_course(form.pelatihan)
    if asn_id not in services().objectors([asn_id]):
        event = FeedbackRequest.model_validate({
            "asn_id": asn_id, "course_id": form.pelatihan, "event": "OBJECTED", "reason": form.alasan,
            "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        })  # fmt: skip
        services().record_feedback(event, caller(), f"page-{secrets.token_hex(16)}")
    return redirect(f"{_address(asn_id)}#keberatan", 303)


def _address(asn_id: str) -> str:
    return f"/asn/{quote(asn_id, safe='')}"


def _facts(one: People) -> list[tuple[str, str]]:
    """What HR knows that bears on training; never sex or age."""
    employment, grade = int(one.employment[0]), int(one.grade[0])
    return [
        (
            gettext("Status"),
            codes.EMPLOYMENT[employment].replace("_", " ") if employment != UNKNOWN else NOTHING,
        ),
        (gettext("Golongan"), codes.GRADES.get(grade, NOTHING)),
        (
            gettext("Kedudukan hukum"),
            told(codes.LEGAL_STATUS.get(f"{int(one.legal_status[0]):02d}", NOTHING)),
        ),
    ]


def _by_code(answer: Recommendation, bundle: Bundle) -> list[tuple[str, list[tuple[str, str]]]]:
    """Excluded courses by why: the meaning of a code with title and sentence of each."""
    groups = defaultdict(list)
    for one in answer.excluded:
        groups[one.code].append((bundle.catalogue.texts[one.course].title, one.text))
    return [(told(EXCLUSION_CODES.get(code, code)), groups[code]) for code in sorted(groups)]


def _history(bundle: Bundle, one: People) -> list[Attended]:
    """Newest first."""
    catalogue = bundle.catalogue
    return [
        Attended(
            catalogue.courses[int(course)],
            catalogue.texts[int(course)].title,
            float(catalogue.jp[course]),
            int(day),
            codes.RECORD_STATUSES[int(status)],
        )
        for course, day, status in zip(
            one.history_course[::-1], one.history_day[::-1], one.history_status[::-1], strict=True
        )
        if course != UNKNOWN
    ]


def _offered(answer: Recommendation, bundle: Bundle) -> list[tuple[str, str]]:
    """Courses an objection may name: those of the list first, then all others."""
    first = [item.course for item in answer.items]
    rest: NDArray[Any] = np.setdiff1d(np.flatnonzero(bundle.catalogue.active), first)
    return [
        (bundle.catalogue.courses[int(course)], bundle.catalogue.texts[int(course)].title)
        for course in (*first, *rest.tolist())
    ]

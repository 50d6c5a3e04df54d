"""Kursus: what each course is known to do and with what doubt, whom it would serve, and its sessions."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from flask import Blueprint
from flask_babel import gettext
from numpy.typing import NDArray
from werkzeug.wrappers import Response as AnyResponse

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.domain.rules import RULE_NAMES, SWITCHES
from recommender.needs.gap import Gaps
from recommender.ranking.ready import next_sessions
from recommender.ranking.rule_words import named_value
from recommender.web.context import caller, served, services
from recommender.web.planner.figures import figures_of, gaps_in
from recommender.web.planner.formats import code
from recommender.web.planner.impact import address_of
from recommender.web.planner.impact_words import SHORT
from recommender.web.planner.naming import name_people
from recommender.web.planner.needs import UnitQuery
from recommender.web.planner.page import PAGE_ROLES, PEOPLE_ROLES, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.planner.scope import below, link, require_course, top, wanted_unit

blueprint = Blueprint("course_pages", __name__)


class CourseQuery(TableQuery):
    """Which courses are listed."""

    bentuk: Literal["", "KLASIKAL", "NONKLASIKAL"] = ""
    cari: str = ""


@blueprint.get("/kursus")
@page(roles=PAGE_ROLES, summary="Daftar pelatihan.", query=CourseQuery)
def list_courses(*, query: CourseQuery) -> AnyResponse:
    """All active courses, those that would serve most people first."""
    bundle = served().bundle
    catalogue, gain = bundle.catalogue, bundle.gain
    titles = np.array([one.title for one in catalogue.texts], np.str_)
    wanted = catalogue.active.copy()
    if query.bentuk:
        wanted &= catalogue.form == codes.FORMS.index(query.bentuk)
    if query.cari:
        wanted &= np.char.find(np.char.lower(titles), query.cari.lower()) >= 0
    rows = np.flatnonzero(wanted)
    people = figures_of(bundle, rules=services().rule_book).served[top()]
    next_start = _next_start(bundle)
    columns = {
        "orang": people[rows], "nama": titles[rows], "jp": catalogue.jp[rows], "biaya": catalogue.cost[rows],
        "mutu": gain.quality[rows], "sesi": next_start[rows],
    }  # fmt: skip
    table = cut(rows, columns=columns, query=query, bentuk=query.bentuk, cari=query.cari)
    return show(
        "courses.html", table=table, catalogue=catalogue, gain=gain, people=people, forms=codes.FORMS,
        next_start=next_start, query=query, unit=link(top()), interval=FOUR_OF_FIVE,
    )  # fmt: skip


def _next_start(bundle: Bundle) -> NDArray[np.float64]:
    """(C,) day number of each course's next session with a seat; NaN if there is none."""
    session = next_sessions(bundle, as_of=bundle.as_of)
    start = bundle.catalogue.session_start
    return np.array([float(start[row]) if row >= 0 else np.nan for row in session])


@blueprint.get("/kursus/<course_id>")
@page(roles=PAGE_ROLES, summary="Satu pelatihan: mutu, yang membutuhkan, sesi.", query=UnitQuery)
def course(course_id: str, *, query: UnitQuery) -> AnyResponse:
    """One course; the people it would serve are listed only for those who may see people."""
    bundle, row = served().bundle, require_course(course_id)
    catalogue, gain = bundle.catalogue, bundle.gain
    unit = wanted_unit(query.unit)
    pairs = np.flatnonzero(catalogue.pair_course == row)
    return show(
        "course.html", id=course_id, text=catalogue.texts[row], row=row, catalogue=catalogue,
        kind=codes.DEV_KINDS[int(catalogue.dev_kind[row])].name, form=codes.FORMS[int(catalogue.form[row])],
        delivery=int(catalogue.delivery[row]), deliveries=codes.DELIVERIES,
        quality=(float(gain.quality[row]), float(gain.quality_sd[row]), int(gain.quality_count[row])),
        interval=FOUR_OF_FIVE, teaches=_teaches(bundle, pairs), unit=link(unit),
        rules=_rules(bundle, row), sessions=_sessions(bundle, row), **_impact(course_id),
        **(_served(bundle, row, unit, query) if caller().role in PEOPLE_ROLES else {}),
    )  # fmt: skip


def _impact(course_id: str) -> dict[str, Any]:
    """What is known of the course's effect; None before any study."""
    evidence = services().impact()
    found = None if evidence is None else evidence.of_course(course_id)
    return {"impact": found, "outcomes": SHORT, "answer_address": address_of}


def _rules(bundle: Bundle, row: int) -> list[tuple[str, str]]:
    """Name and values of each rule, codes in the words they stand for; a version holds none unknown."""
    return [
        (RULE_NAMES[one.rule], ", ".join(_worded(bundle, one.rule, value) for value in one.values))
        for one in bundle.catalogue.rules
        if one.course == row
    ]


def _worded(bundle: Bundle, rule: str, value: str) -> str:
    if rule in SWITCHES:
        return gettext("ya") if value == "1" else gettext("tidak")
    named = named_value(bundle, rule, value)
    return code(value) if named is None else named


def _teaches(bundle: Bundle, pairs: NDArray[np.int64]) -> list[dict[str, Any]]:
    catalogue, known = bundle.catalogue, bundle.competencies
    return [
        {
            "id": known.ids[int(catalogue.pair_competency[pair])],
            "name": known.names[int(catalogue.pair_competency[pair])],
            "level_from": float(catalogue.level_from[pair]), "level_to": float(catalogue.level_to[pair]),
            "strength": float(catalogue.strength[pair]),
        }
        for pair in pairs
    ]  # fmt: skip


def _sessions(bundle: Bundle, row: int) -> list[dict[str, Any]]:
    """Sessions that have not begun on the day of the data, soonest first."""
    catalogue = bundle.catalogue
    today = np.datetime64(bundle.as_of).astype(int)
    coming = np.flatnonzero((catalogue.session_course == row) & (catalogue.session_start > today))
    return [
        {
            "id": str(catalogue.session_id[at]), "start": int(catalogue.session_start[at]),
            "end": int(catalogue.session_end[at]), "seats": int(catalogue.session_seats[at]),
            "status": codes.SESSION_STATUSES[int(catalogue.session_status[at])],
        }
        for at in coming
    ]  # fmt: skip


def _served(bundle: Bundle, row: int, unit: int, query: UnitQuery) -> dict[str, Any]:
    """Whom the course would serve in the unit, most points closed first; how many its rules keep out."""
    figures = figures_of(bundle, rules=services().rule_book)
    rows = below(unit)
    catalogue = bundle.catalogue
    taught = np.unique(catalogue.pair_competency[catalogue.pair_course == row])
    gaps = gaps_in(bundle, rows, taught, book=figures.book)
    closes = closed(bundle, gaps, row, people=len(rows))
    at = np.flatnonzero(closes > 0)
    allowed = figures.may_attend(rows[at], row)
    barred, at = int(np.count_nonzero(~allowed)), at[allowed]
    table = cut(rows[at], columns={"poin": closes[at]}, query=query, unit=query.unit)
    return {
        "table": table,
        "people": name_people(bundle, table.rows),
        "closes": dict(zip(rows[at].tolist(), closes[at].tolist(), strict=True)),
        "barred": barred,
    }


def closed(bundle: Bundle, gaps: Gaps, row: int, *, people: int) -> NDArray[np.float64]:
    """(n,) required-level points the course leads up to at most, by weight and strength."""
    catalogue = bundle.catalogue
    total = np.zeros(people)
    for pair in np.flatnonzero(catalogue.pair_course == row):
        at = gaps.competency == catalogue.pair_competency[pair]
        start = np.maximum(gaps.level[at], catalogue.level_from[pair])
        levels = np.maximum(np.minimum(gaps.required[at], catalogue.level_to[pair]) - start, 0)
        total += np.bincount(
            gaps.person[at], gaps.weight[at] * levels * catalogue.strength[pair], minlength=people
        )
    return total

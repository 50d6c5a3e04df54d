"""Kebutuhan: the unit tree with its heat map, who lacks what in a unit, entitlements, the AKPK export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import numpy as np
from flask import Blueprint
from flask_babel import gettext
from numpy.typing import NDArray
from pydantic import Field, StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.features.identifiers import UNKNOWN
from recommender.needs.entitlement import ITEM_NAMES, UNITS
from recommender.needs.rulebook import Rule
from recommender.web.context import served, services
from recommender.web.need_answers import notes_of
from recommender.web.planner.figures import Figures, figures_of, gaps_in
from recommender.web.planner.formats import code, number
from recommender.web.planner.language import told
from recommender.web.planner.naming import name_people
from recommender.web.planner.page import PEOPLE_ROLES, Fields, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.planner.scope import below, link, path_to, wanted_unit
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery
from recommender.web.workbook_answer import workbook_answer

blueprint = Blueprint("needs_pages", __name__)

KINDS: Final = {
    "inti": ("Manajerial dan sosial kultural", ("MANAJERIAL", "SOSIAL_KULTURAL")),
    "teknis": ("Teknis dan pemerintahan", ("TEKNIS", "PEMERINTAHAN")),
}
WIDEST: Final = 10
"""Competencies beside each other in the heat map; the heaviest go first."""
EXPORT_LIMIT: Final = 5_000
"""People in one export from a page: some ten seconds of work."""

Id = Annotated[str, StringConstraints(max_length=64)]


class NeedsQuery(TableQuery):
    """A unit (empty: the caller's own) and which competencies the heat map shows."""

    unit: Id = ""
    jenis: Literal["inti", "teknis"] = "inti"


class UnitQuery(TableQuery):
    """A unit and a table."""

    unit: Id = ""


class ExportForm(Fields):
    """What to export; names only where they are asked for."""

    unit: Id = ""
    nama: bool = Field(False, description="NIP dan nama disertakan.")


@dataclass(frozen=True)
class Owed:
    """What a rule owes people of a unit together."""

    rule: Rule
    people: int
    missing: float

    @property
    def name(self) -> str:
        """What is owed."""
        if self.rule.id == "LEADERSHIP":
            return str(self.rule.value)
        if self.rule.id == "IPASN_ITEM":
            name = told(ITEM_NAMES[self.rule.item])
            return name[0].upper() + name[1:]
        return gettext("JP tahun ini")

    @property
    def about(self) -> str:
        """Whom the rule speaks of, or what the item is worth."""
        if self.rule.id == "IPASN_ITEM":
            return gettext("IP-ASN, %(points)s poin", points=number(self.rule.value, 1))
        return ", ".join(code(one) for one in self.rule.employment)

    @property
    def unit(self) -> str:
        """What ``missing`` counts."""
        return UNITS[self.rule.id]


@blueprint.get("/kebutuhan")
@page(roles=PEOPLE_ROLES, summary="Kebutuhan satu unit: peta kesenjangan, hak, ekspor.", query=NeedsQuery)
def needs_of_unit(*, query: NeedsQuery) -> AnyResponse:
    """A unit, the units below it beside their competencies, and what the rules owe its people."""
    bundle, unit = served().bundle, wanted_unit(query.unit)
    figures = figures_of(bundle, rules=services().rule_book)
    children = np.flatnonzero(bundle.units.parent == unit)
    children = children[figures.people[children] > 0]
    names = np.array([*bundle.units.names, ""])[children]
    share = figures.with_gap[children] / figures.people[children]
    columns = {
        "poin": figures.mean_points[children], "nama": names, "asn": figures.people[children],
        "kesenjangan": share, "jp": figures.met[children] / figures.people[children],
    }  # fmt: skip
    table = cut(children, columns=columns, query=query, unit=query.unit, jenis=query.jenis)
    shown = _heaviest(bundle, figures, unit, kinds=KINDS[query.jenis][1])[:WIDEST]
    return show(
        "needs.html", unit=link(unit), path=path_to(unit), figures=figures, table=table,
        units=[link(int(row)) for row in table.rows], competencies=_named(bundle, shown), kinds=KINDS,
        kind=query.jenis, gaps=figures.mean_gap,
        heaviest=_named(bundle, _heaviest(bundle, figures, unit)[:WIDEST]), owed=_owed(figures, unit),
        notes=notes_of(bundle), export_limit=EXPORT_LIMIT,
    )  # fmt: skip


def _heaviest(
    bundle: Bundle, figures: Figures, unit: int, *, kinds: tuple[str, ...] = codes.COMPETENCY_KINDS
) -> NDArray[np.int64]:
    """Competencies asked of somebody in the unit, most points missing first."""
    wanted = np.isin(bundle.competencies.kind, [codes.COMPETENCY_KINDS.index(one) for one in kinds])
    rows = np.flatnonzero(wanted & (figures.asked[unit] > 0))
    return rows[np.lexsort((rows, -figures.priority[unit, rows]))]


def _named(bundle: Bundle, rows: NDArray[np.int64]) -> list[tuple[int, str, str]]:
    """Row, id and name of competencies."""
    known = bundle.competencies
    return [(int(row), known.ids[int(row)], known.names[int(row)]) for row in rows]


def _owed(figures: Figures, unit: int) -> list[Owed]:
    return [
        Owed(rule, int(figures.owing[unit, row]), float(figures.missing[unit, row]))
        for row, rule in enumerate(figures.book.rules)
        if figures.owing[unit, row]
    ]


@blueprint.get("/kebutuhan/kompetensi/<competency_id>")
@page(roles=PEOPLE_ROLES, summary="Siapa yang kurang dalam satu kompetensi, di satu unit.", query=UnitQuery)
def needs_of_competency(competency_id: str, *, query: UnitQuery) -> AnyResponse:
    """The people of a unit below their standard in a competency, and the courses that serve it."""
    bundle, unit = served().bundle, wanted_unit(query.unit)
    competency = bundle.competencies.ids.row(competency_id)
    if competency == UNKNOWN:
        raise RequestRefused("ROUTE_UNKNOWN")
    rows = below(unit)
    figures = figures_of(bundle, rules=services().rule_book)
    gaps = gaps_in(bundle, rows, [competency], book=figures.book)
    columns = {
        "poin": gaps.priority, "kesenjangan": gaps.gap, "level": gaps.level, "standar": gaps.required,
        "umur": gaps.age_years,
    }  # fmt: skip
    table = cut(np.arange(len(gaps)), columns=columns, query=query, unit=query.unit)
    return show(
        "competency.html", unit=link(unit), path=path_to(unit), gaps=gaps, table=table,
        people=name_people(bundle, rows[gaps.person[table.rows]]), methods=codes.METHODS,
        competency=(competency_id, bundle.competencies.names[competency]),
        asked=int(figures.asked[unit, competency]), courses=_serving(bundle, competency),
    )  # fmt: skip


def _serving(bundle: Bundle, competency: int) -> list[dict[str, Any]]:
    """Active courses that lead up in the competency."""
    catalogue = bundle.catalogue
    pairs = np.flatnonzero(
        (catalogue.pair_competency == competency) & catalogue.active[catalogue.pair_course]
    )
    return [
        {
            "id": catalogue.courses[int(catalogue.pair_course[pair])],
            "title": catalogue.texts[int(catalogue.pair_course[pair])].title,
            "level_from": float(catalogue.level_from[pair]), "level_to": float(catalogue.level_to[pair]),
        }
        for pair in pairs
    ]  # fmt: skip


@blueprint.post("/kebutuhan/akpk.xlsx")
@page(roles=PEOPLE_ROLES, summary="Mengekspor AKPK satu unit.", form=ExportForm)
def export(*, query: NoQuery, form: ExportForm) -> AnyResponse:
    """The AKPK workbook of a unit and all below it."""
    from recommender.web.planner.akpk_export import akpk_file  # xlsxwriter: seldom needed, slow to import

    bundle, unit = served().bundle, wanted_unit(form.unit)
    rows = below(unit)
    if len(rows) > EXPORT_LIMIT:
        raise RequestRefused("EXPORT_TOO_LARGE")
    content = akpk_file(
        bundle, rows, unit=unit, book=services().rule_book, files=services().files, with_names=form.nama
    )  # fmt: skip
    return workbook_answer(content, name=f"akpk-{bundle.as_of.isoformat()}")

"""Dampak: whether training helps, each answer with its interval and all that speaks for or against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, Literal
from urllib.parse import quote

import numpy as np
from flask import Blueprint, Response
from pydantic import Field
from werkzeug.wrappers import Response as AnyResponse

from recommender.evaluation.groups import SMALLEST
from recommender.features.identifiers import UNKNOWN
from recommender.impact.words import REASONS
from recommender.web.context import served, services
from recommender.web.impact_evidence import GROUP, PERFORMANCE, Answer, Evidence
from recommender.web.planner.impact_plot import Scale
from recommender.web.planner.impact_words import (
    KINDS,
    OUTCOMES,
    SHORT,
    VERDICT_WORDS,
    checks,
    naive_figures,
)
from recommender.web.planner.page import PAGE_ROLES, page, show
from recommender.web.planner.paging import TableQuery, cut
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery

blueprint = Blueprint("impact_pages", __name__)

COMMAND: Final = "asn-recommender impact"
"""What to run where nothing was computed, or what was is old."""
_BEST: Final = tuple(VERDICT_WORDS)


class ImpactQuery(TableQuery):
    """Which answers are listed: of one outcome; of one kind of scope; with one verdict."""

    hasil: str = Field(PERFORMANCE, max_length=32)
    lingkup: Literal["", "provinsi", "bentuk", "jenis", "rumpun", "pelatihan"] = ""
    putusan: Literal["", "terbukti", "mungkin", "tidak tampak", "belum dapat disimpulkan"] = ""


@blueprint.get("/dampak")
@page(roles=PAGE_ROLES, summary="Dampak pelatihan: putusan dengan selang dan alasannya.", query=ImpactQuery)
def verdicts(*, query: ImpactQuery) -> AnyResponse:
    """One line an answer, as a plot and as a table."""
    evidence = services().impact()
    if evidence is None:
        return show("impact_none.html", command=COMMAND)
    of_scopes = [one for one in evidence.answers if one.kind != GROUP]
    listed = [
        one
        for one in of_scopes
        if one.outcome == query.hasil
        and query.lingkup in ("", one.kind)
        and query.putusan in ("", one.verdict)
    ]
    kinds = list(KINDS)
    columns = {
        "lingkup": np.array([-kinds.index(one.kind) for one in listed], np.int64),
        "nama": np.array([one.label for one in listed], np.str_),
        "putusan": np.array([-_BEST.index(one.verdict) for one in listed], np.int64),
        "n": np.array([np.nan if one.people is None else one.people for one in listed], np.float64),
        "pengaruh": np.array([one.estimate.value if one.estimate else np.nan for one in listed], np.float64),
    }
    table = cut(
        np.arange(len(listed)), columns=columns, query=query,
        hasil=query.hasil, lingkup=query.lingkup, putusan=query.putusan,
    )  # fmt: skip
    rows = [listed[row] for row in table.rows.tolist()]
    groups = [one for one in evidence.answers if (one.kind, one.outcome) == (GROUP, query.hasil)]
    return show(
        "impact.html", evidence=evidence, table=table, rows=rows, groups=groups, query=query,
        scale=scale_of(rows), counts=_counts(of_scopes), outcomes=OUTCOMES, short=SHORT, kinds=KINDS,
        reasons=REASONS, verdicts=VERDICT_WORDS, smallest=SMALLEST, address=address_of,
        province=evidence.province(), **standing(evidence),
    )  # fmt: skip


@blueprint.get("/dampak/<outcome>/<kind>/<path:scope>")
@page(roles=PAGE_ROLES, summary="Satu putusan dampak dan semua pemeriksaannya.")
def verdict(outcome: str, kind: str, scope: str, *, query: NoQuery) -> AnyResponse:
    """One answer with the two learners, placebo, negative control, sensitivity and what misleads."""
    evidence = services().impact()
    one = None if evidence is None else evidence.find(outcome, kind, scope)
    if evidence is None or one is None:
        raise RequestRefused("ROUTE_UNKNOWN")
    lines = checks(one.finding)
    return show(
        "impact_answer.html", evidence=evidence, one=one, checks=lines, naive=naive_figures(one.finding),
        scale=Scale.around([line.interval for line in lines if line.interval]),
        outcomes=OUTCOMES, short=SHORT, kinds=KINDS, reasons=REASONS, verdicts=VERDICT_WORDS,
        smallest=SMALLEST, address=address_of, **standing(evidence),
        siblings=[a for a in evidence.answers if (a.kind, a.name) == (kind, scope) and a != one],
        known=kind == "pelatihan" and known_course(scope),
    )  # fmt: skip


@blueprint.post("/dampak/dampak.xlsx")
@page(roles=PAGE_ROLES, summary="Mengekspor dampak pelatihan.", posts=True)
def export(*, query: NoQuery) -> AnyResponse:
    """Everything the pages show, as a workbook."""
    from recommender.needs.workbook import workbook_bytes  # xlsxwriter: seldom needed, slow to import
    from recommender.web.planner.impact_sheets import impact_sheets

    evidence = services().impact()
    if evidence is None:
        raise RequestRefused("ROUTE_UNKNOWN")
    answer = Response(
        workbook_bytes(impact_sheets(evidence)),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="dampak-{evidence.as_of.isoformat()}.xlsx"'
    return answer


def address_of(one: Answer) -> str:
    """Address of an answer's own page."""
    return "/dampak/" + "/".join(quote(part, safe="") for part in (one.outcome, one.kind, one.name))


def known_course(course_id: str) -> bool:
    """Whether the served version has a page of the course; evidence may be of older data."""
    return served().bundle.catalogue.courses.row(course_id) != UNKNOWN


def scale_of(rows: Sequence[Answer]) -> Scale | None:
    """One scale for the intervals of ``rows``; None where none has one."""
    intervals = [one.estimate for one in rows if one.estimate is not None]
    return Scale.around(intervals) if intervals else None


def standing(evidence: Evidence) -> dict[str, Any]:
    """How the evidence stands to the version that serves (same data, older, newer), and what to run."""
    bundle = served().bundle
    age = "newer" if evidence.as_of > bundle.as_of else "older"
    if evidence.snapshot_digest == bundle.snapshot_digest:
        age = "same"
    return {"age": age, "served_as_of": bundle.as_of, "command": COMMAND}


def _counts(answers: Sequence[Answer]) -> dict[str, Counter[str]]:
    """How many scopes got each verdict, by outcome."""
    counts = {name: Counter[str]() for name in OUTCOMES if any(one.outcome == name for one in answers)}
    for one in answers:
        counts[one.outcome][one.verdict] += 1
    return counts

"""Kirkpatrick: four levels of evaluation by course and session, what is not measured, whom to ask when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from recommender.evaluation.groups import SMALLEST
from recommender.web.context import services
from recommender.web.impact_evidence import Evidence
from recommender.web.planner.impact import COMMAND, known_course, standing
from recommender.web.planner.impact_words import STATES
from recommender.web.planner.page import PAGE_ROLES, page, show
from recommender.web.planner.paging import TableQuery, cut

blueprint = Blueprint("kirkpatrick_pages", __name__)

LEVELS: Final = ("L1", "L2", "L3 ATASAN", "L3 REKAN", "L4 ATASAN", "L4 REKAN")
MISSED: Final = "terlewat"


class KirkpatrickQuery(TableQuery):
    """Which part is shown; of the calendar, what is over too."""

    bagian: Literal["", "angkatan", "belum", "kalender"] = ""
    keadaan: Literal["", "terlewat"] = ""


@blueprint.get("/dampak/kirkpatrick")
@page(roles=PAGE_ROLES, summary="Empat tingkat Kirkpatrick dan kalender evaluasi.", query=KirkpatrickQuery)
def kirkpatrick(*, query: KirkpatrickQuery) -> AnyResponse:
    """One part at a time: courses, sessions, what is not measured, the calendar."""
    evidence = services().impact()
    if evidence is None:
        return show("impact_none.html", command=COMMAND)
    listed = _listed(evidence, query)
    columns = (
        _calendar_columns(listed) if query.bagian == "kalender" else _level_columns(listed, query.bagian)
    )
    table = cut(
        np.arange(len(listed)), columns=columns, query=query, bagian=query.bagian, keadaan=query.keadaan
    )
    return show(
        "impact_kirkpatrick.html", evidence=evidence, table=table, query=query,
        rows=[listed[row] for row in table.rows.tolist()], levels=LEVELS, cell=cell, known=known_course,
        smallest=SMALLEST, states=STATES, **standing(evidence),
        waiting=sum(one["state"] != MISSED for one in evidence.pending),
        unmeasured=sum(bool(one["missing"]) for one in evidence.courses),
    )  # fmt: skip


def cell(one: Mapping[str, Any], level: str) -> tuple[float | None, float | None]:
    """Mean and response rate of a level; None where ``told_levels`` leaves them out."""
    found = one["levels"][level]
    return found["mean"], found["rate"]


def _listed(evidence: Evidence, query: KirkpatrickQuery) -> list[Mapping[str, Any]]:
    if query.bagian == "kalender":
        over = query.keadaan == MISSED
        return [one for one in evidence.pending if (one["state"] == MISSED) == over]
    if query.bagian == "angkatan":
        return list(evidence.sessions)
    return [one for one in evidence.courses if query.bagian != "belum" or one["missing"]]


def _level_columns(rows: list[Mapping[str, Any]], part: str) -> dict[str, np.ndarray[Any, Any]]:
    means = {
        level: np.array([np.nan if (mean := cell(one, level)[0]) is None else mean for one in rows], float)
        for level in LEVELS
    }
    named = {
        "selesai": _counts(rows, "completed"),
        "nama": np.array([one["title"] for one in rows], np.str_),
        "angkatan": np.array([one["session_id"] for one in rows], np.str_),
    }
    return named if part == "belum" else {**named, **means}


def _calendar_columns(rows: list[Mapping[str, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    texts = {"tutup": "closes", "buka": "opens", "nama": "title", "angkatan": "session_id"}
    return {
        **{name: np.array([str(one[key]) for one in rows], np.str_) for name, key in texts.items()},
        "alumni": _counts(rows, "alumni"),
    }


def _counts(rows: list[Mapping[str, Any]], name: str) -> np.ndarray[Any, Any]:
    """NaN where it is left out: the order of rows tells nothing of it."""
    return np.array([np.nan if one[name] is None else one[name] for one in rows], np.float64)

"""A study whose every figure is known, as it lies in the database."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any, Final

import orjson

from recommender.store.impact_studies import StoredStudy
from recommender.web.impact_evidence import Evidence, read_evidence


def estimate(effect: float, se: float = 0.5, n: int = 900, treated: int = 300) -> dict[str, Any]:
    """Without the ends, as estimates within a finding are stored."""
    return {"effect": effect, "se": se, "n": n, "treated": treated}


def finding(verdict: str, reason: str, effect: float | None, treated: int, **parts: Any) -> dict[str, Any]:
    """A finding; every part that is not given is null."""
    names = ("primary", "second", "least_squares", "lottery", "placebo", "sensitivity", "naive", "shrunk")
    told = None if effect is None else estimate(effect, treated=treated)
    return {
        "treated": treated, "judgement": {"verdict": verdict, "reason": reason}, "estimate": told,
        **dict.fromkeys(names), **parts,
    }  # fmt: skip


def _full(effect: float, treated: int) -> dict[str, Any]:
    learner = {"learner": "linear", "ess": 412.4, "clipped": 0.015, "estimate": estimate(effect)}
    return finding(
        "terbukti", "ROBUST", effect, treated,
        primary=learner, second={**learner, "learner": "boosting", "estimate": estimate(effect + 0.1)},
        least_squares=estimate(effect - 0.1), placebo={
            "past": estimate(0.05), "negative_control": estimate(-0.07),
        },
        sensitivity={
            "robustness_value": 0.123, "robustness_value_95": 0.081, "e_value": 1.91, "e_value_95": 1.52,
            "beside_benchmark": estimate(1.7), "explained": False,
        },
        naive={"difference": 5.5, "before_after": -1.25, "difference_in_differences": -2.5},
        shrunk=estimate(effect - 0.3, 0.4),
    )  # fmt: skip


_OPEN: Final = "belum dapat disimpulkan"
_NOTHING: Final = finding(_OPEN, "NO_ESTIMATE", None, 0)


def asked(kind: str, name: str, label: str, **findings: dict[str, Any]) -> dict[str, Any]:
    """A scope; outcomes that are not given have no estimate."""
    every = {"kinerja": _NOTHING, "L2": _NOTHING, "L3 ATASAN": _NOTHING, "L3 REKAN": _NOTHING}
    return {"kind": kind, "name": name, "label": label, "findings": {**every, **findings}}


def _levels(answered: int, mean: float) -> dict[str, Any]:
    names = ("L1", "L2", "L3 ATASAN", "L3 REKAN", "L4 ATASAN", "L4 REKAN")
    return {one: {"answered": answered, "rate": answered / 20, "mean": mean} for one in names}


STUDY: Final[dict[str, Any]] = {
    "as_of": "2026-06-30", "people": 4321, "records": 9876, "years": [2023, 2024, 2025],
    "switched_off": [],
    "asked": [
        asked("provinsi", "semua", "Semua pelatihan", kinerja=_full(2.0, 300),
               L2=finding("mungkin", "UNCONTROLLED", 8.25, 200)),
        asked("bentuk", "KLASIKAL", "Klasikal", kinerja=finding("tidak tampak", "BELOW_WORTH", -0.75, 120)),
        asked("pelatihan", "C1", "=Pelatihan <b>Satu</b>", kinerja=_full(3.0, 60)),
        asked("pelatihan", "C2", "Pelatihan Dua", kinerja=_full(77.77, 3)),
        asked("pelatihan", "C4", "Pelatihan Empat"),
    ],
    "groups": [
        {"name": "PPPK", "p_holm": 0.037, "finding": finding("mungkin", "NOT_SURE", 1.5, 90)},
        {"name": "Pelaksana", "p_holm": None, "finding": finding(_OPEN, "NO_ESTIMATE", None, 2)},
    ],
    "units": [{
        "scope": "Klasikal", "measure": "IKM", "judgement": {"verdict": "mungkin", "reason": "TRENDS"},
        "result": {"effect": estimate(1.1, 0.3, 40, 7), "lead": estimate(0.2), "cells": 6},
    }],
    "courses": [
        {"course_id": "C1", "title": "Pelatihan Satu", "session_id": "", "completed": 60,
         "levels": _levels(18, 81.4), "missing": ["L4 ATASAN"]},
        {"course_id": "C2", "title": "Pelatihan Dua", "session_id": "", "completed": 3,
         "levels": _levels(3, 66.6), "missing": []},
    ],
    "sessions": [
        {"course_id": "C1", "title": "Pelatihan Satu", "session_id": "S1", "completed": 20,
         "levels": _levels(4, 55.5), "missing": []},
    ],
    "pending": [
        {"session_id": "S1", "course_id": "C1", "title": "Pelatihan Satu", "opens": "2026-05-01",
         "closes": "2027-02-01", "alumni": 20, "answered": 2, "state": "sedang berjalan"},
        {"session_id": "S3", "course_id": "C2", "title": "Pelatihan Dua", "opens": "2026-04-01",
         "closes": "2027-01-01", "alumni": 4, "answered": 3, "state": "sedang berjalan"},
        {"session_id": "S0", "course_id": "C1", "title": "Pelatihan Satu", "opens": "2025-01-01",
         "closes": "2025-10-01", "alumni": 11, "answered": 0, "state": "terlewat"},
    ],
    "point_value": {
        "value": 2.0, "low": 1.0, "high": 4.0, "unit": "poin skor kinerja per poin level wajib",
        "n": 300, "verdict": "terbukti", "reason": None,
    },
}  # fmt: skip


def stored(*, as_of: date = date(2026, 6, 30), digest: str = "0" * 64, **changes: Any) -> StoredStudy:
    """The study as a row; ``changes`` replace top-level keys, None takes one away."""
    study = {name: one for name, one in {**deepcopy(STUDY), **changes}.items() if one is not None}
    return StoredStudy(
        7, digest, as_of, "2026-07-06T02:00:00.000000Z", "d" * 64, orjson.dumps(study).decode()
    )


def evidence(**changes: Any) -> Evidence:
    """The same as pages read it."""
    return read_evidence(stored(**changes))

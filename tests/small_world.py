"""A world small enough to check by hand: 6 people, 5 courses, 3 competencies, 3 positions, 3 units.

========  ==========================  ==================  ===========================  ===============
person    position (class)            unit                levels M.03, M.05, T.01      completed
========  ==========================  ==================  ===========================  ===============
A1        P1 head of section          U2 (in U1)          2, 3, 1                      C1, C2
A2        P1                          U2                  3, 2, 1                      C1, C2, C3
A3        P2 data analyst             U1                  3, 3, 2                      C3, C1
A4        P2                          U1                  2, 2, 3                      C3 (failed C4)
A5        P3 counter clerk            U2                  2, 1, 0                      C2
A6        P3                          U1                  1, 2, 1                      nothing
========  ==========================  ==================  ===========================  ===============

Standards: P1 asks M.03 3 (weight ½) and M.05 3 (½); P2 asks T.01 4 (1); P3 asks M.05 3 (1).
Courses: C1 M.03 1→3, C2 M.05 2→3, C3 T.01 2→4, C4 T.01 3→4 (½) and M.03 2→3 (½), C5 M.05 0→3.
Nobody ever took C5; C4 was taken once and not finished. The date is 2026-06-30.

Levels are filled in as if they had been learnt (standard deviation 0.4), equal to one assessment each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_day
from recommender.features.arrays import (
    Catalogue,
    Competencies,
    CourseText,
    Dataset,
    Evidence,
    People,
    Positions,
    Units,
)
from recommender.features.identifiers import UNKNOWN, Vocabulary

AS_OF: Final = date(2026, 6, 30)

Record = tuple[str, str, str, str, float, float]
"""Person, course, end date, status, pre-test, post-test."""

RECORDS: Final[tuple[Record, ...]] = (
    ("A1", "C1", "2024-03-05", "LULUS", 50, 70),
    ("A1", "C2", "2025-03-05", "LULUS", 60, 75),
    ("A2", "C1", "2024-03-05", "LULUS", 55, 65),
    ("A2", "C2", "2025-03-05", "HADIR", np.nan, np.nan),
    ("A2", "C3", "2026-02-10", "LULUS", 40, 60),
    ("A3", "C3", "2024-09-20", "LULUS", 50, 80),
    ("A3", "C1", "2025-10-01", "LULUS", 60, 70),
    ("A4", "C3", "2024-09-20", "LULUS", 45, 70),
    ("A4", "C4", "2026-02-10", "TIDAK_LULUS", 60, np.nan),
    ("A5", "C2", "2025-03-05", "LULUS", 30, 55),
)

_LEVELS: Final = ((2, 3, 1), (3, 2, 1), (3, 3, 2), (2, 2, 3), (2, 1, 0), (1, 2, 1))
_ASSESSED: Final = "2025-12-01"
_POSITION: Final = (0, 0, 1, 1, 2, 2)
_UNIT: Final = (2, 2, 1, 1, 2, 1)
_CLASS: Final = ("PENGAWAS", "JF_KEAHLIAN", "PELAKSANA")
_FEATURES: Final = (
    "position=P1", "position=P2", "position=P3",
    "position_class=JF_KEAHLIAN", "position_class=PELAKSANA", "position_class=PENGAWAS",
    "unit=U1", "unit=U2",
)  # fmt: skip


def day(text: str) -> int:
    """Day number of an ISO date."""
    return to_day(date.fromisoformat(text))


def small_dataset(records: Sequence[Record] = RECORDS) -> Dataset:
    """The world above; other ``records`` change histories and evidence alike."""
    return Dataset(
        catalogue=small_catalogue(),
        competencies=Competencies(
            ids=Vocabulary.of(["M.03", "M.05", "T.01"]),
            names=("Komunikasi", "Pelayanan Publik", "Analisis Data"),
            kind=np.array([0, 0, 2], np.int8),
        ),
        positions=Positions(
            ids=Vocabulary.of(["P1", "P2", "P3"]),
            names=("Kepala Seksi", "Analis Data", "Petugas Loket"),
            position_class=np.array([codes.POSITION_CLASSES.index(one) for one in _CLASS], np.int8),
            jf_tier=np.array([UNKNOWN, codes.JF_TIERS.index("PT"), UNKNOWN], np.int8),
            family=np.array([UNKNOWN, 0, UNKNOWN], np.int32),
            required=np.array([[3, 3, 0], [0, 0, 4], [0, 3, 0]], np.float32),
            weight=np.array([[0.5, 0.5, 0], [0, 0, 1], [0, 1, 0]], np.float32),
        ),
        units=Units(
            ids=Vocabulary.of(["U0", "U1", "U2"]),
            names=("Pemerintah Provinsi", "Dinas Kominfo", "Seksi Layanan"),
            parent=np.array([UNKNOWN, 0, 1], np.int32),
            region=("18", "1871", "1871"),
        ),
        people=_people(records),
        evidence=_evidence(records),
        feature_names=_FEATURES,
        switched_off=(),
    )


def small_catalogue() -> Catalogue:
    """Five courses, one session each of C1 and C5."""
    count = 5
    return Catalogue(
        courses=Vocabulary.of([f"C{i + 1}" for i in range(count)]),
        texts=(
            CourseText("Pelatihan Komunikasi Efektif", "BPSDM", ""),
            CourseText("Pelatihan Pelayanan Prima", "BPSDM", ""),
            CourseText("Pelatihan Analisis Data", "Pusbang TI", ""),
            CourseText("E-Learning Visualisasi Data", "Pusbang TI", ""),
            CourseText("Coaching Penanganan Pengaduan", "", ""),
        ),
        dev_kind=np.array([6, 3, 3, 16, 14], np.int32),
        form=np.array([0, 0, 0, 1, 1], np.int8),
        delivery=np.array([0, 0, 3, 2, UNKNOWN], np.int8),
        jp=np.array([40, 24, 80, 12, 2], np.float32),
        days=np.array([5, 3, 10, 4, np.nan], np.float32),
        cost=np.array([3_500_000, 2_000_000, 6_000_000, 0, 0], np.float64),
        provider=np.array([0, 0, 1, 1, UNKNOWN], np.int32),
        family=np.array([0, 1, 2, 3, 4], np.int32),
        active=np.ones(count, bool),
        valid_from=np.full(count, MISSING_DAY, np.int32),
        valid_to=np.full(count, MISSING_DAY, np.int32),
        pair_course=np.array([0, 1, 2, 3, 3, 4], np.int32),
        pair_competency=np.array([0, 1, 2, 0, 2, 1], np.int32),
        level_from=np.array([1, 2, 2, 2, 3, 0], np.float32),
        level_to=np.array([3, 3, 4, 3, 4, 3], np.float32),
        strength=np.array([1, 1, 1, 0.5, 0.5, 1], np.float32),
        rules=(),
        session_course=np.array([0, 4], np.int32),
        session_id=np.array(["S1", "S2"]),
        session_start=np.array([day("2026-08-03"), day("2026-09-01")], np.int32),
        session_end=np.array([day("2026-08-07"), day("2026-09-01")], np.int32),
        session_seats=np.array([30, 2], np.int32),
        session_status=np.array([1, 0], np.int8),
    )


def _people(records: Sequence[Record]) -> People:
    n = len(_LEVELS)
    features = [
        sorted(_FEATURES.index(name) for name in (
            f"position=P{position + 1}", f"position_class={_CLASS[position]}", f"unit=U{unit}"
        ))
        for position, unit in zip(_POSITION, _UNIT, strict=True)
    ]  # fmt: skip
    person, course, end, status, _, _ = _columns(records)
    order = np.lexsort((course, end, person))
    return People(
        asn_id=np.array([f"A{i + 1}" for i in range(n)]),
        position=np.array(_POSITION, np.int32),
        target_position=np.array([UNKNOWN] * 5 + [0], np.int32),
        unit=np.array(_UNIT, np.int32),
        employment=np.array([0, 0, 0, 0, 2, 2], np.int8),
        legal_status=np.ones(n, np.int16),
        grade=np.array([33, 34, 32, 31, 105, 105], np.int16),
        grade_since=np.full(n, day("2023-04-01"), np.int32),
        position_since=np.full(n, day("2022-01-01"), np.int32),
        hired_on=np.full(n, day("2015-01-01"), np.int32),
        retires_on=np.full(n, day("2045-01-01"), np.int32),
        born_on=np.array([day(f"198{i}-01-01") for i in range(n)], np.int32),
        edu_level=np.full(n, 40, np.int16),
        travel_hours=np.array([0.5, 0.5, 1, 1, 4, np.nan], np.float32),
        training_hold=np.zeros(n, bool),
        level=np.array(_LEVELS, np.float32),
        level_sd=np.full((n, 3), 0.4, np.float32),
        level_method=np.zeros((n, 3), np.int8),
        level_day=np.full((n, 3), day(_ASSESSED), np.int32),
        history_indptr=np.concatenate([[0], np.cumsum(np.bincount(person, minlength=n))]).astype(np.int64),
        history_course=course[order],
        history_day=end[order],
        history_status=status[order],
        feature_indptr=np.arange(0, 3 * n + 1, 3, dtype=np.int64),
        feature=np.array(features, np.int32).ravel(),
        completion=np.tile(np.array([1, 1.7, 1, 0, 1, 1, 0, 1.7, 0], np.float32), (n, 1)),
        jp_this_year=np.array([0, 80, 0, 12, 0, 0], np.float32),
    )


def _columns(records: Sequence[Record]) -> tuple[Any, ...]:
    person, course, end, status, pre, post = zip(*records, strict=True) if records else ((),) * 6
    return (
        np.array([int(one[1:]) - 1 for one in person], np.int32),
        np.array([int(one[1:]) - 1 for one in course], np.int32),
        np.array([day(one) for one in end], np.int32),
        np.array([codes.RECORD_STATUSES.index(one) for one in status], np.int8),
        np.array(pre, np.float32),
        np.array(post, np.float32),
    )


def _evidence(records: Sequence[Record]) -> Evidence:
    n, k = len(_LEVELS), 3
    person, course, end, status, pre, post = _columns(records)
    order = np.lexsort((course, person, end))
    jp = small_catalogue().jp[course]
    return Evidence(
        as_of=to_day(AS_OF),
        assessed_person=np.repeat(np.arange(n, dtype=np.int32), k),
        assessed_competency=np.tile(np.arange(k, dtype=np.int32), n),
        assessed_level=np.array(_LEVELS, np.float32).ravel(),
        assessed_method=np.zeros(n * k, np.int8),
        assessed_day=np.full(n * k, day(_ASSESSED), np.int32),
        record_person=person[order],
        record_course=course[order],
        record_start=end[order] - 4,
        record_end=end[order],
        record_status=status[order],
        record_jp=jp[order],
        record_pre=pre[order],
        record_post=post[order],
        record_nominator=np.zeros(len(person), np.int8),
        evaluated_person=np.array([0, 1], np.int32),
        evaluated_course=np.array([0, 0], np.int32),
        evaluated_level=np.array([1, 3], np.int8),
        evaluated_role=np.array([0, 2], np.int8),
        evaluated_score=np.array([80, 90], np.float32),
        evaluated_day=np.array([day("2024-03-06"), day("2024-09-06")], np.int32),
        performance_person=np.arange(n, dtype=np.int32),
        performance_year=np.full(n, 2025, np.int32),
        performance_score=np.array([90, 95, 100, 88, 92, 85], np.float32),
    )

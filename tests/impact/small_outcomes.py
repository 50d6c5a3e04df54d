"""Outcomes of the small world, made by hand: scores 2022-2025, its records, four surveys, IKM of two offices.

A1 scores 80, 81, 82, 83; A2 90, 91, -, 93; A3 70, 72, 74, 76; A4 60, 60, 60, 60; A5 none; A6 50 in 2025.
"""

from __future__ import annotations

import numpy as np

from recommender.domain.codes import EVALUATOR_ROLES, MEASURES, RECORD_STATUSES
from recommender.features.arrays import Dataset
from recommender.features.identifiers import Vocabulary
from recommender.features.outcomes import Outcomes, Participations, Surveys

_SCORES = [
    [80, 81, 82, 83], [90, 91, np.nan, 93], [70, 72, 74, 76], [60, 60, 60, 60], [np.nan] * 4,
    [np.nan, np.nan, np.nan, 50],
]  # fmt: skip


def small_outcomes(dataset: Dataset) -> Outcomes:
    evidence = dataset.evidence
    status = evidence.record_status
    surveys = [(0, 0, 0, 1, "MANDIRI", 80), (1, 0, 0, 3, "ATASAN", 90), (0, 0, -1, 3, "ATASAN", 70),
               (0, 0, -1, 3, "ATASAN", 60)]  # fmt: skip
    person, course, session, level, role, score = zip(*surveys, strict=True)
    return Outcomes(
        years=np.arange(2022, 2026, dtype=np.int32),
        score=np.array(_SCORES, float),
        attendance=np.full((6, 4), 95.0),
        unit_value=np.full((3, 4, len(MEASURES)), np.nan),
        sessions=Vocabulary.of(["S0"]),
        participations=Participations(
            person=evidence.record_person,
            course=evidence.record_course,
            session=np.where(evidence.record_course == 0, 0, -1).astype(np.int32),
            end=evidence.record_end,
            done=np.isin(status, [RECORD_STATUSES.index(one) for one in ("LULUS", "HADIR")]),
            passed=status == RECORD_STATUSES.index("LULUS"),
            drawn=np.zeros(len(status), bool),
            pre=evidence.record_pre,
            post=evidence.record_post,
        ),
        surveys=Surveys(
            person=np.array(person, np.int32),
            course=np.array(course, np.int32),
            session=np.array(session, np.int32),
            level=np.array(level, np.int8),
            role=np.array([EVALUATOR_ROLES.index(one) for one in role], np.int8),
            score=np.array(score, np.float32),
        ),
    )

"""A province whose gaps are known: seven competencies, each lacking for one reason alone.

Everybody's post asks for level 3 in all seven (weight 1/7 each) and everybody has 3, but for one:

===  ==========================  ==========================================  ========  ===============
k    offered                     who lacks it                                level     reason
===  ==========================  ==========================================  ========  ===============
K0   nothing                     20 people (one more is on hold)             1         NO_COURSE
K1   COURSE_HIGH 2.5 -> 5        18 people                                   1         START_LEVEL
K2   COURSE_FAR 1 -> 3, class    16 people 4 hours away, 2 people 8 hours    1         DISTANCE, FORM
K3   COURSE_RULE 1 -> 3, S-2     15 people with S-1                          1         RULES
K4   TWIN_A, TWIN_B 1 -> 3       10 people                                   1         served
K5   COURSE_LOW 0 -> 2           7 people                                    2         END_LEVEL
K6   COURSE_IDLE 1 -> 3          nobody                                      3
===  ==========================  ==========================================  ========  ===============

Every course lifts by 0.5 at strength 1, everybody finishes with probability ½ (realised .575), levels
are certain: one person gains .5 x .575 / 7 of a course.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from recommender.domain.days import MISSING_DAY
from recommender.features.arrays import CourseText, Rule
from recommender.features.identifiers import Vocabulary
from recommender.needs.rulebook import read_rulebook
from recommender.programme.province import Province
from recommender.scorers.completion import CompletionScorer
from tests.small_bundle import small_bundle

GAINED: Final = 0.5 * 0.575 / 7
LACKING: Final = {0: 21, 1: 18, 2: 18, 3: 15, 4: 10, 5: 7}
COURSES: Final = (
    ("COURSE_FAR", 2, 1, 3, 900.0), ("COURSE_HIGH", 1, 2.5, 5, 500.0), ("COURSE_IDLE", 6, 1, 3, 700.0),
    ("COURSE_LOW", 5, 0, 2, 400.0), ("COURSE_RULE", 3, 1, 3, 300.0), ("TWIN_A", 4, 1, 3, 200.0),
    ("TWIN_B", 4, 1, 3, 100.0),
)  # fmt: skip
_KLASIKAL = ("COURSE_FAR",)


def known_province(**changes: Any) -> Province:
    """The world above; ``changes`` replace fields of the catalogue."""
    province = Province.of(small_bundle(), book=read_rulebook())
    lacks = np.repeat(list(LACKING), list(LACKING.values()))
    n, k, c = len(lacks), 7, len(COURSES)
    level = np.full((n, k), 3, np.float32)
    level[np.arange(n), lacks] = np.where(lacks == 5, 2, 1)
    away = np.flatnonzero(lacks == 2)
    hours, hold = np.ones(n, np.float32), np.zeros(n, bool)
    hours[away], hours[away[-2:]], hold[0] = 4, 8, True
    one = province.people.take([5] * n)
    inputs = one.completion.shape[1]
    people = replace(
        one, asn_id=np.array([f"A{row:03d}" for row in range(n)]), position=np.zeros(n, np.int32),
        unit=np.full(n, 1, np.int32), level=level, level_sd=np.zeros((n, k), np.float32),
        level_method=np.zeros((n, k), np.int8), level_day=np.full((n, k), one.level_day[0, 0], np.int32),
        history_indptr=np.zeros(n + 1, np.int64), history_course=np.zeros(0, np.int32),
        history_day=np.zeros(0, np.int32), history_status=np.zeros(0, np.int8), travel_hours=hours,
        training_hold=hold, edu_level=np.full(n, 40, np.int16), legal_status=np.ones(n, np.int16),
    )  # fmt: skip
    required, weight = np.full((3, k), 3, np.float32), np.full((3, k), 1 / k, np.float32)
    names, competency, start, end, cost = (np.array(column) for column in zip(*COURSES, strict=True))
    ids, form = Vocabulary.of(names), np.where(np.isin(names, _KLASIKAL), 0, 1).astype(np.int8)
    catalogue = replace(
        province.catalogue, courses=ids, texts=tuple(CourseText(name.title(), "", "") for name in names),
        dev_kind=np.full(c, 3, np.int32), form=form, delivery=np.where(form == 0, 0, 2).astype(np.int8),
        jp=np.arange(10, 10 + c, dtype=np.float32), days=np.full(c, np.nan, np.float32), cost=cost,
        provider=np.full(c, -1, np.int32), family=np.zeros(c, np.int32), active=np.ones(c, bool),
        valid_from=np.full(c, MISSING_DAY, np.int32), valid_to=np.full(c, MISSING_DAY, np.int32),
        pair_course=np.arange(c, dtype=np.int32), pair_competency=competency.astype(np.int32),
        level_from=start.astype(np.float32), level_to=end.astype(np.float32),
        strength=np.ones(c, np.float32), rules=(Rule(4, "EDU_LEVEL_MIN", ("45",)),),
    )  # fmt: skip
    catalogue = replace(catalogue, **changes)
    gain = replace(
        province.gain, pair_course=catalogue.pair_course, pair_competency=catalogue.pair_competency,
        pair_law=np.zeros(c, np.int32), scale=np.ones(c, np.float32), quality=np.ones(c, np.float32),
        quality_sd=np.zeros(c, np.float32), quality_count=np.zeros(c, np.int32), required=required,
        weight=weight, courses=c,
        completion=CompletionScorer(np.zeros((inputs, c), np.float32), province.gain.completion.unit_rate),
    )  # fmt: skip
    return replace(
        province, people=people, catalogue=catalogue, gain=gain,
        positions=replace(province.positions, required=required, weight=weight),
        competencies=replace(
            province.competencies, ids=Vocabulary.of([f"K{row}" for row in range(k)]),
            names=tuple(f"Kompetensi {row}" for row in range(k)), kind=np.full(k, 2, np.int8),
        ),
    )  # fmt: skip

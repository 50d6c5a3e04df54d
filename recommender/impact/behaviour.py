"""Is it seen at work? Kirkpatrick level 3, as superiors or peers answer months later.

Only alumni are asked, so the effect is relative: alumni of this training against alumni of all others,
adjusted for what was known of both before the year of their training. It says which training is seen
more at work, not whether training is; and only of those for whom somebody answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.impact.aipw import Expected
from recommender.impact.common_outcome import common_outcome, if_narrow
from recommender.impact.estimate import F64
from recommender.impact.finding import Finding, Question, answer
from recommender.impact.panel import LAST, describe
from recommender.impact.scopes import Scope
from recommender.impact.setting import Setting
from recommender.impact.verdict import Case, judge

_LEVEL: Final = 3


@dataclass(frozen=True)
class Alumni:
    """A alumni of whom one role said something: mean answer, and what was known of them before."""

    person: NDArray[np.int64]
    course: NDArray[np.int64]
    score: F64
    """10-100."""
    x: F64
    expected: Expected | None = None
    """What the boosted learner expects of the answers, for courses with few of the alumni."""


def with_expected(alumni: Alumni, *, seed: int) -> Alumni:
    """The same with what is expected of the answers."""
    expected = common_outcome(alumni.score, x=alumni.x, cluster=alumni.person, seed=seed)
    return replace(alumni, expected=expected)


def alumni_of(setting: Setting, *, role: str) -> Alumni:
    """Everyone with an answer of ``role`` (a code of ``EVALUATOR_ROLES``) about a completed course.

    The answer is about the last completion of that course; people of years without yearly results are
    described as of the nearest year with one.
    """
    surveys, taken = setting.outcomes.surveys, setting.outcomes.participations
    years, count = setting.outcomes.years, len(setting.dataset.catalogue)
    asked = (surveys.level == _LEVEL) & (surveys.role == codes.EVALUATOR_ROLES.index(role))
    done = np.flatnonzero(taken.done)
    if not asked.any() or len(done) == 0 or len(years) == 0:
        nobody = np.zeros(0, np.int64)
        return Alumni(nobody, nobody, np.zeros(0), np.zeros((0, 0)))
    key = surveys.person[asked].astype(np.int64) * count + surveys.course[asked]
    found, place = np.unique(key, return_inverse=True)
    mean = np.bincount(place, weights=surveys.score[asked]) / np.bincount(place)
    done_key = taken.person[done].astype(np.int64) * count + taken.course[done]
    order = np.argsort(done_key, kind="stable")
    last = np.searchsorted(done_key[order], found, side="right") - 1
    known = (last >= 0) & (done_key[order][last] == found)
    year = taken.year()[done][order][last[known]].astype(np.int64)
    person, course = np.divmod(found[known], count)
    column = np.clip(year - int(years[0]), 0, len(years) - 1)
    x = describe(setting.dataset, setting.outcomes, person=person, column=column)
    return Alumni(person, course, mean[known], x)


def behaviour_effect(alumni: Alumni, scope: Scope, *, seed: int) -> Finding:
    """How much higher the answers about this training's alumni are than about other alumni."""
    d = scope.courses[alumni.course]
    if len(d) == 0 or d.all():
        people = len(np.unique(alumni.person[d]))
        return Finding(int(d.sum()), judge(Case(None, "relative", 1.0)), None, people=people)
    question = Question(
        alumni.score, d, alumni.x, alumni.person, last=LAST, design="relative",
        expected=if_narrow(alumni.expected, d),
    )  # fmt: skip
    return answer(question, seed=seed)

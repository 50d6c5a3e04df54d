"""Kirkpatrick surveys: reaction right after a course, behaviour and results half a year later.

Reaction (level 1) says how a course was liked, not what it taught: it has a course's own mean that
is independent of its quality. Levels 3 and 4 rise with the true gain, under much noise; one's own
answer is 8 points kinder than those of superior and peers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import EVALUATOR_ROLES
from recommender.synthetic.careers import History
from recommender.synthetic.columns import Columns, day, number, pick, text, whole
from recommender.synthetic.setting import World
from recommender.synthetic.world import AS_OF_DAY


@dataclass(frozen=True)
class Survey:
    """One question: expected score = base + per_level · (levels gained)."""

    level: int
    item: str
    role: str
    base: float
    per_level: float
    sd: float
    days_later: int
    response: float


_REACTION: Final = Survey(1, "PENYELENGGARAAN", "MANDIRI", 82.0, 0.0, 7.0, 1, 0.5)
_LATER: Final = tuple(
    Survey(level, item, role, base + 8.0 * (role == "MANDIRI"), per_level, sd, 180, 0.8)
    for level, item, base, per_level, sd in (
        (3, "PERUBAHAN_PERILAKU", 60.0, 22.0, 9.0), (4, "DAMPAK_PRODUKTIVITAS", 58.0, 15.0, 11.0)
    )
    for role in EVALUATOR_ROLES
)  # fmt: skip
_LONG_JP: Final = 24
"""Only courses of at least so many JP are followed up, and two in five of their alumni answer."""


def evaluations(world: World, history: History) -> Columns:
    """The table of evaluations, as far as they were given by the last observed day."""
    random = world.options.stream("evaluations")
    end, count = world.sessions.end[history.session], len(history.person)
    liking = (3.0 * random.standard_normal(len(world.book)))[history.course]
    long = np.array([course.jp >= _LONG_JP for course in world.book.courses])[history.course]
    follows = history.finished & long & (random.random(count) < 0.4)
    rows, scores, dates = [], [], []
    surveys = (_REACTION, *_LATER)
    for survey in surveys:
        asked = history.finished if survey is _REACTION else follows
        when = end + survey.days_later + random.integers(0, 25, count)
        who = np.flatnonzero(asked & (random.random(count) < survey.response) & (when <= AS_OF_DAY))
        expected = survey.base + survey.per_level * history.gained[who]
        expected = expected + (liking[who] if survey is _REACTION else 0.0)
        rows.append(who)
        dates.append(when[who])
        scores.append(np.clip(expected + survey.sd * random.standard_normal(len(who)), 10, 100))
    row = np.concatenate(rows)
    which = np.repeat(np.arange(len(surveys)), [len(who) for who in rows])
    return {
        "asn_id": pick(world.people.ids, history.person[row]),
        "course_id": pick(world.book.ids, history.course[row]),
        "session_id": pick(world.sessions.ids, history.session[row]),
        "level": whole(_each([one.level for one in surveys], which)),
        "item": text(_each([one.item for one in surveys], which)),
        "evaluator_role": text(_each([one.role for one in surveys], which)),
        "score": number(np.concatenate(scores), decimals=0),
        "evaluated_on": day(np.concatenate(dates)),
    }


def _each(values: list[int] | list[str], which: NDArray[np.int64]) -> NDArray[np.generic]:
    return np.asarray(np.array(values)[which])

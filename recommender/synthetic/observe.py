"""What the agency measures of the hidden levels: noisy ratings and tests with a ceiling.

Ratings: rating = level + bias + noise, in halves, cut to 0-5. The superior is lenient (+.2), with a
leniency of their own; the assessment centre is the most reliable; one's own rating is the least.
Tests: score = difficulty + 14 points a level + noise, cut to 0-100, so that strong people hit the
ceiling and a high first score falls back by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.careers import CAMPAIGNS, History
from recommender.synthetic.columns import Columns, day, number, pick
from recommender.synthetic.population import Population
from recommender.synthetic.setting import World
from recommender.synthetic.world import WorldOptions

F64 = NDArray[np.float64]
POINTS_PER_LEVEL: Final = 14.0
TEST_SD: Final = 7.0


@dataclass(frozen=True)
class Method:
    """How good a method of assessment is, and what it looks at."""

    name: str
    share: float
    sd: float
    bias: float
    core: bool
    technical: bool


METHODS: Final = (
    Method("ASSESSMENT_CENTER", 0.15, 0.4, 0.0, True, False),
    Method("CACT", 0.15, 0.5, 0.0, True, False),
    Method("UJI_KOMPETENSI", 0.15, 0.45, 0.0, False, True),
    Method("ATASAN", 0.35, 0.8, 0.2, True, True),
    Method("REKAN", 0.08, 0.7, 0.3, True, True),
    Method("MANDIRI", 0.12, 1.0, 0.6, True, True),
)
_BOSS_SD: Final = 0.3
"""Spread of the superiors' own leniency."""


@dataclass(frozen=True)
class Round:
    """Who is assessed in one campaign, and how: ``method`` are rows of ``METHODS``."""

    person: NDArray[np.int32]
    method: NDArray[np.int64]


def plan_rounds(options: WorldOptions, people: Population) -> tuple[Round, ...]:
    """Half of the year's share in each of the two campaigns of a year."""
    random = options.stream("rounds")
    shares = [method.share for method in METHODS]
    rounds = []
    for start in CAMPAIGNS:
        chosen = (random.random(len(people)) < options.share_assessed / 2) & (people.hired < start)
        person = np.flatnonzero(chosen).astype(np.int32)
        rounds.append(Round(person, random.choice(len(METHODS), len(person), p=shares)))
    return tuple(rounds)


def assessments(world: World, history: History, rounds: tuple[Round, ...]) -> Columns:
    """The table of assessments."""
    random = world.options.stream("assessments")
    boss = _BOSS_SD * random.standard_normal(int(world.people.unit.max()) + 1)
    core = np.arange(len(world.posts.competency_ids)) < 9
    looks = np.array([np.where(core, one.core, one.technical) for one in METHODS])
    sd, bias = np.array([one.sd for one in METHODS]), np.array([one.bias for one in METHODS])
    by_boss = np.array([one.name == "ATASAN" for one in METHODS])
    found = []
    for start, made, levels in zip(CAMPAIGNS, rounds, history.assessed_levels, strict=True):
        asked = (world.posts.required[world.people.position[made.person]] > 0) & looks[made.method]
        row, competency = np.nonzero(asked)
        person, method = made.person[row], made.method[row]
        lenient = bias[method] + by_boss[method] * boss[world.people.unit[person]]
        rating = levels[row, competency] + lenient + sd[method] * random.standard_normal(len(row))
        when = start + random.integers(0, 6, len(made.person))[row]
        found.append((person, competency, np.clip(np.round(2 * rating) / 2, 0, 5), method, when))
    person, competency, rating, method, when = (np.concatenate(part) for part in zip(*found, strict=True))
    return {
        "asn_id": pick(world.people.ids, person),
        "competency_id": pick(world.posts.competency_ids, competency),
        "level": number(rating, decimals=1),
        "method": pick([one.name for one in METHODS], method),
        "assessed_on": day(when),
    }


def exam_scores(world: World, history: History) -> tuple[F64, F64]:
    """Pre- and post-test of each participation, NaN where there is none."""
    random = world.options.stream("tests")
    book, count = world.book, len(history.person)
    middle = np.add.reduceat(
        book.strength * (book.level_from + book.level_to) / 2, book.pair_start
    ) / np.add.reduceat(book.strength, book.pair_start)
    difficulty = 62.0 - POINTS_PER_LEVEL * middle + 5.0 * random.standard_normal(len(book))
    tested = np.array([course.jp >= 9 for course in book.courses]) & world.options.with_pre_post
    here = tested[history.course] & (random.random(count) < 0.88)
    scores = []
    for level in (history.before, history.after):
        raw = difficulty[history.course] + POINTS_PER_LEVEL * level
        raw += TEST_SD * random.standard_normal(count)
        scores.append(np.where(here, np.clip(np.round(raw), 0, 100), np.nan))
    came_back = history.finished | (random.random(count) < 0.25)
    return scores[0], np.where(came_back, scores[1], np.nan)

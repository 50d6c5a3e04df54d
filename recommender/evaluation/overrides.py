"""Does a version order two people as the planner did, who put one in the other's place?

A swap says: for this course, whoever came before whoever left. Only swaps for reasons of fit say that;
who was ill or could not leave work says nothing of the order. The version's own order is its score of
the course for each of the two, as if it were their first. Equal scores count half.

The interval of the share is Wilson's (1927), 95%: it holds for few pairs and for shares near 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.features.arrays import F32, I32
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.ranking.greedy import list_benefit
from recommender.ranking.recommend import benefit_factor
from recommender.ranking.score import agreement_weight
from recommender.scorers.contract import softened_rank
from recommender.store.plan_swaps import Swap

FIT: Final = ("TIDAK_RELEVAN", "SUDAH_DILATIH")
"""Reasons that say something of whom the course suits."""
FEWEST: Final = 5
"""Pairs below which no share is told: it would tell of single decisions."""
_Z: Final = 1.959964


@dataclass(frozen=True)
class Share:
    """Share of pairs that are ordered the planner's way."""

    mean: float
    low: float
    high: float
    pairs: int


def of_fit(swaps: Iterable[Swap]) -> tuple[Swap, ...]:
    """The swaps that were made for reasons of fit."""
    return tuple(one for one in swaps if one.reason in FIT)


def planners_way(bundle: Bundle, swaps: Sequence[Swap]) -> Share | None:
    """How ``bundle`` orders the pairs whose people and course it knows; None for fewer than FEWEST."""
    people, courses = Vocabulary(bundle.people.asn_id), bundle.catalogue.courses
    out, into = people.rows([one.out for one in swaps]), people.rows([one.into for one in swaps])
    course = courses.rows([one.course_id for one in swaps])
    known = (out != UNKNOWN) & (into != UNKNOWN) & (course != UNKNOWN)
    if known.sum() < FEWEST:
        return None
    lead = _score(bundle, into[known], course[known]) - _score(bundle, out[known], course[known])
    return wilson(float((lead > 0).sum() + 0.5 * (lead == 0).sum()), int(known.sum()))


def wilson(successes: float, pairs: int) -> Share:
    """Wilson's score interval of ``successes / pairs``."""
    share, z2 = successes / pairs, _Z**2
    middle = (share + z2 / (2 * pairs)) / (1 + z2 / pairs)
    half = _Z / (1 + z2 / pairs) * math.sqrt(share * (1 - share) / pairs + z2 / (4 * pairs**2))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half), pairs)


def _score(bundle: Bundle, rows: I32, course: I32) -> F32:
    """(n,) score of one course for each of n people, as their first."""
    people, each = bundle.people.take(rows), np.arange(len(rows))
    benefit = list_benefit(
        bundle.gain, people, p_complete=bundle.completion.score(people), course=course[:, None]
    )
    weight = 0.0 if "training_records" in bundle.switched_off else agreement_weight(bundle.dial)
    practice = softened_rank(bundle.agreement.score(people))[each, course]
    score: F32 = np.float32(benefit_factor(bundle, None)) * benefit + np.float32(weight) * practice
    return score

"""What lists are expected to be worth: many methods, judged by one model they did not choose with.

Each method picks its lists with what was known on a day; the gain model of the version, learnt on
everything, judges them. It is an estimate, not a measurement: only tests with known truth and drawn
seats can say more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.evaluation.intervals import Float
from recommender.evaluation.metrics import ranked
from recommender.features.arrays import F32, I32, Bool, People
from recommender.ranking.greedy import list_benefit, pick_lists


def method_lists(
    earlier: Bundle, people: People, scores: Mapping[str, F32], *, allowed: Bool, length: int, seed: int
) -> dict[str, I32]:
    """(n, length) lists of each method: chance, the given ``scores`` (n, C), and expected gain."""
    chance = np.random.default_rng(seed).random(allowed.shape, dtype=np.float32)
    lists = {"random": ranked(chance, k=length, barred=~allowed)}
    for name, score in scores.items():
        lists[name] = ranked(score, k=length, barred=~allowed)
    lists["expected_gain"] = pick_lists(
        earlier.gain,
        people,
        p_complete=earlier.completion.score(people),
        allowed=allowed,
        bonus=np.zeros(allowed.shape, np.float32),
        benefit_factor=1.0,
        length=length,
    ).course
    return lists


def worth(bundle: Bundle, people: People, lists: Mapping[str, I32]) -> dict[str, Float]:
    """(n,) joint benefit of each person's list, of each method, by the bundle's own gain model."""
    p_complete = bundle.completion.score(people)
    return {
        name: list_benefit(bundle.gain, people, p_complete=p_complete, course=course).astype(np.float64)
        for name, course in lists.items()
    }

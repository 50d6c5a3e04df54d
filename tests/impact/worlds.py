"""Panels whose true effect is known: superiors send whom they think well of after a good year.

A year's score = half of last year's, a quarter of the one before, seniority and luck. Training goes to
those with a good score last year. ``hidden`` adds an unrecorded motive; 1 makes it as strong as last year's
score: what one standard deviation of either adds to the chance of training and to the score is the same.
"""

from __future__ import annotations

import numpy as np

from recommender.impact.finding import Question

LAST, BEFORE_LAST = 0, 1


def panel_world(
    random: np.random.Generator, *, n: int = 2000, effect: float = 0.0, hidden: float = 0.0
) -> Question:
    """One year of n people: y in points with a spread of about 2.5."""
    ability = random.standard_normal(n)
    first = 80 + 1.2 * ability + 1.5 * random.standard_normal(n)
    last = 80 + 0.8 * ability + 0.5 * (first - 80) + 1.5 * random.standard_normal(n)
    tenure = random.uniform(0, 30, n)
    motive = hidden * float(last.std()) * random.standard_normal(n)
    chance = 1 / (1 + np.exp(1.2 - 0.35 * (last - 80) - 0.02 * (tenure - 15) - 0.35 * motive))
    d = random.random(n) < chance
    expected = 80 + 0.5 * (last - 80) + 0.25 * (first - 80) + 0.02 * tenure + 0.5 * motive
    y = expected + effect * d + 1.8 * random.standard_normal(n)
    return Question(
        y, d, np.column_stack([last, first, tenure]), np.arange(n), last=LAST, past=BEFORE_LAST,
        control=95 + random.standard_normal(n),
    )  # fmt: skip

"""First prices where people have more candidates than a menu holds: everybody takes their best few courses.

Of each course a person takes the best session, of all courses the best few; dates, losses and the other
rules of sets are left out, and a sample of the people stands for all. These prices only decide which
candidates come onto the menus; what is left out is counted in the bound
(:func:`recommender.planning.prices.outside_bound`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from recommender.planning.menu import best_candidates
from recommender.planning.prices import Stop, minimise, never, price_scale
from recommender.planning.problem import F64, I64
from recommender.planning.rows import Rows
from recommender.planning.task import Asked

_SAMPLE: Final = 4_000
"""People, more where all of them have few candidates:"""
_PAIRS: Final = 180_000
_TEMPERATURES: Final = (0.3, 0.1, 0.03)
_NEGLIGIBLE: Final = 20.0
"""Courses this many τ below zero count as that far below."""


class _Relaxed:
    """Σ of each person's best ``most`` courses after prices, plus prices · caps, softened."""

    def __init__(self, value: F64, person: I64, course: I64, rows: Rows, most: int) -> None:
        """Candidates of one person and course stand together."""
        self.value, self.rows, self.most = value, rows, most
        key = person * (int(course.max(initial=0)) + 1) + course
        self.first = np.flatnonzero(np.diff(key, prepend=-1))
        self.group = np.repeat(np.arange(len(self.first)), np.diff(np.append(self.first, len(key))))
        owner = person[self.first]
        self.offered = best_candidates(owner, np.zeros(len(owner)), width=len(owner))
        self.size = len(rows)
        self.hopeless = False

    def evaluate(self, rate: F64, tau: float) -> tuple[float, F64]:
        """The sum and its gradient."""
        reward = (self.value - self.rows.price(rate)) / tau
        top = np.maximum.reduceat(reward, self.first)
        weight = np.exp(reward - top[self.group])
        mass = np.add.reduceat(weight, self.first)
        course = np.append(np.maximum(top + np.log(mass), -_NEGLIGIBLE), -_NEGLIGIBLE)
        offered = course[self.offered]
        most = min(self.most, offered.shape[1])
        place = np.argpartition(-offered, most - 1, axis=1)[:, :most]
        best = np.take_along_axis(offered, place, axis=1)
        worth = tau * float(np.logaddexp(0, best).sum())
        taken = np.zeros(len(course))
        taken[np.take_along_axis(self.offered, place, axis=1)] = np.exp(best - np.logaddexp(0, best))
        x = weight * (taken[:-1] / mass)[self.group]
        return worth + float(rate @ self.rows.cap), self.rows.cap - self.rows.use(x)


def first_prices(asked: Asked, *, most: int, seed: int, stop: Stop = never) -> F64:
    """(R,) prices."""
    problem = asked.problem
    everyone = np.unique(problem.person)
    share = min(1.0, max(_SAMPLE / max(len(everyone), 1), _PAIRS / len(problem)))
    count = max(1, round(share * len(everyone)))
    sample = np.zeros(len(problem.staff), bool)
    sample[np.random.default_rng(seed).choice(everyone, count, replace=False)] = True
    column = np.flatnonzero(sample[problem.person] & asked.allowed)
    course = problem.sessions.course[problem.session[column]]
    order = np.lexsort((course, problem.person[column]))
    column, course = column[order], course[order]
    part = replace(asked.rows.of_candidates(column), cap=asked.rows.cap * share)
    dual = _Relaxed(problem.value[column], problem.person[column], course, part, most)
    return minimise(dual, scale=price_scale(part), temperatures=_TEMPERATURES, evaluations=30, stop=stop)

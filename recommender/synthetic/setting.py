"""The world before its first year: people, posts, courses, calendar, and their hidden parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.growth import Lesson
from recommender.synthetic.population import Population
from recommender.synthetic.posts import Posts
from recommender.synthetic.schedule import Sessions
from recommender.synthetic.world import WorldOptions

F32 = NDArray[np.float32]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class World:
    """Everything that stands before the first year begins."""

    options: WorldOptions
    people: Population
    posts: Posts
    book: CourseBook
    sessions: Sessions
    lesson: Lesson
    finishing: F32
    """(n, C) probability of completing."""
    admitted: Bool
    """(n, C) by the rules about the person alone."""


def completion_probability(options: WorldOptions, people: Population, book: CourseBook) -> F32:
    """(n, C): diligence helps; long courses, travelling to a class and lone e-learning hurt."""
    random = options.stream("completion")
    jp = np.array([course.jp for course in book.courses])
    alone = np.array([course.delivery == "DARING_ASINKRON" for course in book.courses])
    of_course = 2.6 + 0.3 * random.standard_normal(len(book)) - 0.9 * alone - 0.25 * np.log(jp / 24)
    logit = of_course + 0.7 * people.diligence[:, None]
    logit -= 0.25 * people.travel_hours[:, None] * book.classical
    return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)

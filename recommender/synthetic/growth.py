"""The four laws by which a completed course raises a level: the hidden truth of a world.

With q the course's quality, s the strength, d = level_to - C what is left to learn, C the level:

* saturating: ``q s clip(d, 0, 2) / (1 + exp(-slope (C - level_from + .75)))``
* linear: ``q s step`` up to level_to, whatever the distance
* threshold: ``q s 1.4 step`` up to level_to, nothing for C < level_from - .5
* diminishing: ``q s log(1 + clip(d, 0, 2))``, ready or not

Nobody is lifted above level_to. Quality, slope and step differ from course to course.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.world import Growth, WorldOptions

F32 = NDArray[np.float32]
UNFINISHED_SHARE: Final = 0.15
"""Part of the gain that who does not finish keeps."""


@dataclass(frozen=True)
class Lesson:
    """The true effect of M course-competency pairs; all arrays (M,) float32."""

    law: Growth
    quality: F32
    """Includes the world's effect scale."""
    slope: F32
    step: F32
    level_from: F32
    level_to: F32
    strength: F32

    def take(self, pairs: slice | NDArray[np.integer]) -> Lesson:
        """The effect of some of the pairs."""
        return Lesson(
            self.law, self.quality[pairs], self.slope[pairs], self.step[pairs],
            self.level_from[pairs], self.level_to[pairs], self.strength[pairs],
        )  # fmt: skip

    def gain(self, level: F32) -> F32:
        """Levels gained by one who finishes, from ``level`` (..., M): same shape."""
        left = np.clip(self.level_to - level, 0.0, None)
        grown = self.quality * self.strength * _LAWS[self.law](self, level, left)
        return np.asarray(np.minimum(grown, left), np.float32)


def _saturating(lesson: Lesson, level: F32, left: F32) -> F32:
    readiness = 1.0 + np.exp(-lesson.slope * (level - lesson.level_from + np.float32(0.75)))
    return np.asarray(np.minimum(left, np.float32(2.0)) / readiness, np.float32)


def _linear(lesson: Lesson, level: F32, left: F32) -> F32:
    return np.broadcast_to(lesson.step, level.shape)


def _threshold(lesson: Lesson, level: F32, left: F32) -> F32:
    ready = level >= lesson.level_from - np.float32(0.5)
    return np.where(ready, np.float32(1.4) * lesson.step, np.float32(0.0))


def _diminishing(lesson: Lesson, level: F32, left: F32) -> F32:
    return np.log1p(np.minimum(left, np.float32(2.0)))


_LAWS: Final[dict[Growth, Callable[[Lesson, F32, F32], F32]]] = {
    "saturating": _saturating,
    "linear": _linear,
    "threshold": _threshold,
    "diminishing": _diminishing,
}


def draw_lesson(options: WorldOptions, book: CourseBook) -> Lesson:
    """Quality by form, kind and level of the course plus its own part; slope and step at random."""
    random = options.stream("growth")
    count = len(book)
    start = book.pair_start
    family = np.array(
        [_family(one.form, one.dev_kind, int(book.level_to[first])) for one, first in
         zip(book.courses, start, strict=True)]
    )  # fmt: skip
    codes, row = np.unique(family, return_inverse=True)
    quality = 0.5 + 0.1 * random.standard_normal(len(codes))[row] + 0.17 * random.standard_normal(count)
    quality = np.clip(quality, 0.05, 1.0) * options.effect
    slope, step = random.uniform(1.5, 4.0, count), random.uniform(0.7, 1.5, count)
    spread = book.pair_course
    return Lesson(
        law=options.growth,
        quality=quality[spread].astype(np.float32),
        slope=slope[spread].astype(np.float32),
        step=step[spread].astype(np.float32),
        level_from=book.level_from,
        level_to=book.level_to,
        strength=book.strength,
    )


def _family(form: str, dev_kind: int, level: int) -> int:
    return (len(form) * 100 + dev_kind) * 10 + level

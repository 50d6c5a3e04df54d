"""Whom superiors send to training: the bias that every history of nominations carries.

Biased: weight = exp(.7 seniority + .5 last year's performance + favour), x 6 for courses of one's
own field, x a fashion of the course, x exp(-.3 travel hours) for classes away from home; everybody
sent is sent .45 times as readily again in that year. Wise: weight = exp(true benefit / .015).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.setting import World

F32 = NDArray[np.float32]
_AGAIN: Final = np.float32(0.45)
_LEAST: Final = np.float32(1e-12)


class Superiors:
    """Their opinions, formed anew each year."""

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._field = world.posts.field[world.people.position]
        self._distance = np.exp(-0.3 * world.people.travel_hours).astype(np.float32)
        self._affinity = self._affinities(random)
        self._weight = np.ones(len(world.people), np.float32)

    def _affinities(self, random: np.random.Generator) -> F32:
        """(fields, C) how a superior of a field thinks of a course."""
        book = self._world.book
        first = book.pair_competency[book.pair_start]
        field_of = (first - 9) // 3  # technical competencies follow the nine core ones, three a field
        own = field_of[None, :] == np.arange(int(self._world.posts.field.max()) + 1)[:, None]
        fashion = random.lognormal(0.0, 0.6, len(book))
        return np.asarray(np.where(own, 6.0, np.where(first < 9, 1.0, 0.35)) * fashion, np.float32)

    def form_opinions(self, last_merit: F32 | None) -> None:
        """Start a year; ``last_merit`` (n,) is the year before, NaN for who was not there."""
        people = self._world.people
        merit = np.zeros(len(people)) if last_merit is None else np.nan_to_num(_standardised(last_merit))
        seniority = _standardised(-people.hired.astype(np.float64))
        self._weight = np.exp(0.7 * seniority + 0.5 * merit + people.favour).astype(np.float32)

    def remember(self, chosen: NDArray[np.int64]) -> None:
        """Who was just sent is sent less readily again this year."""
        self._weight[chosen] *= _AGAIN

    def readiness(self, able: NDArray[np.int64], *, course: int, levels: F32) -> F32:
        """Weight, shape of ``able``, with which each is nominated; ``levels`` (n, K) are the true ones."""
        if self._world.options.bosses == "random":
            return np.ones(len(able), np.float32)
        if self._world.options.bosses == "wise":
            hope = np.minimum(self._benefit(able, course, levels) / np.float32(0.015), np.float32(40.0))
            return np.asarray(np.exp(hope), np.float32)
        weight = self._weight[able] * self._affinity[self._field[able], course]
        if self._world.book.classical[course]:
            weight = weight * self._distance[able]
        return np.asarray(np.maximum(weight, _LEAST), np.float32)

    def _benefit(self, able: NDArray[np.int64], course: int, levels: F32) -> F32:
        world = self._world
        pairs = world.book.pairs_of(course)
        columns = world.book.pair_competency[pairs]
        position = world.people.position[able][:, None]
        level, required = levels[able[:, None], columns], world.posts.required[position, columns]
        after = level + world.lesson.take(pairs).gain(level)
        closed = np.minimum(after, required) - np.minimum(level, required)
        return np.asarray((closed * world.posts.share[position, columns]).sum(axis=1), np.float32)


def _standardised(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray((values - np.nanmean(values)) / (np.nanstd(values) or 1.0), np.float64)

"""Levels: what each person probably can do, and how sure that is.

State-space model of one competency of one person, on the scale 0-5 of the standards::

    prior        C ~ N(prior[position, competency] + person effect, spread²)
    drift        dC = N(trend·dt, drift²·dt)                       (dt in years)
    assessment   y = C + bias[method] + N(0, noise[method]²)
    training     C += closed gain of the course (mean and variance given with the event)
    test         y = Σ h_k C_k + N(0, noise²)                      (pre and post tests)

Filtered for all people at once: events are numbered within each person, and step s handles the
s-th event of everybody. Method biases and noises, spread, drift and trend are the maximum of the
likelihood times a documented prior; the objective methods have no bias by definition. The person
effect lets a rating in one competency say something about another (exchangeable covariance).
Source: Kalman (1960); Durbin & Koopman (2012), ch. 4; empirical Bayes shrinkage, Efron (2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY
from recommender.features.arrays import F32, I32

PRIOR_BIAS: Final = {"ATASAN": 0.2, "REKAN": 0.2, "MANDIRI": 0.4}
"""Upward bias of the subjective methods before data speak (measured on bosses: about .2)."""
PRIOR_NOISE: Final = {
    "ASSESSMENT_CENTER": 0.4, "CACT": 0.5, "UJI_KOMPETENSI": 0.4, "ATASAN": 0.8, "REKAN": 0.8, "MANDIRI": 1.0,
}  # fmt: skip
"""Standard deviation of the methods before data speak, in levels."""


@dataclass(frozen=True)
class LevelModel:
    """What was learnt about levels: enough to estimate anybody's, also outside the snapshot."""

    prior: F32
    """(J + 1, K) prior mean by position; the last row for an unknown position."""
    bias: F32
    """(6,) upward bias of each method, in levels."""
    noise: F32
    """(6,) standard deviation of each method, in levels."""
    spread: float
    """Standard deviation of true levels around the prior mean."""
    person_share: float
    """Part of the spread's variance that all competencies of a person share, 0-1."""
    drift: float
    """Standard deviation of the change in a year, in levels."""
    trend: float
    """Mean change in a year, in levels."""

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {
            "prior": self.prior,
            "bias": self.bias,
            "noise": self.noise,
            "scalars": np.array([self.spread, self.person_share, self.drift, self.trend], np.float64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        spread, person_share, drift, trend = (float(value) for value in arrays["scalars"])
        return cls(
            prior=arrays["prior"], bias=arrays["bias"], noise=arrays["noise"],
            spread=spread, person_share=person_share, drift=drift, trend=trend,
        )  # fmt: skip


@dataclass(frozen=True)
class Events:
    """What happened to levels, in any order; E events on cells (person, competency).

    An event is one observation of, or one change to, one cell. A test of several competencies
    stands as one pseudo-observation per competency (see :mod:`recommender.scorers.learn_gain`).
    """

    person: I32
    competency: I32
    day: I32
    order: NDArray[np.int8]
    """Within a day: 0 assessment, 1 pre-test, 2 gain, 3 post-test."""
    kind: NDArray[np.int8]
    """OBSERVE or CHANGE."""
    value: F32
    """Observed level (bias removed), or mean change."""
    variance: F32
    """Noise variance of the observation, or variance of the change."""


OBSERVE: Final = 0
CHANGE: Final = 1


@dataclass(frozen=True)
class Filtered:
    """Result of the filter; (n, K) arrays are as of the last day."""

    level: F32
    sd: F32
    before: F32
    """(E,) predicted level just before each event."""
    before_variance: F32
    """(E,) its variance."""
    log_likelihood: float


def filter_levels(
    events: Events, *, prior: F32, variance: F32 | float, drift: float, trend: float, end_day: int
) -> Filtered:
    """Run the filter over all cells.

    Parameters
    ----------
    prior
        (n, K) prior mean of each cell.
    variance
        Prior variance, scalar or (n, K).
    drift, trend
        Yearly standard deviation and mean of the change.
    end_day
        Levels are carried to this day. Before a cell's first event the prior stands, so its drift
        counts from there on.
    """
    n, width = prior.shape
    mean = prior.astype(np.float64).ravel().copy()
    spread = np.broadcast_to(np.asarray(variance, np.float64), prior.shape).ravel().copy()
    seen = np.full(n * width, MISSING_DAY, np.int64)
    cell = events.person.astype(np.int64) * width + events.competency
    order = np.lexsort((events.order, events.day, cell))
    step = _position_in_cell(cell[order])
    before = np.empty(len(cell), np.float64)
    before_variance = np.empty(len(cell), np.float64)
    log_likelihood = 0.0
    for block in _blocks(order, step):
        at, day = cell[block], events.day[block].astype(np.int64)
        years = np.where(seen[at] == MISSING_DAY, 0, day - seen[at]) / DAYS_PER_YEAR
        mu, var = mean[at] + trend * years, spread[at] + drift**2 * years
        before[block], before_variance[block] = mu, var
        observes = events.kind[block] == OBSERVE
        innovation = events.value[block] - mu
        total = var + events.variance[block]
        gain = np.where(observes, var / total, 0.0)
        mean[at] = mu + np.where(observes, gain * innovation, events.value[block])
        spread[at] = np.where(observes, (1 - gain) * var, total)
        seen[at] = day
        log_likelihood -= 0.5 * float(
            np.sum(np.where(observes, np.log(2 * np.pi * total) + innovation**2 / total, 0.0))
        )
    years = np.where(seen == MISSING_DAY, 0, end_day - seen) / DAYS_PER_YEAR
    return Filtered(
        level=(mean + trend * years).reshape(prior.shape).astype(np.float32),
        sd=np.sqrt(spread + drift**2 * years).reshape(prior.shape).astype(np.float32),
        before=before.astype(np.float32),
        before_variance=before_variance.astype(np.float32),
        log_likelihood=log_likelihood,
    )


def assessment_events(
    model: LevelModel, *, person: I32, competency: I32, level: F32, method: NDArray[np.int8], day: I32
) -> Events:
    """Assessments as events, the method's bias removed."""
    return Events(
        person=person,
        competency=competency,
        day=day,
        order=np.zeros(len(person), np.int8),
        kind=np.full(len(person), OBSERVE, np.int8),
        value=level - model.bias[method],
        variance=np.square(model.noise[method]),
    )


def join(first: Events, *others: Events) -> Events:
    """All events in one."""
    parts = (first, *others)
    return Events(**{
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("person", "competency", "day", "order", "kind", "value", "variance")
    })  # fmt: skip


def share_between_competencies(
    level: F32, sd: F32, *, prior: F32, spread: float, person_share: float
) -> tuple[F32, F32]:
    """Let each person's other competencies inform each competency.

    The filtered cell is turned back into its likelihood N(z, s²) by taking the prior out, the
    person effect is estimated from the other cells (leave one out), and both are combined. Exact
    for the exchangeable model without drift.

    Returns
    -------
    level, sd
        (n, K) float32.
    """
    if person_share <= 0:
        return level, sd
    total = spread**2
    shared, own = total * person_share, total * (1 - person_share)
    variance = np.square(sd, dtype=np.float64)
    information = np.maximum(1 / variance - 1 / total, 0.0)
    offset = level.astype(np.float64) - prior
    # likelihood of the cell: precision `information`, mean offset z with information·z = offset/variance
    known = information > 1e-6
    z = np.where(known, offset / variance / np.where(known, information, 1.0), 0.0)
    weight = np.where(known, 1 / (own + 1 / np.where(known, information, 1.0)), 0.0)
    precision = 1 / shared + weight.sum(axis=1, keepdims=True) - weight
    effect = ((weight * z).sum(axis=1, keepdims=True) - weight * z) / precision
    prior_variance = own + 1 / precision
    posterior = 1 / (1 / prior_variance + information)
    shared_level = prior + posterior * (effect / prior_variance + information * z)
    return shared_level.astype(np.float32), np.sqrt(posterior).astype(np.float32)


def newest(
    shape: tuple[int, int], *, person: I32, competency: I32, method: NDArray[np.int8], day: I32
) -> tuple[NDArray[np.int8], I32]:
    """Method and day of the newest assessment of each cell; -1 and MISSING_DAY where there is none.

    The assessments come sorted by day within a cell, so the last write is the newest.
    """
    last_method = np.full(shape, -1, np.int8)
    last_day = np.full(shape, MISSING_DAY, np.int32)
    last_method[person, competency] = method
    last_day[person, competency] = day
    return last_method, last_day


def prior_of(model: LevelModel, *, position: I32) -> F32:
    """(n, K) prior mean of each person's cells; an unknown position (-1) takes the last row."""
    return model.prior[position]


def _position_in_cell(sorted_cell: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(sorted_cell) == 0:
        return np.zeros(0, np.int64)
    start = np.flatnonzero(np.concatenate([[True], sorted_cell[1:] != sorted_cell[:-1]]))
    length = np.diff(np.concatenate([start, [len(sorted_cell)]]))
    return np.arange(len(sorted_cell)) - np.repeat(start, length)


def _blocks(order: NDArray[np.int64], step: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Event indices of step 0 of every cell, then step 1, ..."""
    by_step = np.argsort(step, kind="stable")
    bounds = np.cumsum(np.bincount(step)) if len(step) else np.zeros(0, np.int64)
    return np.split(order[by_step], bounds[:-1]) if len(bounds) else []

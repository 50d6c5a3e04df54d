"""Levels: what each person probably can do, and how sure that is.

State-space model of one competency of one person, on the scale 0-5 of the standards::

    prior        C ~ N(prior[position, competency] + person effect, spread²) at the first day
    drift        dC = N(trend·dt, drift²·dt)                       (dt in years)
    assessment   y = C + bias[method] + N(0, noise[method]²)
    training     C += closed gain of the course (mean and variance given with the event)
    test         y = Σ h_k C_k + N(0, noise²)                      (pre and post tests)

Ratings and tests end somewhere: a rating of 0 or 5 and a score of 0 or 100 say only "at most" or "at
least" (Tobin 1958), and are used as that.

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
from recommender.features.arrays import F32, I32, Bool
from recommender.scorers.growth import HIGHEST, LOWEST

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
    start: int
    """Day number at which levels stood at the prior; drift and trend count from there."""

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Plain arrays, see :mod:`recommender.scorers.contract`."""
        return {
            "prior": self.prior,
            "bias": self.bias,
            "noise": self.noise,
            "scalars": np.array(
                [self.spread, self.person_share, self.drift, self.trend, self.start], np.float64
            ),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`arrays`."""
        spread, person_share, drift, trend, start = (float(value) for value in arrays["scalars"])
        return cls(
            prior=arrays["prior"], bias=arrays["bias"], noise=arrays["noise"],
            spread=spread, person_share=person_share, drift=drift, trend=trend, start=int(start),
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
    bound: NDArray[np.int8]
    """0: the value was observed; -1: at most the value was, +1: at least the value was."""


HALF_STEP: Final = 0.25
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
    events: Events,
    *,
    prior: F32,
    variance: F32 | NDArray[np.float64] | float,
    drift: float,
    trend: float,
    start_day: int,
    end_day: int,
    turns: Turns | None = None,
) -> Filtered:
    """Run the filter over all cells.

    Parameters
    ----------
    prior
        (n, K) mean of each cell at ``start_day``.
    variance
        Variance at ``start_day``, scalar or (n, K).
    drift, trend
        Yearly standard deviation and mean of the change.
    start_day, end_day
        Events lie before the last; levels are carried to ``end_day``.
    turns
        What :func:`turns_of` says of the events, for callers that filter the same ones many times.
    """
    mean = prior.astype(np.float64).ravel().copy()
    spread = np.broadcast_to(np.asarray(variance, np.float64), prior.shape).ravel().copy()
    seen = np.full(prior.size, start_day, np.int64)
    cell = events.person.astype(np.int64) * prior.shape[1] + events.competency
    before, before_variance = np.empty(len(cell)), np.empty(len(cell))
    log_likelihood = 0.0
    for block in turns_of(events) if turns is None else turns:
        at = cell[block]
        day = np.maximum(events.day[block], seen[at])  # what came before the first day counts as on it
        years = (day - seen[at]) / DAYS_PER_YEAR
        mu, var = mean[at] + trend * years, spread[at] + drift**2 * years
        before[block], before_variance[block] = mu, var
        mean[at], spread[at], likelihood = _updated(events, block, mu, var)
        seen[at] = day
        log_likelihood += likelihood
    years = (end_day - seen) / DAYS_PER_YEAR
    return Filtered(
        level=(mean + trend * years).reshape(prior.shape).astype(np.float32),
        sd=np.sqrt(spread + drift**2 * years).reshape(prior.shape).astype(np.float32),
        before=before.astype(np.float32),
        before_variance=before_variance.astype(np.float32),
        log_likelihood=log_likelihood,
    )


Turns = list[NDArray[np.int64]]


def turns_of(events: Events) -> Turns:
    """Rows of the first event of every cell, then of the second, ..."""
    cell = events.person.astype(np.int64) * (int(events.competency.max(initial=0)) + 1) + events.competency
    order = np.lexsort((events.order, events.day, cell))
    return _blocks(order, _position_in_cell(cell[order]))


def _updated(
    events: Events, block: NDArray[np.int64], mu: NDArray[np.float64], var: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Mean and variance after the events of ``block``, and their log likelihood.

    A bounded observation is matched by its first two moments: with z = ±(mean - bound)/s and
    λ = φ(z)/Φ(z), the mean moves by ±var·λ/s and the variance shrinks by var²·λ(λ + z)/s².
    """
    value, bound = events.value[block], events.bound[block]
    observes = events.kind[block] == OBSERVE
    total = var + events.variance[block]
    scale = np.sqrt(np.where(observes, total, 1.0))
    push = (value - mu) / scale
    shrink = np.ones(len(block))
    likelihood = -0.5 * (np.log(2 * np.pi * scale**2) + push**2)
    bounded = np.flatnonzero(bound)
    if len(bounded):
        side = bound[bounded]
        standard = np.clip((mu[bounded] - value[bounded]) * side / scale[bounded], -4, 8)
        probability = _normal_cdf(standard)
        hazard = np.exp(-0.5 * standard**2) / np.sqrt(2 * np.pi) / probability
        push[bounded], shrink[bounded] = side * hazard, hazard * (hazard + standard)
        likelihood[bounded] = np.log(probability)
    mean = np.where(observes, mu + var / scale * push, mu + value)
    spread = np.where(observes, var - np.square(var / scale) * shrink, total)
    return mean, spread, float(np.sum(likelihood[observes]))


def _normal_cdf(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Φ(z) to 1e-7 (Abramowitz & Stegun 26.2.17): the server has no scipy."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi) * series
    result: NDArray[np.float64] = np.where(z >= 0, 1 - upper, upper)
    return result


def assessment_events(
    model: LevelModel, *, person: I32, competency: I32, level: F32, method: NDArray[np.int8], day: I32
) -> Events:
    """Assessments as events, the method's bias removed; a rating at either end is a bound.

    Ratings come in halves, so a 0 stands for everything up to a quarter, and a 5 from 4.75 on.
    """
    bound = np.where(level <= LOWEST, -1, np.where(level >= HIGHEST, 1, 0)).astype(np.int8)
    return Events(
        person=person,
        competency=competency,
        day=day,
        order=np.zeros(len(person), np.int8),
        kind=np.full(len(person), OBSERVE, np.int8),
        value=level - HALF_STEP * bound - model.bias[method],
        variance=np.square(model.noise[method]),
        bound=bound,
    )


def join(first: Events, *others: Events) -> Events:
    """All events in one."""
    parts = (first, *others)
    return Events(**{
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("person", "competency", "day", "order", "kind", "value", "variance", "bound")
    })  # fmt: skip


def share_between_competencies(
    level: F32,
    sd: F32,
    *,
    model: LevelModel,
    position: I32,
    end_day: int,
    gained: F32 | None = None,
    asked: Bool | None = None,
) -> tuple[F32, F32]:
    """Let each person's other competencies inform each competency.

    The filtered cell is turned back into its likelihood N(z, s²) by taking the prior out, the
    person effect is estimated from the other cells (leave one out), and both are combined. Exact
    for the exchangeable model; a cell that was never observed moves with the person effect.
    ``gained`` (n, K) is what trainings are expected to have added: it belongs to its cell and says
    nothing of the others. Cells that are not ``asked`` (n, K) started elsewhere than at the prior: they
    neither inform nor are informed.

    Returns
    -------
    level, sd
        (n, K) float32.
    """
    if model.person_share <= 0:
        return level, sd
    years = max(end_day - model.start, 0) / DAYS_PER_YEAR
    prior = prior_of(model, position=position) + model.trend * years
    if gained is not None:
        prior = prior + gained
    total = model.spread**2 + model.drift**2 * years
    shared, own = total * model.person_share, total * (1 - model.person_share)
    variance = np.square(sd, dtype=np.float64)
    information = np.maximum(1 / variance - 1 / total, 0.0)
    offset = level.astype(np.float64) - prior
    # likelihood of the cell: precision `information`, mean offset z with information·z = offset/variance
    known = information > 1e-6 if asked is None else asked & (information > 1e-6)
    z = np.where(known, offset / variance / np.where(known, information, 1.0), 0.0)
    weight = np.where(known, 1 / (own + 1 / np.where(known, information, 1.0)), 0.0)
    precision = 1 / shared + weight.sum(axis=1, keepdims=True) - weight
    effect = ((weight * z).sum(axis=1, keepdims=True) - weight * z) / precision
    prior_variance = own + 1 / precision
    posterior = 1 / (1 / prior_variance + information)
    informed = posterior * (effect / prior_variance + information * z)
    offset = np.where(known, informed, offset + effect)
    posterior = np.where(known, posterior, np.maximum(variance - total, 0) + prior_variance)
    shared_level, shared_sd = (prior + offset).astype(np.float32), np.sqrt(posterior).astype(np.float32)
    if asked is None:
        return shared_level, shared_sd
    return np.where(asked, shared_level, level), np.where(asked, shared_sd, sd)


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


def _blocks(order: NDArray[np.int64], step: NDArray[np.int64]) -> Turns:
    """Event indices of step 0 of every cell, then step 1, ..."""
    by_step = np.argsort(step, kind="stable")
    bounds = np.cumsum(np.bincount(step)) if len(step) else np.zeros(0, np.int64)
    return np.split(order[by_step], bounds[:-1]) if len(bounds) else []

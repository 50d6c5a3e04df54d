"""Learn how reliable each way of assessing is, and where levels start (see :mod:`levels`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recommender.domain import codes
from recommender.domain.days import DAYS_PER_YEAR
from recommender.features.arrays import F32, Dataset, Evidence
from recommender.scorers import levels
from recommender.scorers.levels import LevelModel

_SAMPLE: Final = 6000
"""People whose assessments the likelihood is maximised on; more changes the third digit."""
_SUBJECTIVE: Final = [codes.METHODS.index(name) for name in ("ATASAN", "REKAN", "MANDIRI")]
_PRIOR_SPREAD: Final = 0.8
_PRIOR_DRIFT: Final = 0.2
_POSITION_SHRINK: Final = 12.0
"""Assessments that a position's own mean needs to weigh as much as its class's."""


def learn_levels(dataset: Dataset, *, seed: int) -> LevelModel:
    """Learn the level model from the assessments of ``dataset``.

    Without assessments the documented priors stand, levels start from the standards, and the
    spread says that nothing is known.
    """
    model = _documented(dataset)
    if len(dataset.evidence.assessed_person) == 0:
        return model
    model = replace(model, prior=_prior_means(dataset, model))
    model = _most_likely(dataset, model, seed=seed)
    model = replace(model, prior=_prior_means(dataset, model))
    return replace(model, person_share=_person_share(dataset, model))


def _documented(dataset: Dataset) -> LevelModel:
    bias = np.zeros(len(codes.METHODS), np.float32)
    for name, value in levels.PRIOR_BIAS.items():
        bias[codes.METHODS.index(name)] = value
    required = dataset.positions.required
    asked = required > 0
    mean = np.where(asked.any(axis=0), required.sum(axis=0) / np.maximum(asked.sum(axis=0), 1), 2.0)
    prior = np.where(asked, required, mean)
    return LevelModel(
        prior=np.concatenate([prior, mean[None, :]]).astype(np.float32),
        bias=bias,
        noise=np.array([levels.PRIOR_NOISE[name] for name in codes.METHODS], np.float32),
        spread=_PRIOR_SPREAD,
        person_share=0.0,
        drift=_PRIOR_DRIFT,
        trend=0.0,
        start=int(dataset.evidence.assessed_day.min(initial=dataset.evidence.as_of)),
    )


def _prior_means(dataset: Dataset, model: LevelModel) -> F32:
    """Mean level by position, shrunk to class x required level, then to the competency.

    Cells nobody was assessed on take the mean distance to the standard seen elsewhere.
    """
    evidence, positions = dataset.evidence, dataset.positions
    years = (evidence.assessed_day - model.start) / DAYS_PER_YEAR
    value = evidence.assessed_level - model.bias[evidence.assessed_method] - model.trend * years
    weight = 1 / (model.spread**2 + np.square(model.noise[evidence.assessed_method]))
    position = dataset.people.position[evidence.assessed_person]
    position = np.where(position < 0, len(positions.ids), position)  # the last row: not known
    competency = evidence.assessed_competency
    width = len(dataset.competencies)
    unit_weight = float(1 / (model.spread**2 + np.mean(np.square(model.noise))))
    overall = _shrunk(
        competency, width, value, weight, np.float64(np.average(value, weights=weight)), unit_weight
    )
    classes = _classes(dataset)
    class_mean = _shrunk(
        classes[position] * width + competency, (classes.max() + 1) * width, value, weight,
        np.tile(overall, classes.max() + 1), unit_weight,
    ).reshape(-1, width)  # fmt: skip
    level_group = _level_groups(dataset, classes)
    by_level = _shrunk(
        level_group[position, competency], int(level_group.max()) + 1, value, weight,
        _means_of(level_group, class_mean[classes]), unit_weight,
    )  # fmt: skip
    start = by_level[level_group]
    own = _shrunk(
        position.astype(np.int64) * width + competency, (len(positions.ids) + 1) * width, value, weight,
        start.ravel(), unit_weight,
    )  # fmt: skip
    return own.reshape(-1, width).astype(np.float32)


def _classes(dataset: Dataset) -> NDArray[np.int64]:
    """Class of each position, (J + 1,); the last entry is the unknown position."""
    found = dataset.positions.position_class.astype(np.int64)
    unknown = len(codes.POSITION_CLASSES)
    return np.concatenate([np.where(found < 0, unknown, found), [unknown]])


def _level_groups(dataset: Dataset, class_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """(J + 1, K) group of each cell: kind of competency x required level x class."""
    required = np.concatenate([dataset.positions.required, np.zeros((1, len(dataset.competencies)))])
    kind = dataset.competencies.kind.astype(np.int64)[None, :]
    key = (class_of[:, None] * 16 + np.rint(required).astype(np.int64)) * 8 + kind
    return np.unique(key, return_inverse=True)[1].reshape(key.shape)


def _means_of(group: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = group.ravel()
    return np.bincount(flat, value.ravel()) / np.bincount(flat)


def _shrunk(
    key: NDArray[np.integer],
    size: int,
    value: NDArray[np.floating],
    weight: NDArray[np.floating],
    toward: NDArray[np.float64] | np.float64,
    unit_weight: float,
) -> NDArray[np.float64]:
    """Weighted mean of each key, pulled to ``toward`` by the weight of a dozen assessments."""
    total = np.bincount(key, weight, minlength=size)
    sums = np.bincount(key, weight * value, minlength=size)
    pull = _POSITION_SHRINK * unit_weight
    result: NDArray[np.float64] = (sums + pull * toward) / (total + pull)
    return result


def _sampled(evidence: Evidence, people: int, *, seed: int) -> NDArray[np.bool_]:
    if people <= _SAMPLE:
        return np.ones(len(evidence.assessed_person), bool)
    drawn = np.zeros(people, bool)
    drawn[np.random.default_rng(seed).choice(people, _SAMPLE, replace=False)] = True
    return drawn[evidence.assessed_person]


def _most_likely(dataset: Dataset, model: LevelModel, *, seed: int) -> LevelModel:
    """Maximum a posteriori of bias, noise, spread, drift and trend by L-BFGS on a sample.

    The prior means were estimated without a trend, so a common shift of them is estimated with it.
    """
    evidence = dataset.evidence
    keep = _sampled(evidence, len(dataset.people), seed=seed)
    persons, person = np.unique(evidence.assessed_person[keep], return_inverse=True)
    prior = levels.prior_of(model, position=dataset.people.position[persons])
    # Levels that nobody rated say nothing: each rated one becomes a person with one competency.
    cells, place = np.unique(
        person * prior.shape[1] + evidence.assessed_competency[keep], return_inverse=True
    )
    prior, cell = prior.reshape(-1, 1)[cells], place.astype(np.int32)
    level = evidence.assessed_level[keep]
    method, day = evidence.assessed_method[keep], evidence.assessed_day[keep]

    def rated(candidate: LevelModel) -> levels.Events:
        return levels.assessment_events(
            candidate, person=cell, competency=np.zeros_like(cell), level=level, method=method, day=day
        )

    turns = levels.turns_of(rated(model))

    def loss(theta: NDArray[np.float64]) -> float:
        candidate = _with(model, theta)
        events = rated(candidate)
        found = levels.filter_levels(
            events,
            prior=prior + np.float32(theta[-1]),
            variance=candidate.spread**2,
            drift=candidate.drift,
            trend=candidate.trend,
            start_day=candidate.start,
            end_day=evidence.as_of,
            turns=turns,
        )
        return (-found.log_likelihood + 0.5 * float(np.sum(np.square(theta / _PRIOR_SD)))) / len(level)

    found = minimize(loss, np.zeros(len(_PRIOR_SD)), method="L-BFGS-B", bounds=[(-2.5, 2.5)] * len(_PRIOR_SD),
                     options={"maxiter": 25, "eps": 1e-4})  # fmt: skip
    return _with(model, found.x)


_PRIOR_SD: Final = np.array([0.3] * len(_SUBJECTIVE) + [0.3] * len(codes.METHODS) + [0.5, 0.7, 0.05, 0.5])
"""Prior standard deviations of the offsets from the documented values (bias, log noise, log spread,
log drift, trend, shift of the prior means), each worth about a dozen assessments of information."""


def _with(model: LevelModel, theta: NDArray[np.float64]) -> LevelModel:
    split = np.split(theta, np.cumsum([len(_SUBJECTIVE), len(codes.METHODS), 1, 1, 1]))
    bias = np.zeros(len(codes.METHODS), np.float32)
    documented = np.array([levels.PRIOR_BIAS[codes.METHODS[row]] for row in _SUBJECTIVE])
    bias[_SUBJECTIVE] = documented + split[0]
    noise = np.array([levels.PRIOR_NOISE[name] for name in codes.METHODS]) * np.exp(split[1])
    return replace(
        model,
        bias=bias,
        noise=noise.astype(np.float32),
        spread=float(_PRIOR_SPREAD * np.exp(split[2][0])),
        drift=float(_PRIOR_DRIFT * np.exp(split[3][0])),
        trend=float(split[4][0]),
    )


def _person_share(dataset: Dataset, model: LevelModel) -> float:
    """Part of the variance that a person's competencies share, from products of residuals.

    Only objective assessments count where there are enough: one rater's leniency towards a person
    would look like the person's own effect.
    """
    evidence = dataset.evidence
    objective = ~np.isin(evidence.assessed_method, _SUBJECTIVE)
    person = evidence.assessed_person[objective]
    position = dataset.people.position[person]
    years = (evidence.assessed_day[objective] - model.start) / DAYS_PER_YEAR
    expected = model.prior[position, evidence.assessed_competency[objective]] + model.trend * years
    residual = evidence.assessed_level[objective] - expected
    n = len(dataset.people)
    total = np.bincount(person, residual, minlength=n)
    square = np.bincount(person, residual**2, minlength=n)
    count = np.bincount(person, minlength=n)
    pairs = float(np.sum(count * (count - 1.0)))
    if pairs < _ENOUGH_PAIRS:
        return 0.0
    shared = float(np.sum(total**2 - square)) / pairs
    return float(np.clip(shared / model.spread**2, 0.0, 0.9))


_ENOUGH_PAIRS: Final = 2000
"""Pairs of objective assessments of one person below which no shared effect is claimed."""

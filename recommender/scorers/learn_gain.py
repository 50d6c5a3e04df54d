"""Learn what courses add to levels, and everybody's levels with it.

Levels, the meaning of test scores, the growth law and the quality of each course depend on each
other, so they are estimated in turn, a few times over:

1. levels along each history (:mod:`level_history`), with what is known so far;
2. the scale of the tests (:mod:`test_scale`), on levels as they stood before each pre-test;
3. observations of growth (:mod:`growth_evidence`): what a post-test says beyond the level estimated
   from everything before it, pre-test included. Taking the pre-test as one more observation, and not
   as a baseline to subtract, is what removes the regression to the mean. Assessments that follow a
   training without a post-test are observations too;
4. the growth law (:mod:`growth_law`) and the quality of courses (:mod:`course_quality`).

Without tests only assessments around trainings speak; without those the default law and average
quality stand, and ``quality_sd`` says how little is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, Catalogue, Dataset, People
from recommender.scorers import growth, levels
from recommender.scorers.completion import CompletionScorer
from recommender.scorers.course_quality import Quality, learn_quality
from recommender.scorers.gain import GainScorer
from recommender.scorers.growth_evidence import GrowthEvidence, from_assessments, from_tests, join
from recommender.scorers.growth_law import GrowthLaw, learn_law
from recommender.scorers.level_history import LevelHistory
from recommender.scorers.levels import LevelModel
from recommender.scorers.past_benefit import past_benefit
from recommender.scorers.test_scale import TestScale, learn_test_scale
from recommender.scorers.trainings import Trainings, cells_informed
from recommender.scorers.unasked import Unasked, learn_unasked

_ROUNDS: Final = 3


@dataclass(frozen=True)
class LearntGain:
    """What the rounds found."""

    gain: GainScorer
    people: People
    """With levels, as of the dataset's date."""
    quality: Quality
    law: GrowthLaw
    test_scale: TestScale | None
    observations: int
    """How many observations of growth there were."""
    closed: NDArray[np.float64]
    """(R,) benefit of each past record, in required-level points closed."""


def learn_gain(dataset: Dataset, *, model: LevelModel, completion: CompletionScorer) -> LearntGain:
    """Estimate levels, test scale, law and quality in turn; see the module's text."""
    trainings = Trainings.of(dataset)
    quality, law = Quality.unknown(dataset.catalogue), GrowthLaw.default()
    scale: TestScale | None = None
    unasked: Unasked | None = None
    change = np.zeros(len(trainings.person), np.float32)
    trace = partial(LevelHistory.trace, dataset, model, trainings)
    history = trace(change=change, scale=None, previous=None)
    observed = 0
    for _ in range(_ROUNDS):
        scale = learn_test_scale(
            trainings,
            level=history.at_start,
            variance=history.at_start_variance,
            courses=len(dataset.catalogue),
            known=trainings.informed | (unasked is not None),
        )
        unasked = (
            None
            if scale is None
            else learn_unasked(
                dataset, trainings, scale, level=history.at_start, variance=history.at_start_variance
            )
        )
        history = trace(change=change, scale=scale, previous=history, unasked=unasked)
        evidence = _evidence(dataset, model, trainings, history, scale, change)
        observed = len(evidence)
        law = learn_law(evidence, quality=quality.value)
        quality = learn_quality(evidence, law=law.coefficients, dataset=dataset)
        change = _change(trainings, history, law, quality)
    history = trace(change=change, scale=scale, previous=history, unasked=unasked)
    nodes, full = _at_nodes(trainings, history, law)
    added = full * _factor(trainings, quality)[:, None]
    return LearntGain(
        gain=_scorer(dataset, law, quality, completion),
        people=_with_levels(dataset, model, history, _gained(dataset, trainings, change)),
        quality=quality,
        law=law,
        test_scale=scale,
        observations=observed,
        closed=past_benefit(dataset, trainings, nodes=nodes, added=added),
    )


def _evidence(
    dataset: Dataset,
    model: LevelModel,
    trainings: Trainings,
    history: LevelHistory,
    scale: TestScale | None,
    change: F32,
) -> GrowthEvidence:
    after = from_assessments(dataset, model, trainings, history, change=change)
    return after if scale is None else join(from_tests(trainings, history, scale, predicted=change), after)


def _change(trainings: Trainings, history: LevelHistory, law: GrowthLaw, quality: Quality) -> F32:
    """(E,) expected gain of each past exposure, at the level where it happened."""
    _, full = _at_nodes(trainings, history, law)
    expected = full @ growth.NODE_WEIGHTS.astype(np.float32)
    return (expected * _factor(trainings, quality)).astype(np.float32)


def _at_nodes(trainings: Trainings, history: LevelHistory, law: GrowthLaw) -> tuple[F32, F32]:
    """(E, Q) equally likely levels before each past exposure, and what the law alone adds at each."""
    at = growth.levels_at_nodes(history.at_end, np.sqrt(history.at_end_variance))
    if len(trainings.person) == 0:
        return at, np.zeros_like(at)
    both = np.stack([trainings.level_from, trainings.level_to], axis=1)
    kinds, row = np.unique(both, axis=0, return_inverse=True)
    table = growth.tabulate(law.coefficients, kinds[:, 0], kinds[:, 1])
    return at, growth.look_up(table, row.reshape(-1, 1), at)


def _factor(trainings: Trainings, quality: Quality) -> NDArray[np.float64]:
    """(E,) what the law is multiplied with: strength, part taken home, quality of the course."""
    return trainings.strength * trainings.taken * quality.value[trainings.course]


def _scorer(dataset: Dataset, law: GrowthLaw, quality: Quality, completion: CompletionScorer) -> GainScorer:
    catalogue: Catalogue = dataset.catalogue
    both = np.stack([catalogue.level_from, catalogue.level_to], axis=1)
    kinds, row = np.unique(both, axis=0, return_inverse=True)
    return GainScorer(
        pair_course=catalogue.pair_course,
        pair_competency=catalogue.pair_competency,
        pair_law=row.ravel().astype(np.int32),
        scale=(catalogue.strength * quality.value[catalogue.pair_course]).astype(np.float32),
        quality=quality.value.astype(np.float32),
        quality_sd=quality.sd.astype(np.float32),
        quality_count=quality.count.astype(np.int32),
        table=growth.tabulate(law.coefficients, kinds[:, 0], kinds[:, 1]),
        required=dataset.positions.required,
        weight=dataset.positions.weight,
        courses=len(catalogue),
        completion=completion,
    )


def _gained(dataset: Dataset, trainings: Trainings, change: F32) -> F32:
    """(n, K) levels that all past trainings of a person are expected to have added."""
    gained = np.zeros((len(dataset.people), len(dataset.competencies)), np.float32)
    np.add.at(gained, (trainings.person, trainings.competency), change)
    return gained


def _with_levels(dataset: Dataset, model: LevelModel, history: LevelHistory, gained: F32) -> People:
    evidence = dataset.evidence
    level, sd = levels.share_between_competencies(
        history.level,
        history.sd,
        model=model,
        position=dataset.people.position,
        end_day=evidence.as_of,
        gained=gained,
        asked=cells_informed(dataset),
    )
    method, day = levels.newest(
        level.shape, person=evidence.assessed_person, competency=evidence.assessed_competency,
        method=evidence.assessed_method, day=evidence.assessed_day,
    )  # fmt: skip
    return replace(dataset.people, level=level, level_sd=sd, level_method=method, level_day=day)

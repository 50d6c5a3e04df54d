"""Levels along each person's history: assessments, tests and trainings as events of one filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, Dataset
from recommender.scorers import levels
from recommender.scorers.levels import CHANGE, OBSERVE, Events, LevelModel
from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import CEILING, FLOOR, Trainings, cells_informed
from recommender.scorers.unasked import Unasked

_GAIN_NOISE = 0.4
"""Coefficient of variation of one person's gain around the expected one."""
_UNINFORMED = 1.2
"""Prior standard deviation of a level that neither a standard nor an assessment speaks of."""


@dataclass(frozen=True)
class LevelHistory:
    """Where levels stood at each event."""

    level: F32
    """(n, K) at the end."""
    sd: F32
    at_assessment: F32
    """(A,) predicted level just before each assessment, method bias not included."""
    at_assessment_variance: F32
    at_start: F32
    """(E,) predicted level of each exposure just before its pre-test."""
    at_start_variance: F32
    at_end: F32
    """(E,) predicted level just before the gain: everything earlier known, the pre-test included."""
    at_end_variance: F32

    @classmethod
    def trace(
        cls,
        dataset: Dataset,
        model: LevelModel,
        trainings: Trainings,
        *,
        change: F32,
        scale: TestScale | None,
        previous: LevelHistory | None,
        unasked: Unasked | None = None,
    ) -> Self:
        """Run the filter.

        Parameters
        ----------
        change
            (E,) expected gain of each exposure, in levels.
        scale, previous
            The meaning of test scores, and the history it was fitted on: a test of several
            competencies observes each of them given where the others stood there. None: tests are
            not used.
        unasked
            Where levels start that nothing but tests speaks of. None: at the post's mean, in doubt.
        """
        evidence = dataset.evidence
        prior, variance = _start(dataset, model, unasked)
        assessments = levels.assessment_events(
            model, person=evidence.assessed_person, competency=evidence.assessed_competency,
            level=evidence.assessed_level, method=evidence.assessed_method, day=evidence.assessed_day,
        )  # fmt: skip
        pre = _test_events(trainings, trainings.pre, scale, previous, change * 0, after=False)
        gain = Events(
            person=trainings.person,
            competency=trainings.competency,
            day=trainings.end,
            order=np.full(len(change), 2, np.int8),
            kind=np.full(len(change), CHANGE, np.int8),
            value=change.astype(np.float32),
            variance=np.square(_GAIN_NOISE * change).astype(np.float32),
            bound=np.zeros(len(change), np.int8),
        )
        post = _test_events(trainings, trainings.post, scale, previous, change, after=True)
        found = levels.filter_levels(
            levels.join(assessments, pre, gain, post),
            prior=prior,
            variance=variance,
            drift=model.drift,
            trend=model.trend,
            start_day=model.start,
            end_day=evidence.as_of,
        )
        cuts = np.cumsum([len(assessments.person), len(change), len(change)])
        before = np.split(found.before, cuts)
        doubt = np.split(found.before_variance, cuts)
        return cls(
            level=found.level, sd=found.sd,
            at_assessment=before[0], at_assessment_variance=doubt[0],
            at_start=before[1], at_start_variance=doubt[1],
            at_end=before[2], at_end_variance=doubt[2],
        )  # fmt: skip


def _start(dataset: Dataset, model: LevelModel, unasked: Unasked | None) -> tuple[F32, NDArray[np.float64]]:
    """(n, K) mean and variance of every cell at the first day."""
    prior = levels.prior_of(model, position=dataset.people.position)
    informed = cells_informed(dataset)
    mean, doubt = (prior, _UNINFORMED**2) if unasked is None else (unasked.mean[None, :], unasked.variance)
    return np.where(informed, prior, mean), np.where(informed, model.spread**2, doubt)


def _test_events(
    trainings: Trainings,
    score: F32,
    scale: TestScale | None,
    previous: LevelHistory | None,
    change: F32,
    *,
    after: bool,
) -> Events:
    """A test as observations of its competencies; an event that changes nothing where there is none.

    A score observes Σ_k part_k·C_k. Given where the others stand (mean m_j, variance v_j), it
    observes C_k at m_k + rest/part_k with variance (noise + Σ_{j≠k} part_j²·v_j)/part_k².
    """
    count = len(change)
    kind = np.full(count, CHANGE, np.int8)
    bound = np.zeros(count, np.int8)
    value, variance = np.zeros(count, np.float32), np.zeros(count, np.float32)
    if scale is not None and previous is not None:
        mean = (previous.at_end if after else previous.at_start) + change
        spread = previous.at_end_variance if after else previous.at_start_variance
        part = trainings.test_part
        whole = trainings.by_record(part * mean)[trainings.record]
        others = trainings.by_record(np.square(part) * spread)[trainings.record] - np.square(part) * spread
        usable = np.isfinite(score) & (part > 0.05)
        safe = np.where(usable, part, 1.0)
        reading = scale.level(np.where(usable, score, 0.0), trainings.course)
        value = np.where(usable, mean + (reading - whole) / safe, 0.0).astype(np.float32)
        variance = np.where(usable, (scale.variance + others) / np.square(safe), 0.0).astype(np.float32)
        kind = np.where(usable, OBSERVE, CHANGE).astype(np.int8)
        bound = np.where(score >= CEILING, 1, np.where(score <= FLOOR, -1, 0)).astype(np.int8)
    return Events(
        person=trainings.person,
        competency=trainings.competency,
        day=trainings.end if after else trainings.start,
        order=np.full(count, 3 if after else 1, np.int8),
        kind=kind,
        value=value,
        variance=variance,
        bound=bound,
    )

"""Does the completion model keep its word? Learnt on what was known on a day, judged on what came later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.probability import area_under_curve, calibration_error
from recommender.features.arrays import Dataset
from recommender.features.completion_inputs import finished, for_records
from recommender.scorers.learn_completion import learn_completion

_BINS = 10


@dataclass(frozen=True)
class CompletionCheck:
    """AUC and ECE on later trainings, and the points of the calibration plot."""

    auc: float
    ece: float
    trainings: int
    predicted: NDArray[np.float64]
    """(b,) mean probability of bins of equal count."""
    observed: NDArray[np.float64]
    """(b,) share that finished."""


def check_completion(earlier: Dataset, *, later: Dataset) -> CompletionCheck | None:
    """Judge on the records that started after ``earlier``; None unless both outcomes occur there."""
    evidence = later.evidence
    after = evidence.record_start > earlier.evidence.as_of
    happened = finished(evidence.record_status)[after]
    if happened.all() or not happened.any():
        return None
    inputs = for_records(evidence, profile=later.people)[after]
    weight = learn_completion(earlier).scorer.weight[:, evidence.record_course[after]]
    probability = 1 / (1 + np.exp(-np.einsum("rf,fr->r", inputs, weight, dtype=np.float64)))
    bins = np.array_split(np.argsort(probability, kind="stable"), min(_BINS, len(probability)))
    return CompletionCheck(
        auc=area_under_curve(probability, happened),
        ece=calibration_error(probability, happened),
        trainings=len(probability),
        predicted=np.array([probability[block].mean() for block in bins]),
        observed=np.array([happened[block].mean() for block in bins]),
    )

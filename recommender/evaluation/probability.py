"""How good predicted probabilities are: can they order (AUC), and do they mean what they say (ECE)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import Bool

_BINS = 10


def area_under_curve(probability: NDArray[np.floating], happened: Bool) -> float:
    """AUC: probability that a random positive is scored above a random negative, ties counting half.

    Mann-Whitney: (Σ ranks of positives - P(P+1)/2) / (P·N). NaN without both kinds.
    """
    positives = int(happened.sum())
    negatives = len(happened) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    values, place = np.unique(probability, return_inverse=True)
    count = np.bincount(place, minlength=len(values))
    mean_rank = np.cumsum(count) - (count - 1) / 2
    total = float(mean_rank[place][happened].sum())
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def calibration_error(probability: NDArray[np.floating], happened: Bool) -> float:
    """ECE: Σ_b n_b/n · |mean probability - frequency| over ten bins of equal count (Naeini 2015)."""
    if len(happened) == 0:
        return float("nan")
    order = np.argsort(probability, kind="stable")
    error = 0.0
    for block in np.array_split(order, min(_BINS, len(order))):
        error += len(block) * abs(float(probability[block].mean()) - float(happened[block].mean()))
    return error / len(happened)

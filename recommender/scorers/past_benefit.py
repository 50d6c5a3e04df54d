"""What past trainings closed: the benefit of the ranking, counted backwards.

Of one exposure of competency k: w_jk · E_{C~N(μ,σ²)}[ min((required_jk - C)⁺, g(C)) ], where μ and σ are
the level as it stood before the training, g what it is taken to have added (a part if it was not finished),
and j today's position. Of a training: the sum over its competencies. Trainings of one person stand one
after the other, so that their benefits add up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, Dataset
from recommender.scorers import growth
from recommender.scorers.trainings import Trainings


def past_benefit(
    dataset: Dataset, trainings: Trainings, *, nodes: F32, added: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(R,) required-level points that each record closed.

    Parameters
    ----------
    nodes, added
        (E, Q) equally likely levels before each exposure, and what it added there.
    """
    position = dataset.people.position[trainings.person]
    known = position >= 0
    required, weight = (
        np.where(known, table[position, trainings.competency], 0.0)
        for table in (dataset.positions.required, dataset.positions.weight)
    )
    short = np.maximum(required[:, None] - nodes, 0.0)
    closed = weight * (np.minimum(short, added) @ growth.NODE_WEIGHTS)
    return trainings.by_record(closed)

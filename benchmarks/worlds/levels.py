"""What is known of levels as equally likely levels, for judges that know one level each."""

from __future__ import annotations

import numpy as np

from recommender.features.arrays import F32
from recommender.scorers.growth import levels_at_nodes


def likely(level: F32, sd: F32) -> list[F32]:
    """Equally likely levels of N(level, sd²), (n, K) each."""
    return list(np.moveaxis(levels_at_nodes(level, sd), -1, 0))

"""One person many times over, each time with one level supposed to be another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.features.arrays import F32, People


def supposed(
    person: People,
    *,
    competency: NDArray[np.integer],
    level: NDArray[np.floating],
    sd: NDArray[np.floating] | None = None,
) -> People:
    """m copies of ``person`` (one row), everything else as it is.

    Parameters
    ----------
    competency, level, sd
        (m,) row of the competency that copy i differs in, its level there, and the standard deviation
        of that level; without ``sd`` the doubt stays.
    """
    copies = person.take([0] * len(competency))
    each = np.arange(len(competency))
    levels, doubt = copies.level.copy(), copies.level_sd.copy()
    levels[each, competency] = level
    if sd is not None:
        doubt[each, competency] = sd
    return replace(copies, level=levels, level_sd=doubt)


def standards_of(bundle: Bundle, person: People) -> NDArray[np.int64]:
    """(k,) rows of the competencies that the post of ``person`` (one row) asks for."""
    position = int(person.position[0])
    weight: F32 = bundle.gain.weight[position] if position >= 0 else np.zeros(0, np.float32)
    return np.flatnonzero(weight > 0)

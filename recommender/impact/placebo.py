"""Two questions whose true answer is 0; an estimate that answers them otherwise is not to be trusted.

* Placebo in time: the outcome two years before, given last year's. Training cannot change the past.
* Negative control: an outcome that training should not move but that diligence does (attendance).

A clean pair does not prove the estimate: a reason that works only from this year on passes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.aipw import aipw
from recommender.impact.estimate import F64, Bool, Estimate

ALARM: Final = 2.24
"""Standard errors from 0 (p < .025 each): five in a hundred honest pairs raise the alarm."""


@dataclass(frozen=True)
class Placebo:
    """Both estimates, None where they could not be made."""

    past: Estimate | None
    negative_control: Estimate | None

    @property
    def clean(self) -> bool:
        """Whether neither shows an effect."""
        return all(one is None or abs(one.z) < ALARM for one in (self.past, self.negative_control))


def placebo(
    past: F64, *, before: F64, control: F64 | None, d: Bool, x: F64, cluster: NDArray[np.integer], seed: int
) -> Placebo:
    """Put ``past`` given ``before`` (n, q), then ``control`` given ``x`` (n, p), in the outcome's place."""
    in_time = aipw(past, d=d, x=before, cluster=cluster, seed=seed).estimate
    if control is None:
        return Placebo(in_time, None)
    seen = ~np.isnan(control)
    other = aipw(control[seen], d=d[seen], x=x[seen], cluster=cluster[seen], seed=seed).estimate
    return Placebo(in_time, other)

"""How many JP of a training count (1 JP = 45 minutes).

BPS letter B-031/BPS/2600/02/2019, which applies PerLAN 10/2018: most kinds count as they are, some
only up to a number a day, some a fixed number an event. The monthly limit on coaching and mentoring
concerns several events together: :func:`over_monthly_limit`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.codes import DEV_KINDS

REQUIRED_JP: Final = 20.0
"""JP that each ASN should have in a year (PP 11/2017, Pasal 203)."""
USUAL_JP_PER_DAY: Final = 12
"""More claimed JP a day than this is doubtful (known trainings: 8.2 to 11.5)."""


def _per_kind(name: str) -> NDArray[np.float64]:
    table = np.full(max(DEV_KINDS) + 1, np.inf)
    for kind, facts in DEV_KINDS.items():
        value = getattr(facts, name)
        table[kind] = np.inf if value is None else value
    return table


_PER_DAY: Final = _per_kind("jp_per_day")
_PER_EVENT: Final = _per_kind("jp_per_event")
_EVENTS_PER_MONTH: Final = _per_kind("events_per_month")


def counted_jp(jp: NDArray[Any], *, dev_kind: NDArray[Any], days: NDArray[Any]) -> NDArray[np.float64]:
    """JP that count of each of n trainings.

    Parameters
    ----------
    jp
        (n,) claimed JP; NaN stays NaN.
    dev_kind
        (n,) id 1-25 of ``DEV_KINDS``.
    days
        (n,) days of training; NaN (not known) leaves a daily ceiling without effect.

    Returns
    -------
    (n,) float64: ``min(jp, ceiling per day x days, JP per event)``. A kind with a fixed number an
    event never counts for more than that; less was claimed for a reason and stays.
    """
    per_day = _PER_DAY[dev_kind]
    days = np.where(np.isfinite(days), days, np.inf)
    ceiling = np.where(np.isfinite(per_day), per_day * days, np.inf)
    counted: NDArray[np.float64] = np.minimum(
        np.asarray(jp, dtype=np.float64), np.minimum(ceiling, _PER_EVENT[dev_kind])
    )
    return counted


def over_monthly_limit(
    person: NDArray[Any], *, dev_kind: NDArray[Any], month: NDArray[Any]
) -> NDArray[np.bool_]:
    """Which of n events go beyond the events a month that count, in the order given.

    Parameters
    ----------
    person, dev_kind, month
        (n,) integers; ``month`` counts months (any origin). Rows must stand in order of time.

    Returns
    -------
    (n,) bool: True from the third coaching (or mentoring) of a person in a month on.
    """
    limit = _EVENTS_PER_MONTH[dev_kind]
    group = np.stack([np.asarray(person), np.asarray(dev_kind), np.asarray(month)], axis=1)
    _, label = np.unique(group, axis=0, return_inverse=True)
    order = np.argsort(label.ravel(), kind="stable")
    ranked = label.ravel()[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]][: len(ranked)])
    nth = np.empty(len(ranked), dtype=np.int64)
    nth[order] = np.arange(len(ranked)) - np.repeat(first, np.diff(np.r_[first, len(ranked)]))
    over: NDArray[np.bool_] = nth >= limit
    return over

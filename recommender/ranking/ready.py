"""What every question to one version needs again: made once a bundle, a memo of pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import I32
from recommender.ranking.eligibility import CompiledRules, compile_rules

_OPEN: Final = tuple(codes.SESSION_STATUSES.index(name) for name in ("RENCANA", "DIBUKA"))


@dataclass(frozen=True)
class Ready:
    """Compiled rules, and the next session of each course (C,) on the version's own date."""

    rules: CompiledRules
    sessions: I32


_made: Final[WeakKeyDictionary[Bundle, Ready]] = WeakKeyDictionary()


def ready(bundle: Bundle) -> Ready:
    """The bundle's own; goes when the bundle goes."""
    found = _made.get(bundle)
    if found is None:
        rules = compile_rules(
            bundle.catalogue, positions=bundle.positions, units=bundle.units, switched_off=bundle.switched_off
        )
        found = _made[bundle] = Ready(rules, next_sessions(bundle, as_of=bundle.as_of))
    return found


def sessions_on(bundle: Bundle, as_of: date) -> I32:
    """:func:`next_sessions`, at hand for the version's own date."""
    return ready(bundle).sessions if as_of == bundle.as_of else next_sessions(bundle, as_of=as_of)


def next_sessions(bundle: Bundle, *, as_of: date) -> I32:
    """(C,) row of each course's first open session with a seat after the date; -1 if there is none."""
    catalogue = bundle.catalogue
    open_ = (catalogue.session_start > to_day(as_of)) & (catalogue.session_seats > 0)
    rows = np.flatnonzero(open_ & np.isin(catalogue.session_status, _OPEN))
    found = np.full(len(catalogue), -1, np.int32)
    found[catalogue.session_course[rows][::-1]] = rows[::-1]
    return found

"""What two versions have in common, by id, so that lists of one can be read in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.evaluation.metrics import NOTHING
from recommender.features.arrays import I32
from recommender.ranking.recommend import Options, rank

LENGTH: Final = 10
"""Length of the lists that are compared."""
_MOST: Final = 3000
"""People compared; more move the third digit."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Shared:
    """At most ``_MOST`` people whom both versions know, and courses of one in rows of the other."""

    champion_rows: Rows
    """(m,) rows in the champion's people."""
    challenger_rows: Rows
    """(m,) rows in the challenger's people, ascending: the same people in the same order."""
    to_challenger: I32
    """(C of the champion,) row of each course in the challenger; -1 where it vanished."""
    to_champion: I32
    """(C of the challenger,) row of each course in the champion; -1 where it is new."""

    def in_challenger(self, lists: I32) -> I32:
        """The champion's lists in rows of the challenger; vanished courses become ``NOTHING``."""
        return _translated(lists, self.to_challenger)

    def in_champion(self, lists: I32) -> I32:
        """The challenger's lists in rows of the champion; new courses become ``NOTHING``."""
        return _translated(lists, self.to_champion)


def shared(champion: Bundle, challenger: Bundle, *, seed: int) -> Shared:
    """Match by ``asn_id`` and ``course_id``."""
    _, old, new = np.intersect1d(
        champion.people.asn_id, challenger.people.asn_id, assume_unique=True, return_indices=True
    )
    if len(old) > _MOST:
        chosen = np.sort(np.random.default_rng(seed).choice(len(old), _MOST, replace=False))
        old, new = old[chosen], new[chosen]
    before, after = champion.catalogue.courses, challenger.catalogue.courses
    return Shared(
        champion_rows=old,
        challenger_rows=new,
        to_challenger=after.rows(before.ids),
        to_champion=before.rows(after.ids),
    )


def lists_of(bundle: Bundle, rows: Rows) -> I32:
    """(m, LENGTH) the lists that ``bundle`` serves the people of ``rows``, in its own course rows."""
    people = bundle.people.take(rows)
    return rank(bundle, people, as_of=bundle.as_of, options=Options(n=LENGTH)).lists.course


def _translated(lists: I32, rows: I32) -> I32:
    kept = np.where(lists == NOTHING, NOTHING, rows[np.maximum(lists, 0)])
    return kept.astype(np.int32)

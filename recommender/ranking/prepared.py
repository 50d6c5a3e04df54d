"""Lists made ahead: most requests ask for a known person's plain list, which never changes in a version.

``train`` ranks everybody once and keeps the lists in the version. A request for the list as it is
(no filter, the version's dial and date, not longer than kept) is then a look-up; objections, reasons,
sessions, notes and exclusions are added as ever, so the answer is the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.progress import Progress, silent
from recommender.ranking.answer import Recommendation
from recommender.ranking.recommend import Options, judge, rank, recommend_batch, written

LENGTH: Final = 10
"""Courses kept of each list: the default of the service."""
_CHUNK: Final = 2000
"""People ranked at once: a few hundred megabytes at 1,000 courses."""


def prepare_lists(bundle: Bundle, *, progress: Progress = silent) -> Lists:
    """Everybody's list on the version's own date and dial."""
    people, parts = bundle.people, []
    order = np.argsort(people.position, kind="stable")  # people of one post are scored together
    for begin in range(0, len(order) or 1, _CHUNK):
        part = people.take(order[begin : begin + _CHUNK])
        parts.append(rank(bundle, part, as_of=bundle.as_of, options=Options(n=LENGTH)).lists)
        progress("Menyusun daftar", min(begin + _CHUNK, len(order)), len(order))
    back = np.argsort(order)
    return Lists(
        **{
            one.name: np.concatenate([getattr(part, one.name) for part in parts])[back]
            for one in fields(Lists)
        }
    )


def recommend_known(
    bundle: Bundle,
    rows: Sequence[int],
    *,
    as_of: date,
    options: Options | None = None,
    objectors: Collection[str] = (),
) -> list[Recommendation]:
    """As :func:`recommend_batch` for the bundle's people in ``rows``, looked up where that is enough."""
    chosen = options or Options()
    if not _is_kept(bundle, as_of, chosen):
        people = bundle.people.take(list(rows))
        return recommend_batch(bundle, people, as_of=as_of, options=chosen, objectors=objectors)
    verdicts = None
    if chosen.include_excluded:
        verdicts = judge(bundle, bundle.people.take(list(rows)), as_of=as_of)
    return written(
        bundle, bundle.people, rows, bundle.lists,
        as_of=as_of, options=chosen, objectors=objectors, verdicts=verdicts,
    )  # fmt: skip


def _is_kept(bundle: Bundle, as_of: date, options: Options) -> bool:
    """Whether the version holds the beginning of the list that is asked for."""
    plain = Options(n=options.n, include_excluded=options.include_excluded)
    reaches = min(options.n, len(bundle.catalogue)) <= bundle.lists.length
    return options == plain and reaches and as_of == bundle.as_of

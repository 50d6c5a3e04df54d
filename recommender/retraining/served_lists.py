"""The lists people would get today: from the serving version if it stays, from the new one if it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.evaluation import groups, metrics
from recommender.evaluation.intervals import Interval, of_difference
from recommender.evaluation.pairs import pairs_of
from recommender.features.arrays import I32
from recommender.retraining.forecast import Values, worth
from recommender.retraining.shared import Rows, Shared, lists_of
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import SEED

_MOVERS: Final = 10


@dataclass(frozen=True)
class Lists:
    """One version's lists as a whole."""

    coverage: float
    """Share of the catalogue that is on somebody's list."""
    overlap: float
    """Mean share of two people's lists that is the same."""
    ratios: Mapping[str, Interval | None]
    """Ratio of the benefit listed for both groups of each pair of :mod:`recommender.evaluation.pairs`."""


@dataclass(frozen=True)
class Mover:
    """How much of all list places one course takes, 0-1."""

    course_id: str
    title: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points of share, in parts of 1."""
        return self.after - self.before


@dataclass(frozen=True)
class ServedLists:
    """Both versions' lists side by side; the champion's part is None where nothing serves."""

    challenger: Lists
    champion: Lists | None
    kept: float | None
    """Mean share of a person's list that stays."""
    own_lead: Interval | None
    """Benefit of the new lists minus the old, by the challenger's gain model, paired by person."""
    champion_lead: Interval | None
    """The same by the champion's gain model: how much worse the old model finds the new lists."""
    champion_value: float | None
    """Mean benefit of the champion's own lists by its own model: what ``champion_lead`` is a part of."""
    movers: tuple[Mover, ...]
    """Courses whose share moved most."""
    groups: tuple[groups.GroupFigure, ...]
    """Mean of ``own_lead`` by group: who gains and who loses; small groups suppressed."""


def compare_lists(
    snapshot: Snapshot, challenger: Bundle, *, champion: Bundle | None, common: Shared | None
) -> ServedLists:
    """Lists of the shared people, or of everybody where nothing serves."""
    if champion is None or common is None:
        rows = np.arange(len(challenger.people))
        alone = _lists(snapshot, challenger, rows, lists_of(challenger, rows))
        return ServedLists(alone, None, None, None, None, None, (), ())
    rows = common.challenger_rows
    new, old = lists_of(challenger, rows), lists_of(champion, common.champion_rows)
    old_here, new_there = common.in_challenger(old), common.in_champion(new)
    ours, theirs = worth(challenger, rows, new), worth(challenger, rows, old_here)
    champion_value = worth(champion, common.champion_rows, old)
    rng = np.random.default_rng
    return ServedLists(
        challenger=_lists(snapshot, challenger, rows, new),
        champion=_lists(snapshot, challenger, rows, old_here),
        kept=_kept(new, old_here),
        own_lead=of_difference(ours, theirs, rng=rng(SEED)),
        champion_lead=of_difference(
            worth(champion, common.champion_rows, new_there), champion_value, rng=rng(SEED)
        ),
        champion_value=float(champion_value.mean()),
        movers=_movers(challenger, new, old_here),
        groups=tuple(_who(challenger, rows, ours - theirs)),
    )


def _lists(snapshot: Snapshot, bundle: Bundle, rows: Rows, lists: I32) -> Lists:
    value = worth(bundle, rows, lists)
    courses = len(bundle.catalogue)
    return Lists(
        coverage=metrics.coverage(lists, courses=courses),
        overlap=metrics.overlap(lists, courses=courses) if len(lists) > 1 else 0.0,
        ratios={
            pair.key: groups.ratio(value, first=pair.first[rows], second=pair.second[rows], seed=SEED)
            for pair in pairs_of(bundle, snapshot)
        },
    )


def _kept(new: I32, old: I32) -> float:
    """Mean share of a person's old list that is on the new one; who had none is left out."""
    listed = old != metrics.NOTHING
    same = ((old[:, :, None] == new[:, None, :]).any(axis=2) & listed).sum(axis=1)
    had = listed.any(axis=1)
    return float((same[had] / listed.sum(axis=1)[had]).mean()) if had.any() else 1.0


def _movers(bundle: Bundle, new: I32, old: I32) -> tuple[Mover, ...]:
    courses = len(bundle.catalogue)

    def share(lists: I32) -> Values:
        return np.bincount(lists[lists != metrics.NOTHING], minlength=courses) / max(1, lists.size)

    before, after = share(old), share(new)
    order = np.lexsort((np.arange(courses), -np.abs(after - before)))[:_MOVERS]
    return tuple(
        Mover(
            bundle.catalogue.courses[row],
            bundle.catalogue.texts[row].title,
            float(before[row]),
            float(after[row]),
        )
        for row in order
    )


def _who(bundle: Bundle, rows: Rows, change: Values) -> list[groups.GroupFigure]:
    slices = groups.slices_of(bundle.people.take(rows), positions=bundle.positions, units=bundle.units)
    return groups.figures(slices, change, seed=SEED)

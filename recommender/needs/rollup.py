"""Needs added up for planners: by post and competency, and by unit with everything below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.domain.unit_tree import ways_up
from recommender.needs.entitlement import KINDS, Entitlements
from recommender.needs.gap import Gaps

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class PostNeeds:
    """Rows of (post, competency) with at least one gap, by post, then competency. All arrays (R,)."""

    position: I32
    competency: I32
    people: I32
    """People in the post."""
    with_gap: I32
    mean_gap: F64
    """Levels, over those with a gap."""
    to_assess: I32
    """Of those with a gap: never assessed, or too long ago."""


@dataclass(frozen=True)
class UnitNeeds:
    """One row a unit, each with its whole subtree. All arrays (U,)."""

    people: I32
    with_gap: I32
    """People with at least one gap."""
    mean_points: F64
    """Mean of required-level points missing (sum of weight x gap) over all people; NaN without any."""
    owed: dict[str, I32]
    """People with a need of each entitlement kind; empty where entitlements are not known."""
    missing: dict[str, F64]
    """JP, programmes and IP-ASN points missing, by kind: units that are never added up."""


def by_post(gaps: Gaps, *, position: I32, competencies: int) -> PostNeeds:
    """Roll up by post; ``position`` (n,) is the post of each person, -1 counts nowhere."""
    post = position[gaps.person]
    known = post >= 0
    cell = post[known].astype(np.int64) * competencies + gaps.competency[known]
    cells, row, count = np.unique(cell, return_inverse=True, return_counts=True)
    staff = np.bincount(position[position >= 0], minlength=int(position.max(initial=0)) + 1)
    at = (cells // max(competencies, 1)).astype(np.int32)
    return PostNeeds(
        position=at,
        competency=(cells % max(competencies, 1)).astype(np.int32),
        people=staff[at].astype(np.int32),
        with_gap=count.astype(np.int32),
        mean_gap=np.bincount(row, gaps.gap[known], minlength=len(cells)) / count,
        to_assess=np.bincount(row, gaps.expired[known], minlength=len(cells)).astype(np.int32),
    )


def by_unit(gaps: Gaps, entitlements: Entitlements | None, *, unit: I32, parent: I32) -> UnitNeeds:
    """Roll up by unit; ``unit`` (n,) is the unit of each person, ``parent`` (U,) that of each unit."""
    n = len(unit)

    def subtree(values: NDArray[Any]) -> F64:
        return _upwards(values.astype(np.float64), unit=unit, parent=parent)

    points = np.bincount(gaps.person, gaps.priority, minlength=n)
    people = subtree(np.ones(n))
    owed, missing = {}, {}
    if entitlements is not None:
        kind = np.array([rule.id for rule in entitlements.book.rules], dtype=np.str_)[entitlements.rule]
        for name in KINDS:
            amount = np.bincount(
                entitlements.person[kind == name], entitlements.missing[kind == name], minlength=n
            )
            owed[name] = subtree(amount > 0).astype(np.int32)
            missing[name] = subtree(amount)
    return UnitNeeds(
        people=people.astype(np.int32),
        with_gap=subtree(points > 0).astype(np.int32),
        mean_points=np.divide(subtree(points), people, out=np.full(len(parent), np.nan), where=people > 0),
        owed=owed,
        missing=missing,
    )


def _upwards(values: F64, *, unit: I32, parent: I32) -> F64:
    """(U,) sum of the people's values over each unit and everything below it."""
    total = np.zeros(len(parent))
    for at in ways_up(unit, parent=parent):
        total += np.bincount(at[at >= 0], values[at >= 0], minlength=len(parent))
    return total

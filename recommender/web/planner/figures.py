"""Needs of everybody added up once a served version, so that pages only look things up.

Per person (n), and per unit with everything below it, also by competency (K), rule (R) and course (C).
Arrays of units have V = U + 1 rows: the last, which is also row ``UNKNOWN``, counts everybody. Gap needs
and entitlement needs stay apart.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.domain.days import to_day
from recommender.domain.unit_tree import ways_up
from recommender.features.arrays import F32, I32, Bool, Catalogue, Units
from recommender.features.identifiers import UNKNOWN
from recommender.needs.gap import Gaps, find_gaps, validity_years
from recommender.needs.rulebook import RuleBook
from recommender.ranking.recommend import judge
from recommender.web.need_answers import entitlements_of, gaps_of

F64 = NDArray[np.float64]

IPASN_MOST: Final = 40.0
"""Points of the kompetensi dimension of IP-ASN: what the items of every class add up to (DOMAIN 1.4)."""
_CHUNK: Final = 1_000
"""People judged at a time: keeps a worker's memory small for a whole province."""


@dataclass(frozen=True)
class Figures:
    """Aggregates of one version; a unit's row counts the unit and all below it, row -1 everybody."""

    book: RuleBook
    """The rules in force on the day of the data."""
    jp_target: float
    """JP a year that count as enough: the largest JP_MINIMUM in force; NaN without such a rule."""
    gaps: I32
    """(n,) competencies below the standard."""
    points: F32
    """(n,) required-level points missing: sum of weight x gap."""
    jp_missing: F32
    """(n,) JP still owed this year."""
    ipasn: F32
    """(n,) points 0-40 of the kompetensi dimension; NaN where class or records are not known."""
    people: I32
    """(V,) people."""
    met: I32
    """(V,) people with ``jp_target`` JP or more this year."""
    with_gap: I32
    """(V,) people with at least one gap."""
    mean_points: F64
    """(V,) mean of ``points``; NaN without people."""
    mean_ipasn: F64
    """(V,) mean of ``ipasn`` over those for whom it is known; NaN without any."""
    asked: I32
    """(V, K) people whose post has a standard in the competency."""
    lacking: I32
    """(V, K) of those, people below it."""
    levels: F64
    """(V, K) levels missing, added up."""
    priority: F64
    """(V, K) required-level points missing, added up."""
    owing: I32
    """(V, R) people whom the rule owes something."""
    missing: F64
    """(V, R) what it owes them together, in the rule's unit."""
    served: I32
    """(V, C) people with a gap that the course closes part of, and who may attend it."""
    allowed: NDArray[np.uint8]
    """(n, ceil(C / 8)) who may attend what, eight courses a byte (:func:`numpy.packbits`)."""

    def may_attend(self, rows: NDArray[np.int64], course: int) -> Bool:
        """(m,) which people of ``rows`` the rules let attend a course."""
        bit: Bool = (self.allowed[rows, course // 8] >> (7 - course % 8)) & 1 == 1
        return bit

    @property
    def mean_gap(self) -> F64:
        """(V, K) levels missing per person of whom the competency is asked; NaN where it is of nobody."""
        return _mean(self.levels, self.asked)


_made: WeakKeyDictionary[Bundle, Figures] = WeakKeyDictionary()
_making = threading.Lock()


def figures_of(bundle: Bundle, *, rules: RuleBook) -> Figures:
    """The figures of a version, made by the first page that asks: a memo of a pure function."""
    with _making:
        found = _made.get(bundle)
        if found is None:
            found = _made[bundle] = make_figures(bundle, book=rules.on(bundle.as_of))
        return found


def make_figures(bundle: Bundle, *, book: RuleBook) -> Figures:
    """Add everybody up; ``book`` holds the rules of the day."""
    n, width, count = len(bundle.people), len(bundle.competencies), len(book.rules)
    units, courses = len(bundle.units.ids) + 1, len(bundle.catalogue)
    person = {name: np.zeros(n, np.float32) for name in ("gaps", "points", "jp_missing", "ipasn_missing")}
    cell = {name: np.zeros((units, width)) for name in ("asked", "lacking", "levels", "priority")}
    rule = {name: np.zeros((units, count)) for name in ("owing", "missing")}
    served, may = np.zeros((units, courses)), np.zeros((n, -(-courses // 8)), np.uint8)
    is_jp, is_ipasn = (np.array([one.id == name for one in book.rules], bool) for name in _COUNTED)
    for first in range(0, n, _CHUNK):
        rows = np.arange(first, min(first + _CHUNK, n))
        people = bundle.people.take(rows)
        gaps, owed = gaps_of(bundle, people, book=book), entitlements_of(bundle, people, book=book)
        _scatter(cell["asked"], people.unit, _asked(bundle, people.position))
        at = people.unit[gaps.person]
        for name, values in (("lacking", 1.0), ("levels", gaps.gap), ("priority", gaps.priority)):
            _add(cell[name], at, gaps.competency, values)
        allowed = judge(bundle, people, as_of=bundle.as_of).eligible
        may[rows] = np.packbits(allowed, axis=1)
        _scatter(served, people.unit, allowed & serves(bundle.catalogue, gaps, people=len(rows)))
        person["gaps"][rows] = np.bincount(gaps.person, minlength=len(rows))
        person["points"][rows] = np.bincount(gaps.person, gaps.priority, minlength=len(rows))
        for name, counted in (("jp_missing", is_jp), ("ipasn_missing", is_ipasn)):
            amount = owed.missing * counted[owed.rule]
            person[name][rows] = np.bincount(owed.person, amount, minlength=len(rows))
        _add(rule["owing"], people.unit[owed.person], owed.rule, 1.0)
        _add(rule["missing"], people.unit[owed.person], owed.rule, owed.missing)
    ipasn = np.where(_judged(bundle), IPASN_MOST - person.pop("ipasn_missing"), np.nan).astype(np.float32)
    return _rolled_up(bundle, book, person, ipasn, may, {**cell, **rule, "served": served})


_COUNTED: Final = ("JP_MINIMUM", "IPASN_ITEM")


def _asked(bundle: Bundle, position: I32) -> Bool:
    """(n, K) the person's post has a standard in the competency."""
    asked: Bool = (bundle.positions.required[position] > 0) & (position != UNKNOWN)[:, None]
    return asked


def _judged(bundle: Bundle) -> Bool:
    """(n,) IP-ASN can be told: the class of the post is known and so is what the person attended."""
    position = bundle.people.position
    known = (position != UNKNOWN) & (bundle.positions.position_class[position] != UNKNOWN)
    judged: Bool = known & ("training_records" not in bundle.switched_off)
    return judged


def _add(total: F64, unit: I32, column: I32, values: Any) -> None:
    row = np.where(unit == UNKNOWN, len(total) - 1, unit).astype(np.int64)
    weights = np.broadcast_to(np.asarray(values, np.float64), unit.shape)
    index = row * total.shape[1] + column
    total += np.bincount(index, weights, minlength=total.size).reshape(total.shape)


def _scatter(total: F64, unit: I32, rows: Bool) -> None:
    person, column = np.nonzero(rows)
    _add(total, unit[person], column.astype(np.int32), 1.0)


def _rolled_up(
    bundle: Bundle, book: RuleBook, person: dict[str, F32], ipasn: F32, may: NDArray[np.uint8],
    cell: dict[str, F64],
) -> Figures:  # fmt: skip
    targets = [float(one.value) for one in book.of("JP_MINIMUM")]
    target = max(targets, default=np.nan)
    known = np.isfinite(ipasn)
    columns = np.stack([
        np.ones(len(ipasn)), bundle.people.jp_this_year >= target, person["gaps"] > 0, person["points"],
        known, np.where(known, ipasn, 0),
    ], axis=1)  # fmt: skip
    own = np.zeros((len(bundle.units.ids) + 1, columns.shape[1]))
    np.add.at(own, bundle.people.unit, columns)  # row UNKNOWN is the last one
    people, met, with_gap, points, judged, score = add_upwards(own, bundle.units).T
    cells = {name: add_upwards(values, bundle.units) for name, values in cell.items()}
    return Figures(
        book=book, jp_target=target, gaps=person["gaps"].astype(np.int32), points=person["points"],
        jp_missing=person["jp_missing"], ipasn=ipasn,
        people=_whole(people), met=_whole(met), with_gap=_whole(with_gap),
        mean_points=_mean(points, people), mean_ipasn=_mean(score, judged),
        asked=_whole(cells["asked"]), lacking=_whole(cells["lacking"]),
        levels=cells["levels"], priority=cells["priority"],
        owing=_whole(cells["owing"]), missing=cells["missing"], served=_whole(cells["served"]), allowed=may,
    )  # fmt: skip


def _whole(values: F64) -> I32:
    return values.round().astype(np.int32)


def _mean(total: F64, count: NDArray[Any]) -> F64:
    mean: F64 = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def add_upwards(own: F64, units: Units) -> F64:
    """(V, m) rows of ``own`` added to every unit above and to the last row, which is everybody.

    A cycle in the tree ends.
    """
    everybody = len(units.parent)
    parent = np.append(np.where(units.parent == UNKNOWN, everybody, units.parent), UNKNOWN)
    total = own.copy()
    for at in ways_up(parent, parent=parent):
        here = np.flatnonzero(at != UNKNOWN)
        np.add.at(total, at[here], own[here])
    return total


def gaps_in(
    bundle: Bundle, rows: NDArray[np.int64], competencies: NDArray[Any] | list[int], *, book: RuleBook
) -> Gaps:
    """The gaps of the people of ``rows`` in a few competencies alone; ``person`` counts within ``rows``."""
    people, positions, columns = bundle.people, bundle.positions, np.asarray(competencies, np.int64)
    position, at = people.position[rows], np.ix_(rows, columns)
    known = (position != UNKNOWN)[:, None]
    gaps = find_gaps(
        np.where(known, positions.required[position][:, columns], np.float32(0)),
        weight=positions.weight[position][:, columns], level=people.level[at], sd=people.level_sd[at],
        method=people.level_method[at], day=people.level_day[at], today=to_day(bundle.as_of),
        validity_years=validity_years(book),
    )  # fmt: skip
    return replace(gaps, competency=columns[gaps.competency].astype(np.int32))


def serves(catalogue: Catalogue, gaps: Gaps, *, people: int) -> Bool:
    """(n, C) the course leads someone with a gap higher, from where it starts or the person stands."""
    served = np.zeros((people, len(catalogue)), bool)
    order = np.argsort(gaps.competency, kind="stable")
    wanted = np.arange(catalogue.pair_competency.max(initial=-1) + 2)
    start_of = np.searchsorted(gaps.competency[order], wanted)
    for pair, course in enumerate(catalogue.pair_course):
        competency = catalogue.pair_competency[pair]
        rows = order[start_of[competency] : start_of[competency + 1]]
        start = np.maximum(gaps.level[rows], catalogue.level_from[pair])
        closes = np.minimum(gaps.required[rows], catalogue.level_to[pair]) > start
        served[gaps.person[rows[closes]], course] = True
    return served

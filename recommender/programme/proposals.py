"""Needs nobody serves become a ranked list of courses worth creating, each need counted once.

Within one competency and reason, every form and every step (level_from -> level_to) competes: the one
with the largest expected benefit takes the needs for which it does at least ``GOOD`` of what their best
step would; the rest compete again. A class needs people: KLASIKAL counts only for those who are near the
training centre, or in a region, with enough whom it helps and whom no proposal before it has taken for the
smallest class of similar courses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.features.arrays import F32, Bool
from recommender.programme.province import CLASSROOM, ONLINE, Province, Terms
from recommender.programme.typical import (
    Similar,
    Step,
    Typical,
    closed_at_nodes,
    mean_and_variance,
    nodes_before,
)
from recommender.programme.unserved import REASONS, Needs
from recommender.scorers.completion import realised

GOOD: Final = 0.75
"""Part of its best step's benefit that makes a need part of a proposal."""
_EQUAL: Final = 1e-3
"""Relative difference of benefit that is none."""
CENTRE: Final = ""
"""Place of a class at the training centre, for those to whom it is near."""


@dataclass(frozen=True)
class Place:
    """People who would meet in one place."""

    region: str
    """Region code; ``CENTRE`` for all who are near the training centre."""
    people: int
    enough: bool
    """At least the smallest class."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """One course worth creating."""

    competency: int
    reason: str
    level_from: float
    level_to: float
    form: int
    person: NDArray[np.int32]
    """(p,) rows of the people, most benefit first."""
    level: F32
    """(p,)"""
    required: F32
    """(p,)"""
    benefit: F32
    """(p,) expected required-level points closed."""
    value: float
    """Their sum; ``low`` to ``high`` holds four times out of five."""
    low: float
    high: float
    jp: float
    """Median hours of similar courses, NaN where none states them."""
    cost: float
    """Median rupiah per participant of similar courses."""
    similar: int
    """Courses behind these medians."""
    minimum: int
    """Smallest class."""
    enough: bool
    """Its people fill one at least; fewer are better helped one by one."""
    places: tuple[Place, ...]
    closed_by: tuple[tuple[str, int], ...]
    """For RULES: which rule closes the nearest course, and to how many."""

    def key(self, province: Province) -> str:
        """Name in addresses: competency, step, form, reason."""
        id_ = province.competencies.ids[self.competency]
        return f"{id_}~{self.level_from:g}~{self.level_to:g}~{codes.FORMS[self.form]}~{self.reason}"

    @property
    def people(self) -> int:
        """How many."""
        return len(self.person)

    def within(self, seen: Bool) -> Proposal:
        """The part of it that concerns the people of the mask ``seen`` (n,) alone.

        The interval is taken in proportion: doubt about the course is common to everybody.
        """
        kept = seen[self.person]
        if kept.all():
            return self
        benefit = self.benefit[kept]
        value = float(benefit.sum(dtype=np.float64))
        part = value / self.value
        return replace(
            self, person=self.person[kept], level=self.level[kept], required=self.required[kept],
            benefit=benefit, value=value, low=self.low * part, high=self.high * part,
            places=tuple(one for one in self.places if one.enough), closed_by=(),
        )  # fmt: skip


def propose(province: Province, needs: Needs, *, terms: Terms) -> tuple[Proposal, ...]:
    """Courses worth creating, most expected benefit first; none without any course to learn from."""
    similar = Similar(province)
    found: list[Proposal] = []
    if similar.steps:
        group = needs.competency.astype(np.int64) * len(REASONS) + needs.reason
        order = np.argsort(group, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if len(rows):
                found += _Contest(province, _taken(needs, rows), similar, terms).proposals()
    return tuple(sorted(found, key=lambda one: (-one.value, one.key(province))))


def _taken(needs: Needs, rows: NDArray[np.int64]) -> Needs:
    return Needs(**{one.name: getattr(needs, one.name)[rows] for one in fields(Needs)})


class _Contest:
    """All courses that could serve the needs of one competency and reason."""

    def __init__(self, province: Province, needs: Needs, similar: Similar, terms: Terms) -> None:
        self.province, self.needs, self.similar, self.terms = province, needs, similar, terms
        self.competency, self.reason = int(needs.competency[0]), REASONS[int(needs.reason[0])]
        kind = int(province.competencies.kind[self.competency])
        only = province.competencies.ids[self.competency] in terms.classroom_only
        forms = (CLASSROOM,) if only else (ONLINE, CLASSROOM)
        self.typical = {form: similar.typical(form=form, kind=kind) for form in forms}
        people = province.people.take(needs.person)
        self.near = ~(people.travel_hours >= terms.far_hours)
        self.stays = people.travel_hours >= terms.no_travel_hours
        self.region = province.region[needs.person]
        self.part = {form: realised(one.p_complete(people)) for form, one in self.typical.items()}
        self.nodes = nodes_before(province, needs)
        self.places, self.place = np.unique(self.region, return_inverse=True)
        self.minimum = self._minimum(self.typical[CLASSROOM].similar)

    def proposals(self) -> Iterator[Proposal]:
        variants = [(form, step) for form in self.typical for step in self.similar.steps]
        worth = np.stack([self._benefit(form, step) for form, step in variants], axis=1)
        open_, left = worth > 0, np.ones(len(self.needs), bool)
        while True:
            benefit = np.where(self._reached(variants, open_ & left[:, None]), worth, 0)
            best = benefit.max(axis=1)
            left &= best > 0
            if not left.any():
                return
            pick = self._largest(benefit, variants, left)
            taken = left & (benefit[:, pick] >= GOOD * best)
            if not taken.any():  # the largest sum is nobody's good choice: take what is best for most
                pick = int(np.bincount(benefit[left].argmax(axis=1)).argmax())
                taken = left & (benefit[:, pick] >= GOOD * best)
            if variants[pick][0] == CLASSROOM:  # who is too few among those who take it is left to others
                meets = self._meets(taken)
                open_[taken & ~meets, pick], taken = False, taken & meets
            if taken.any():
                rows = np.flatnonzero(taken)
                left[rows] = False
                yield self._proposal(*variants[pick], rows, worth[rows, pick])

    def _largest(self, benefit: F32, variants: list[tuple[int, Step]], left: Bool) -> int:
        """The variant of most benefit; of those that are as good, the one that starts where people are."""
        total = benefit[left].sum(axis=0, dtype=np.float64)
        stand = float(np.median(self.needs.level[left]))
        apart = [abs(step.level_from - stand) for _, step in variants]
        good = np.flatnonzero(total >= total.max() * (1 - _EQUAL))
        return int(good[np.argmin(np.array(apart)[good])])

    def _benefit(self, form: int, step: Step) -> F32:
        """(u,) of a typical course, for who can come; 0 where the step does not fit the need."""
        mean, _ = mean_and_variance(self._closed(form, step, quality=self.typical[form].quality))
        return np.asarray(np.where(self._fits(step), mean, 0), np.float32)

    def _fits(self, step: Step) -> Bool:
        """(u,) the step would end the need by the rules that found it, and aims no higher than the post."""
        needs, terms = self.needs, self.terms
        lowest = min(one.level_to for one in self.similar.steps)
        aims = step.level_to <= np.maximum(np.ceil(needs.required), lowest)
        starts = (step.level_from - needs.level <= terms.reach) | (needs.before >= 0)
        least = needs.required if self.reason == "END_LEVEL" else needs.level + terms.smallest
        fits: Bool = aims & starts & (step.level_to >= least)
        return fits

    def _closed(self, form: int, step: Step, *, quality: float) -> F32:
        scale = self.part[form] * np.float32(self.typical[form].strength * quality)
        return closed_at_nodes(self.province, self.needs, step=step, scale=scale, nodes=self.nodes)

    def _reached(self, variants: list[tuple[int, Step]], helped: Bool) -> Bool:
        """(u, variants) of those whom it helps: for a class, who has enough of them where she can come."""
        reached = helped.copy()
        for at, (form, _) in enumerate(variants):
            if form == CLASSROOM:
                reached[:, at] = self._meets(helped[:, at])
        return reached

    def _meets(self, people: Bool) -> Bool:
        """(u,) of ``people``, those for whom there are enough of them in one place."""
        count = np.bincount(self.place[people], minlength=len(self.places))
        local = ((count >= self.minimum) & (self.places != ""))[self.place]
        comes = people & self.near & ~self.stays
        centre = comes & (np.count_nonzero(comes) >= self.minimum)
        meets: Bool = people & (local | centre)
        return meets

    def _minimum(self, courses: NDArray[np.int64]) -> int:
        ids, known = self.province.catalogue.courses.ids, self.terms.classes.min_class
        stated = [known[one] for one in ids[courses].tolist() if one in known]
        return int(np.median(stated)) if stated else self.terms.minimum

    def _proposal(self, form: int, step: Step, rows: NDArray[np.int64], benefit: F32) -> Proposal:
        needs, typical = _taken(self.needs, rows), self.typical[form]
        order = np.lexsort((needs.person, -benefit))
        rows, needs, benefit = rows[order], _taken(needs, order), benefit[order]
        like = self.similar.like(typical, step=step)
        catalogue, minimum = self.province.catalogue, self._minimum(like)
        value, low, high = self._interval(form, step, typical, rows)
        rules, count = np.unique(needs.rule[needs.rule != ""], return_counts=True)
        jp = catalogue.jp[like][np.isfinite(catalogue.jp[like])]
        return Proposal(
            competency=self.competency, reason=self.reason, form=form, level_from=step.level_from,
            level_to=step.level_to, person=needs.person, level=needs.level, required=needs.required,
            benefit=benefit, value=value, low=low, high=high,
            jp=float(np.median(jp)) if len(jp) else np.nan,
            cost=float(np.median(catalogue.cost[like])), similar=len(like),
            minimum=minimum, enough=len(rows) >= minimum,
            places=tuple(self._meeting(rows, minimum)),
            closed_by=tuple(
                (str(rules[at]), int(count[at])) for at in np.lexsort((rules, -count))
            ),
        )  # fmt: skip

    def _interval(
        self, form: int, step: Step, typical: Typical, rows: NDArray[np.int64]
    ) -> tuple[float, float, float]:
        """Sum of benefit with its interval: doubt about the new course's quality and everybody's level."""
        away = FOUR_OF_FIVE * typical.quality_sd
        low, value, high = (
            mean_and_variance(self._closed(form, step, quality=max(one, 0.0))[rows])
            for one in (typical.quality - away, typical.quality, typical.quality + away)
        )
        levels = FOUR_OF_FIVE**2 * float(value[1].sum(dtype=np.float64))
        middle, least, most = (float(one[0].sum(dtype=np.float64)) for one in (value, low, high))
        below, above = np.hypot(middle - least, levels**0.5), np.hypot(most - middle, levels**0.5)
        return middle, max(0.0, middle - float(below)), middle + float(above)

    def _meeting(self, rows: NDArray[np.int64], minimum: int) -> Iterator[Place]:
        """The centre first, then regions of those to whom it is far, most people first."""
        near = int(np.count_nonzero(self.near[rows]))
        if near:
            yield Place(CENTRE, near, near >= minimum)
        names, count = np.unique(self.region[rows[~self.near[rows]]], return_counts=True)
        for at in np.lexsort((names, -count)):
            yield Place(str(names[at]) or "?", int(count[at]), bool(count[at] >= minimum and names[at]))

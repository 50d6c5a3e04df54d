"""recommend(): the one function that serving, batch, evaluation and planning call.

Pure: the bundle, the people, the date and the options decide the answer, nothing else does.
candidates -> eligibility -> score -> list -> reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.domain import codes
from recommender.features.arrays import F32, Bool, People
from recommender.ranking import eligibility
from recommender.ranking.answer import Exclusion, Recommendation
from recommender.ranking.eligibility import Verdicts
from recommender.ranking.greedy import pick_lists
from recommender.ranking.items import items_of, notes_of, objection
from recommender.ranking.ready import ready, sessions_on
from recommender.ranking.score import agreement_weight
from recommender.scorers.contract import softened_rank


@dataclass(frozen=True)
class Options:
    """What the asker may choose."""

    n: int = 10
    kind: int | None = None
    """Only this kind of development (1-25)."""
    form: str | None = None
    """Only KLASIKAL or NONKLASIKAL."""
    max_jp: float | None = None
    include_excluded: bool = False
    dial: float | None = None
    """Between benefit (0) and agreement (1); None: the version's default."""
    greedy: bool = True


@dataclass(frozen=True)
class Ranked:
    """Lists of n people with what they were made of."""

    lists: Lists
    verdicts: Verdicts
    allowed: Bool
    """(n, C) courses that may be offered and that the request lets through."""
    p_complete: F32
    agreement: F32
    """(n, C) what agreement adds to each course's score."""


def rank(bundle: Bundle, people: People, *, as_of: date, options: Options) -> Ranked:
    """Lists of n people as arrays."""
    verdicts = judge(bundle, people, as_of=as_of)
    weight = _weight(bundle, options.dial)
    agreement = np.zeros(verdicts.code.shape, np.float32)
    if weight > 0:
        agreement = np.float32(weight) * softened_rank(bundle.agreement.score(people))
    p_complete = bundle.completion.score(people)
    allowed = verdicts.eligible & _asked_for(bundle, options)
    lists = pick_lists(
        bundle.gain, people, p_complete=p_complete, allowed=allowed,
        bonus=agreement, benefit_factor=benefit_factor(bundle, options.dial), length=options.n,
        greedy=options.greedy,
    )  # fmt: skip
    return Ranked(lists, verdicts, allowed, p_complete, agreement)


def recommend(
    bundle: Bundle, person: People, *, as_of: date, options: Options | None = None, objected: bool = False
) -> Recommendation:
    """The list of one person (``person`` has one row)."""
    objectors = {str(person.asn_id[0])} if objected else set()
    return recommend_batch(bundle, person, as_of=as_of, options=options, objectors=objectors)[0]


def recommend_batch(
    bundle: Bundle,
    people: People,
    *,
    as_of: date,
    options: Options | None = None,
    objectors: Collection[str] = (),
) -> list[Recommendation]:
    """The lists of n people; who objected to automatic ranking gets none, and is told so."""
    chosen = options or Options()
    ranked = rank(bundle, people, as_of=as_of, options=chosen)
    return written(
        bundle, people, range(len(people)), ranked.lists, as_of=as_of, options=chosen, objectors=objectors,
        verdicts=ranked.verdicts if chosen.include_excluded else None,
    )  # fmt: skip


def judge(bundle: Bundle, people: People, *, as_of: date) -> Verdicts:
    """Who of n people may be offered what."""
    return eligibility.eligible(ready(bundle).rules, people=people, as_of=as_of)


def may_attend(bundle: Bundle, courses: NDArray[np.int64], *, as_of: date) -> Bool:
    """(n, k) who of all people may be offered the ``courses`` (k rows, none twice)."""
    return eligibility.eligible_for(ready(bundle).rules, courses, people=bundle.people, as_of=as_of)


def written(
    bundle: Bundle,
    people: People,
    rows: Sequence[int],
    lists: Lists,
    *,
    as_of: date,
    options: Options,
    objectors: Collection[str],
    verdicts: Verdicts | None,
) -> list[Recommendation]:
    """The answers for ``rows`` of both ``people`` and ``lists``; ``verdicts``, of those rows, are told."""
    sessions, factor = sessions_on(bundle, as_of), benefit_factor(bundle, options.dial)
    return [
        objection(asn_id)
        if asn_id in objectors
        else Recommendation(
            asn_id=asn_id,
            items=(items := items_of(
                bundle, people, row, lists, length=options.n, factor=factor, sessions=sessions
            )),
            excluded=() if verdicts is None else _excluded(verdicts, place),
            notes=notes_of(bundle, people, row, items),
        )
        for place, (row, asn_id) in enumerate(zip(rows, people.asn_id[list(rows)].tolist(), strict=True))
    ]  # fmt: skip


def _excluded(verdicts: Verdicts, person: int) -> tuple[Exclusion, ...]:
    """Every course that is not offered to the person, and why."""
    refused = np.flatnonzero(verdicts.code[person] != eligibility.ELIGIBLE).tolist()
    return tuple(eligibility.explain(verdicts, person=person, course=course) for course in refused)


def _weight(bundle: Bundle, dial: float | None) -> float:
    """Weight of agreement; 0 where the snapshot has no history to agree with."""
    if "training_records" in bundle.switched_off:
        return 0.0
    return agreement_weight(bundle.dial if dial is None else dial)


def benefit_factor(bundle: Bundle, dial: float | None) -> float:
    """What one point of benefit adds to the score."""
    return (1 - _weight(bundle, dial)) / bundle.benefit_unit


def _asked_for(bundle: Bundle, options: Options) -> Bool:
    """(C,) courses that the filters of the request let through."""
    catalogue = bundle.catalogue
    asked = np.ones(len(catalogue), bool)
    if options.kind is not None:
        asked &= catalogue.dev_kind == options.kind
    if options.form is not None:
        asked &= catalogue.form == codes.FORMS.index(options.form)
    if options.max_jp is not None:
        asked &= catalogue.jp <= options.max_jp
    return asked

"""recommend(): the one function that serving, batch, evaluation and planning call.

Pure: the bundle, the people, the date and the options decide the answer, nothing else does.
candidates -> eligibility -> score -> list -> reasons.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import F32, I32, Bool, People
from recommender.ranking import eligibility
from recommender.ranking.answer import Benefit, Exclusion, Item, Recommendation
from recommender.ranking.eligibility import CompiledRules, Verdicts
from recommender.ranking.greedy import Lists, pick_lists
from recommender.ranking.reasons import reasons_of
from recommender.ranking.score import agreement_weight
from recommender.scorers.contract import softened_rank

_INTERVAL: Final = 1.2816
"""Standard normal quantile of an interval that holds four times out of five."""
_OPEN: Final = tuple(codes.SESSION_STATUSES.index(name) for name in ("RENCANA", "DIBUKA"))


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
    p_complete: F32
    agreement: F32
    """(n, C) what agreement adds to each course's score."""
    factor: float
    """What one point of benefit adds."""


def rank(bundle: Bundle, people: People, *, as_of: date, options: Options) -> Ranked:
    """Lists of n people as arrays."""
    verdicts = eligibility.eligible(_rules(bundle), people=people, as_of=as_of)
    weight = _weight(bundle, options.dial)
    agreement = np.zeros(verdicts.code.shape, np.float32)
    if weight > 0:
        agreement = np.float32(weight) * softened_rank(bundle.agreement.score(people))
    p_complete = bundle.completion.score(people)
    factor = (1 - weight) / bundle.benefit_unit
    lists = pick_lists(
        bundle.gain, people, p_complete=p_complete, allowed=verdicts.eligible & _asked_for(bundle, options),
        bonus=agreement, benefit_factor=factor, length=options.n, greedy=options.greedy,
    )  # fmt: skip
    return Ranked(lists, verdicts, p_complete, agreement, factor)


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
    sessions = next_sessions(bundle, as_of=as_of)
    return [
        _objection(people, person)
        if str(people.asn_id[person]) in objectors
        else _recommendation(bundle, people, person, ranked, sessions, chosen)
        for person in range(len(people))
    ]


def next_sessions(bundle: Bundle, *, as_of: date) -> I32:
    """(C,) row of each course's first open session with a seat after the date; -1 if there is none."""
    catalogue = bundle.catalogue
    open_ = (catalogue.session_start > to_day(as_of)) & (catalogue.session_seats > 0)
    rows = np.flatnonzero(open_ & np.isin(catalogue.session_status, _OPEN))
    found = np.full(len(catalogue), -1, np.int32)
    found[catalogue.session_course[rows][::-1]] = rows[::-1]
    return found


_compiled: WeakKeyDictionary[Bundle, CompiledRules] = WeakKeyDictionary()


def _rules(bundle: Bundle) -> CompiledRules:
    """The bundle's compiled rules, made once a bundle: a memo of a pure function."""
    found = _compiled.get(bundle)
    if found is None:
        found = eligibility.compile_rules(
            bundle.catalogue, positions=bundle.positions, units=bundle.units, switched_off=bundle.switched_off
        )
        _compiled[bundle] = found
    return found


def _weight(bundle: Bundle, dial: float | None) -> float:
    """Weight of agreement; 0 where the snapshot has no history to agree with."""
    if "training_records" in bundle.switched_off:
        return 0.0
    return agreement_weight(bundle.dial if dial is None else dial)


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


def _objection(people: People, person: int) -> Recommendation:
    note = (
        "Pegawai mengajukan keberatan atas pemeringkatan otomatis; daftar ditahan sampai diputuskan pejabat."
    )
    return Recommendation(asn_id=str(people.asn_id[person]), items=(), excluded=(), notes=(note,))


def _recommendation(
    bundle: Bundle, people: People, person: int, ranked: Ranked, sessions: I32, options: Options
) -> Recommendation:
    courses = ranked.lists.course[person]
    items = tuple(
        _item(bundle, people, person, ranked, place, int(course), int(sessions[course]))
        for place, course in enumerate(courses)
        if course >= 0
    )
    excluded: tuple[Exclusion, ...] = ()
    if options.include_excluded:
        refused = np.flatnonzero(ranked.verdicts.code[person] != eligibility.ELIGIBLE)
        excluded = tuple(eligibility.explain(ranked.verdicts, person=person, course=int(c)) for c in refused)
    return Recommendation(
        asn_id=str(people.asn_id[person]),
        items=items,
        excluded=excluded,
        notes=_notes(bundle, people, person, ranked, items),
    )


def _item(
    bundle: Bundle, people: People, person: int, ranked: Ranked, place: int, course: int, session: int
) -> Item:
    lists = ranked.lists
    value, spread = float(lists.benefit[person, place]), float(lists.spread[person, place])
    return Item(
        rank=place + 1,
        course=course,
        score=float(lists.score[person, place]),
        benefit=Benefit(
            value=value, low=max(0.0, value - _INTERVAL * spread), high=value + _INTERVAL * spread
        ),
        p_complete=float(ranked.p_complete[person, course]),
        reasons=reasons_of(
            bundle, people, person, pairs=lists.pair[person, place],
            terms=lists.term[person, place] * np.float32(ranked.factor),
            agreement=float(ranked.agreement[person, course]),
        ),
        session=session,
    )  # fmt: skip


def _notes(
    bundle: Bundle, people: People, person: int, ranked: Ranked, items: tuple[Item, ...]
) -> tuple[str, ...]:
    """What the reader should know about the whole list."""
    notes = []
    position = int(people.position[person])
    if position < 0 or not bundle.positions.weight[position].any():
        notes.append("Jabatan ini belum punya standar kompetensi; manfaat belum dapat dihitung.")
    elif bool((people.level_day[person][bundle.positions.weight[position] > 0] < 0).all()):
        notes.append("Belum ada penilaian kompetensi; level diperkirakan dari jabatan serupa.")
    selected = [i.course for i in items if ranked.verdicts.compiled.selection_required[i.course]]
    notes.extend(
        f"{bundle.catalogue.courses[course]}: peserta masih harus lulus seleksi penyelenggara."
        for course in selected
    )
    return tuple(notes)

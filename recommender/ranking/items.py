"""A list of arrays as the answer people read: items with reasons, and notes about the whole."""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.features.arrays import I32, People
from recommender.ranking.answer import Benefit, Item, Recommendation
from recommender.ranking.ready import ready
from recommender.ranking.reasons import reasons_of

_INTERVAL: Final = 1.2816
"""Standard normal quantile of an interval that holds four times out of five."""


def objection(asn_id: str) -> Recommendation:
    """The answer for who objects to automatic ranking."""
    note = (
        "Pegawai mengajukan keberatan atas pemeringkatan otomatis; daftar ditahan sampai diputuskan pejabat."
    )
    return Recommendation(asn_id=asn_id, items=(), excluded=(), notes=(note,))


def items_of(
    bundle: Bundle, people: People, person: int, lists: Lists, *, length: int, factor: float, sessions: I32
) -> tuple[Item, ...]:
    """The first ``length`` items of the list in row ``person`` of both ``people`` and ``lists``.

    Parameters
    ----------
    factor
        What one point of benefit adds to the score.
    sessions
        (C,) row of each course's next session or -1.
    """
    return tuple(
        _item(bundle, people, person, lists, place, factor=factor, session=int(sessions[course]))
        for place, course in enumerate(lists.course[person, :length].tolist())
        if course >= 0
    )


def notes_of(bundle: Bundle, people: People, person: int, items: tuple[Item, ...]) -> tuple[str, ...]:
    """What the reader should know about the whole list."""
    notes = []
    position = int(people.position[person])
    if position < 0 or not bundle.positions.weight[position].any():
        notes.append("Jabatan ini belum punya standar kompetensi; manfaat belum dapat dihitung.")
    elif bool((people.level_day[person][bundle.positions.weight[position] > 0] < 0).all()):
        notes.append("Belum ada penilaian kompetensi; level diperkirakan dari jabatan serupa.")
    selection = ready(bundle).rules.selection_required
    notes.extend(
        f"{bundle.catalogue.courses[item.course]}: peserta masih harus lulus seleksi penyelenggara."
        for item in items
        if selection[item.course]
    )
    return tuple(notes)


def _item(
    bundle: Bundle, people: People, person: int, lists: Lists, place: int, *, factor: float, session: int
) -> Item:
    at = person, place
    value, spread = float(lists.benefit[at]), float(lists.spread[at])
    return Item(
        rank=place + 1,
        course=int(lists.course[at]),
        score=float(lists.score[at]),
        benefit=Benefit(
            value=value, low=max(0.0, value - _INTERVAL * spread), high=value + _INTERVAL * spread
        ),
        p_complete=float(lists.p_complete[at]),
        reasons=reasons_of(
            bundle, people, person, pairs=lists.pair[at], terms=lists.term[at] * np.float32(factor),
            agreement=float(lists.agreement[at]),
        ),
        session=session,
    )  # fmt: skip

"""A list of arrays as the answer people read: items with reasons, and notes about the whole."""

from __future__ import annotations

import numpy as np

from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.features.arrays import I32, People
from recommender.ranking.answer import Benefit, Item, Recommendation
from recommender.ranking.ready import ready
from recommender.ranking.reasons import reasons_of


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
    mine = np.s_[person, :length]
    columns = (
        lists.course[mine], lists.score[mine], lists.benefit[mine], lists.spread[mine],
        lists.p_complete[mine], lists.agreement[mine], lists.pair[mine],
        lists.term[mine] * np.float32(factor),
    )  # fmt: skip
    return tuple(
        Item(
            rank=rank,
            course=course,
            score=score,
            benefit=Benefit(
                value=benefit,
                low=max(0.0, benefit - FOUR_OF_FIVE * spread),
                high=benefit + FOUR_OF_FIVE * spread,
            ),
            p_complete=p_complete,
            reasons=reasons_of(bundle, people, person, pairs=pairs, terms=terms, agreement=agreement),
            session=int(sessions[course]),
        )
        for rank, (course, score, benefit, spread, p_complete, agreement, pairs, terms) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True), start=1
        )
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

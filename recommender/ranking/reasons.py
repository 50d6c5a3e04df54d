"""Why an item is where it is: the score's own decomposition, in sentences.

The score is a sum, Σ_k (1-w)/unit · w_jk · closed_k + w · agreement, so each term's part of it is
exact: without the course's effect on that competency the score falls by that share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from recommender.bundle.contents import Bundle
from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_date
from recommender.features.arrays import F32, I32, People
from recommender.ranking.answer import Reason

REASON_TEXTS: Final = {
    "GAP": "Menutup kesenjangan {name}: level {level}, standar jabatan {required} ({source})",
    "PRACTICE": "Sering diikuti pegawai dengan jabatan, unit, dan riwayat pelatihan serupa",
    "NO_EVIDENCE": "Belum ada data kebutuhan maupun riwayat yang membedakan; urutan menurut kode kursus",
}
"""Every reason code with its sentence."""
AT_STANDARD: Final = (
    "Menjaga {name} pada standar: level {level} sudah mencapai standar jabatan {required}, "
    "tetapi nilainya belum pasti ({source})"
)
"""Sentence of ``GAP`` where the level, as it is written, reaches the standard: the benefit counts that the
true level may lie below."""

_SOURCES: Final = {
    "ASSESSMENT_CENTER": "assessment center", "CACT": "CACT", "UJI_KOMPETENSI": "uji kompetensi",
    "ATASAN": "atasan", "REKAN": "rekan sejawat", "MANDIRI": "penilaian diri",
}  # fmt: skip
_GRID: Final = 2.0**40
"""Shares are whole multiples of 1/_GRID, so that they add up to exactly 1 in any order."""


def reasons_of(
    bundle: Bundle,
    people: People,
    person: int,
    *,
    pairs: Sequence[int] | I32,
    terms: Sequence[float] | F32,
    agreement: float,
) -> tuple[Reason, ...]:
    """Reasons of one item, the weightiest first.

    Parameters
    ----------
    pairs, terms
        (X,) course-competency pairs (-1: none) and what each adds to the score.
    agreement
        What agreement adds to the score.
    """
    parts = [
        (float(term), int(pair)) for pair, term in zip(pairs, terms, strict=True) if pair >= 0 and term > 0
    ]
    if agreement > 0:
        parts.append((agreement, -1))
    total = sum(part for part, _ in parts)
    if total <= 0:
        return (Reason(code="NO_EVIDENCE", share=1.0, text=REASON_TEXTS["NO_EVIDENCE"], subject=""),)
    parts.sort(key=lambda p: (-p[0], p[1]))
    shares = [round(part / total * _GRID) / _GRID for part, _ in parts]
    shares[0] += 1.0 - sum(shares)
    return tuple(
        _reason(bundle, people, person, pair, share)
        for share, (_, pair) in zip(shares, parts, strict=True)
        if share > 0
    )


def level_text(value: float) -> str:
    """A level as Indonesians write it: ``2``, ``2,4``."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _reason(bundle: Bundle, people: People, person: int, pair: int, share: float) -> Reason:
    if pair < 0:
        return Reason(code="PRACTICE", share=share, text=REASON_TEXTS["PRACTICE"], subject="")
    competency = int(bundle.gain.pair_competency[pair])
    level = min(max(people.level.item(person, competency), 0.0), 5.0)
    required = bundle.positions.required.item(int(people.position[person]), competency)
    reached = round(level, 1) >= round(required, 1)
    text = (AT_STANDARD if reached else REASON_TEXTS["GAP"]).format(
        name=bundle.competencies.names[competency], level=level_text(level), required=level_text(required),
        source=_source(people, person, competency),
    )  # fmt: skip
    return Reason(code="GAP", share=share, text=text, subject=bundle.competencies.ids[competency])


def _source(people: People, person: int, competency: int) -> str:
    day = people.level_day.item(person, competency)
    if day == MISSING_DAY:
        return "belum pernah dinilai, perkiraan dari jabatan serupa"
    method = codes.METHODS[people.level_method.item(person, competency)]
    return f"penilaian {to_date(day).year}, sumber {_SOURCES[method]}"

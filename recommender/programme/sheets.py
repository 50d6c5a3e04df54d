"""The design as sheets: courses worth creating, their people, overlapping and unneeded courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.quantiles import FOUR_OF_FIVE
from recommender.features.arrays import Bool
from recommender.features.identifiers import UNKNOWN
from recommender.features.person_features import root_units
from recommender.needs.workbook import Sheet
from recommender.programme.design import Programme
from recommender.programme.proposals import Proposal
from recommender.programme.words import REASON_WORDS, place_name

_UNITS: Final = 3
"""Offices named beside a proposal."""


def programme_sheets(
    programme: Programme,
    *,
    names: Mapping[str, NDArray[np.str_]] | None = None,
    seen: Bool | None = None,
    smallest: int = 0,
) -> list[Sheet]:
    """All sheets.

    Parameters
    ----------
    names
        Further columns (n,) that identify people, such as NIP and Nama.
    seen
        (n,) people whom the reader may see; None: everybody. Proposals are cut to them.
    smallest
        Counts and figures of fewer people of the whole agency are left empty.
    """
    mask = np.ones(len(programme.province.people), bool) if seen is None else seen
    proposals = [one.within(mask) for one in programme.proposals if mask[one.person].any()]
    return [
        proposal_sheet(programme, proposals, smallest=smallest),
        people_sheet(programme, proposals, names=names or {}),
        overlap_sheet(programme, smallest=smallest),
        not_needed_sheet(programme, smallest=smallest),
        reason_sheet(programme, proposals, seen=mask),
    ]


def proposal_sheet(programme: Programme, proposals: Sequence[Proposal], *, smallest: int = 0) -> Sheet:
    """One row a course worth creating."""
    province = programme.province
    return Sheet("program", {
        "No": list(range(1, len(proposals) + 1)),
        "Kompetensi": [province.competencies.names[one.competency] for one in proposals],
        "Level awal": [one.level_from for one in proposals],
        "Level akhir": [one.level_to for one in proposals],
        "Bentuk": [codes.FORMS[one.form] for one in proposals],
        "Sebab": [REASON_WORDS[one.reason][0] for one in proposals],
        "Saran": [REASON_WORDS[one.reason][1] for one in proposals],
        "Pegawai": [one.people for one in proposals],
        "Cukup untuk satu kelas": ["ya" if one.enough else "tidak" for one in proposals],
        "Poin tertutup": [round(one.value, 2) for one in proposals],
        "Poin terendah": [round(one.low, 2) for one in proposals],
        "Poin tertinggi": [round(one.high, 2) for one in proposals],
        "Saran JP": [one.jp for one in proposals],
        "Biaya per peserta": [one.cost for one in proposals],
        "Pelatihan serupa": [one.similar for one in proposals],
        "Kelas terkecil": [one.minimum for one in proposals],
        "Tempat": ["; ".join(_places(one, smallest)) for one in proposals],
        "Unit terbanyak": ["; ".join(f"{name} ({count})" for name, count in offices(programme, one))
                           for one in proposals],
        "Syarat yang menutup": ["; ".join(f"{rule} ({count})" for rule, count in one.closed_by)
                                for one in proposals],
    })  # fmt: skip


def _places(one: Proposal, smallest: int) -> list[str]:
    return [
        f"{place_name(place)} ({place.people}{'' if place.enough else ', kurang untuk satu kelas'})"
        for place in one.places
        if place.people >= smallest
    ]


def offices(programme: Programme, one: Proposal, *, most: int = _UNITS) -> list[tuple[str, int]]:
    """Offices (OPD) with most of its people, and how many."""
    units, unit = programme.province.units, programme.province.people.unit[one.person]
    office = root_units(units)[unit[unit != UNKNOWN]]
    row, count = np.unique(office, return_counts=True)
    return [(units.names[row[at]], int(count[at])) for at in np.lexsort((row, -count))[:most]]


def people_sheet(
    programme: Programme, proposals: Sequence[Proposal], *, names: Mapping[str, NDArray[np.str_]]
) -> Sheet:
    """One row a person of a proposal."""
    province = programme.province

    def together(name: str) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, np.int32), *(getattr(one, name) for one in proposals)])

    person = together("person")
    return Sheet("program_pegawai", {
        "No program": np.repeat(np.arange(1, len(proposals) + 1), [one.people for one in proposals]),
        "ASN ID": province.people.asn_id[person],
        **{header: column[person] for header, column in names.items()},
        "Jabatan": np.array([*province.positions.names, ""], np.str_)[province.people.position[person]],
        "Unit": np.array([*province.units.names, ""], np.str_)[province.people.unit[person]],
        "Level": together("level").round(2),
        "Standar": together("required"),
        "Poin tertutup": together("benefit").round(3),
    })  # fmt: skip


def overlap_sheet(programme: Programme, *, smallest: int = 0) -> Sheet:
    """One row a pair of courses that do nearly the same, the cheaper one first."""
    found = programme.overlaps
    return Sheet("tumpang_tindih", {
        **_course(programme, [one.first for one in found], "A"),
        **_course(programme, [one.second for one in found], "B"),
        "Dilayani salah satu": [_count(one.people, smallest) for one in found],
        "Dilayani keduanya": [_count(one.shared, smallest) for one in found],
        "Poin per pegawai A": [_figure(one.gain_first, one.people, smallest) for one in found],
        "Poin per pegawai B": [_figure(one.gain_second, one.people, smallest) for one in found],
    })  # fmt: skip


def not_needed_sheet(programme: Programme, *, smallest: int = 0) -> Sheet:
    """One row a course nobody needs, with the numbers that say so."""
    found, ids = programme.not_needed, programme.province.catalogue.courses.ids
    texts = programme.province.catalogue.texts
    return Sheet("tidak_dibutuhkan", {
        **_course(programme, [one.course for one in found], ""),
        "Punya kesenjangan": [_count(one.with_gap, smallest) for one in found],
        "Levelnya sesuai": [_count(one.at_level, smallest) for one in found],
        "Boleh ikut": [_count(one.people, smallest) for one in found],
        "Poin tertutup": [_figure(one.benefit, one.people, smallest) for one in found],
        "Lebih murah dan sama baik": ["" if one.better < 0 else f"{ids[one.better]} {texts[one.better].title}"
                                      for one in found],
    })  # fmt: skip


def _count(people: int, smallest: int) -> int | None:
    return None if 0 < people < smallest else people


def _figure(value: float, people: int, smallest: int) -> float | None:
    """A figure of so few people would be theirs."""
    return None if 0 < people < smallest else round(value, 3)


def _course(programme: Programme, rows: list[int], mark: str) -> dict[str, Any]:
    catalogue, gain = programme.province.catalogue, programme.province.gain
    away = FOUR_OF_FIVE * gain.quality_sd[rows].astype(np.float64)
    quality = gain.quality[rows].astype(np.float64)
    columns = {
        "ID": catalogue.courses.ids[rows],
        "Pelatihan": [catalogue.texts[row].title for row in rows],
        "Bentuk": [codes.FORMS[catalogue.form[row]] for row in rows],
        "JP": catalogue.jp[rows],
        "Biaya per peserta": catalogue.cost[rows],
        "Mutu": quality.round(2),
        "Mutu terendah": np.maximum(quality - away, 0).round(2),
        "Mutu tertinggi": (quality + away).round(2),
    }
    return {f"{header} {mark}".strip(): column for header, column in columns.items()}


def reason_sheet(programme: Programme, proposals: Sequence[Proposal], *, seen: Bool) -> Sheet:
    """Needs of the people of ``seen`` by reason, and how many no proposal takes."""
    counts = programme.by_reason(seen)
    left = sum(counts.values()) - sum(one.people for one in proposals)
    rows = [
        *((REASON_WORDS[one][0], count, REASON_WORDS[one][1]) for one, count in counts.items()),
        ("Tidak tercakup oleh usulan mana pun", left,
         "Tidak ada jenjang usulan yang cocok, atau pesertanya kurang untuk satu kelas."),
    ]  # fmt: skip
    about, count, remark = zip(*rows, strict=True)
    return Sheet("program_sebab", {"Sebab": about, "Jumlah": count, "Keterangan": remark})

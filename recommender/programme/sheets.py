"""The design as sheets: courses worth creating, their people, overlapping and unneeded courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.features.arrays import Bool
from recommender.features.identifiers import UNKNOWN
from recommender.features.person_features import root_units
from recommender.needs.workbook import Sheet
from recommender.programme.design import Programme
from recommender.programme.proposals import Proposal
from recommender.programme.words import REASON_WORDS, place_name

INTERVAL: Final = 1.2816
"""Standard normal quantile of an interval that holds four times out of five."""
_UNITS: Final = 3
"""Offices named beside a proposal."""


def programme_sheets(
    programme: Programme, *, names: Mapping[str, NDArray[np.str_]] | None = None
) -> list[Sheet]:
    """All sheets; ``names`` holds further columns (n,) that identify people, such as NIP and Nama."""
    return [
        proposal_sheet(programme, programme.proposals),
        people_sheet(programme, programme.proposals, names=names or {}),
        overlap_sheet(programme),
        not_needed_sheet(programme),
        reason_sheet(programme),
    ]


def proposal_sheet(programme: Programme, proposals: Sequence[Proposal]) -> Sheet:
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
        "Tempat": ["; ".join(_places(one)) for one in proposals],
        "Unit terbanyak": ["; ".join(f"{name} ({count})" for name, count in offices(programme, one))
                           for one in proposals],
        "Syarat yang menutup": ["; ".join(f"{rule} ({count})" for rule, count in one.closed_by)
                                for one in proposals],
    })  # fmt: skip


def _places(one: Proposal) -> list[str]:
    return [
        f"{place_name(place)} ({place.people}{'' if place.enough else ', kurang untuk satu kelas'})"
        for place in one.places
    ]


def offices(programme: Programme, one: Proposal, *, most: int = _UNITS) -> list[tuple[str, int]]:
    """Offices (OPD) with most of its people, and how many."""
    units, unit = programme.province.units, programme.province.people.unit[one.person]
    office = root_units(units)[unit[unit != UNKNOWN]]
    row, count = np.unique(office, return_counts=True)
    return [(units.names[row[at]], int(count[at])) for at in np.lexsort((row, -count))[:most]]


def people_sheet(
    programme: Programme,
    proposals: Sequence[Proposal],
    *,
    names: Mapping[str, NDArray[np.str_]],
    seen: Bool | None = None,
) -> Sheet:
    """One row a person of a proposal; of the mask ``seen`` (n,) alone where it is given."""
    province = programme.province
    kept = [np.flatnonzero(seen[one.person]) if seen is not None else slice(None) for one in proposals]

    def together(parts: list[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, parts[0].dtype if parts else np.int32), *parts])

    person = together([one.person[rows] for one, rows in zip(proposals, kept, strict=True)])
    number = [np.full(len(one.person[rows]), at) for at, (one, rows) in _numbered(proposals, kept)]
    columns = {
        header: together([getattr(one, name)[rows] for one, rows in zip(proposals, kept, strict=True)])
        for header, name in (("Level", "level"), ("Standar", "required"), ("Poin tertutup", "benefit"))
    }
    return Sheet("program_pegawai", {
        "No program": together(number),
        "ASN ID": province.people.asn_id[person],
        **{header: column[person] for header, column in names.items()},
        "Jabatan": np.array([*province.positions.names, ""], np.str_)[province.people.position[person]],
        "Unit": np.array([*province.units.names, ""], np.str_)[province.people.unit[person]],
        **{header: values.astype(np.float64).round(3) for header, values in columns.items()},
    })  # fmt: skip


def _numbered(proposals: Sequence[Proposal], kept: list[Any]) -> Any:
    return enumerate(zip(proposals, kept, strict=True), start=1)


def overlap_sheet(programme: Programme) -> Sheet:
    """One row a pair of courses that do nearly the same, the cheaper one first."""
    found = programme.overlaps
    return Sheet("tumpang_tindih", {
        **_course(programme, [one.first for one in found], "A"),
        **_course(programme, [one.second for one in found], "B"),
        "Dilayani salah satu": [one.people for one in found],
        "Dilayani keduanya": [one.shared for one in found],
        "Poin per pegawai A": [round(one.gain_first, 3) for one in found],
        "Poin per pegawai B": [round(one.gain_second, 3) for one in found],
    })  # fmt: skip


def not_needed_sheet(programme: Programme) -> Sheet:
    """One row a course nobody needs, with the numbers that say so."""
    found, ids = programme.not_needed, programme.province.catalogue.courses.ids
    texts = programme.province.catalogue.texts
    return Sheet("tidak_dibutuhkan", {
        **_course(programme, [one.course for one in found], ""),
        "Punya kesenjangan": [one.with_gap for one in found],
        "Levelnya sesuai": [one.at_level for one in found],
        "Boleh ikut": [one.people for one in found],
        "Poin tertutup": [round(one.benefit, 2) for one in found],
        "Lebih murah dan sama baik": ["" if one.better < 0 else f"{ids[one.better]} {texts[one.better].title}"
                                      for one in found],
    })  # fmt: skip


def _course(programme: Programme, rows: list[int], mark: str) -> dict[str, Any]:
    catalogue, gain = programme.province.catalogue, programme.province.gain
    away = INTERVAL * gain.quality_sd[rows].astype(np.float64)
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


def reason_sheet(programme: Programme) -> Sheet:
    """How many needs each reason leaves unserved, and what is left out."""
    counts = programme.by_reason
    covered = sum(one.people for one in programme.proposals)
    rows = [
        ("Kebutuhan kesenjangan seluruhnya", programme.gaps, ""),
        *((REASON_WORDS[one][0], count, REASON_WORDS[one][1]) for one, count in counts.items()),
        ("Tidak tercakup oleh usulan mana pun", len(programme.needs) - covered,
         "Tidak ada jenjang usulan yang cocok, atau pesertanya kurang untuk satu kelas."),
        ("Pegawai yang tidak boleh mengikuti pelatihan apa pun", programme.barred,
         "Karena kedudukan hukum atau ditahan instansi; kebutuhannya tidak dihitung di sini."),
    ]  # fmt: skip
    about, count, remark = zip(*rows, strict=True)
    return Sheet("program_sebab", {"Sebab": about, "Jumlah": count, "Keterangan": remark})

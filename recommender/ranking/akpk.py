"""The AKPK report: needs analysis per person, post and unit as sheets.

Columns follow the needs-analysis form as far as it is known (its legal layout was not readable):
standard, level, gap, last year's performance, need, path, priority, reason, proposer, status.
People are named by ``asn_id``; NIP and name are added only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import format_date
from recommender.features.arrays import Dataset, Evidence, People
from recommender.features.identifiers import UNKNOWN
from recommender.needs.entitlement import KINDS, UNITS, Entitlements, describe_entitlement
from recommender.needs.gap import Gaps, describe_gap, reliability
from recommender.needs.rollup import by_post, by_unit
from recommender.needs.rulebook import RuleBook
from recommender.needs.workbook import Sheet
from recommender.ranking.person_needs import Needs

_KIND_NAMES = dict(zip(KINDS, ("JP tahun ini", "Diklat kepemimpinan", "Butir IP-ASN"), strict=True))


def akpk_sheets(
    dataset: Dataset,
    people: People,
    *,
    needs: Needs,
    as_of: date,
    names: Mapping[str, NDArray[np.str_]] | None = None,
) -> list[Sheet]:
    """All sheets; ``people`` are the dataset's people with learnt levels.

    ``names`` holds further columns (n,) that identify people, such as NIP and Nama.
    """  # fmt: skip
    sheets = [_gap_sheet(dataset, people, needs, names or {})]
    if needs.entitlements is not None:
        sheets.append(_entitlement_sheet(dataset, people, needs.entitlements, names or {}))
    return [
        *sheets,
        _post_sheet(dataset, people, needs.gaps),
        _unit_sheet(dataset, people, needs),
        _rule_sheet(needs.book),
        _note_sheet(dataset, as_of),
    ]


def _named(names: tuple[str, ...], rows: NDArray[Any]) -> NDArray[np.str_]:
    """Names of rows; empty text for unknown rows."""
    named: NDArray[np.str_] = np.array([*names, ""], dtype=np.str_)[rows]
    return named


def _who(
    dataset: Dataset, people: People, person: NDArray[Any], names: Mapping[str, NDArray[np.str_]]
) -> dict[str, NDArray[Any]]:
    return {
        "No": np.arange(1, len(person) + 1),
        "ASN ID": people.asn_id[person],
        **{header: column[person] for header, column in names.items()},
        "Jabatan": _named(dataset.positions.names, people.position[person]),
        "Unit": _named(dataset.units.names, people.unit[person]),
    }


def _gap_sheet(
    dataset: Dataset, people: People, needs: Needs, names: Mapping[str, NDArray[np.str_]]
) -> Sheet:
    gaps, book, n = needs.gaps, needs.book, len(needs.gaps)
    competency = _named(dataset.competencies.names, gaps.competency)
    forms = np.array([*(codes.FORMS[form] for form in dataset.catalogue.form), ""], dtype=np.str_)
    reasons = [describe_gap(gaps, row=row, competency=str(competency[row]), book=book) for row in range(n)]
    return Sheet("akpk", {
        **_who(dataset, people, gaps.person, names),
        "Kompetensi": competency,
        "Level standar": gaps.required,
        "Level individu": _rounded(gaps.level),
        "Simpangan baku": _rounded(gaps.sd),
        "Gap": _rounded(gaps.gap),
        "Bobot": _rounded(gaps.weight, 3),
        "Sumber": np.array([*codes.METHODS, "PERKIRAAN"])[gaps.method],
        "Keandalan sumber": np.array(_reliabilities(book))[gaps.method],
        "Umur penilaian (tahun)": _rounded(gaps.age_years, 1),
        "Kinerja tahun lalu": last_performance(dataset.evidence, n=len(people))[gaps.person],
        "Kebutuhan": _named(tuple(text.title for text in dataset.catalogue.texts), needs.course),
        "Jalur": forms[needs.course],
        "Prioritas": _place_within_person(gaps.person),
        "Alasan": reasons,
        "Pengusul": np.full(n, "Sistem"),
        "Status": np.full(n, "USULAN"),
    })  # fmt: skip


def _rounded(values: NDArray[Any], digits: int = 2) -> NDArray[np.float64]:
    return np.asarray(values, np.float64).round(digits)


def _reliabilities(book: RuleBook) -> list[str]:
    return [reliability(book, method=method) for method in (*range(len(codes.METHODS)), UNKNOWN)]


def _place_within_person(person: NDArray[np.int32]) -> NDArray[np.int64]:
    """1, 2, ... within each run of equal persons (gaps come most needed first)."""
    return np.arange(1, len(person) + 1) - np.searchsorted(person, person)


def last_performance(evidence: Evidence, *, n: int) -> NDArray[np.float32]:
    """(n,) score of each person's newest closed year; NaN without one."""
    score = np.full(n, np.nan, np.float32)
    order = np.argsort(evidence.performance_year, kind="stable")
    score[evidence.performance_person[order]] = evidence.performance_score[order]
    return score


def _entitlement_sheet(
    dataset: Dataset, people: People, owed: Entitlements, names: Mapping[str, NDArray[np.str_]]
) -> Sheet:
    kinds = [owed.rule_of(row).id for row in range(len(owed))]
    return Sheet("hak", {
        **_who(dataset, people, owed.person, names),
        "Jenis": [_KIND_NAMES[kind] for kind in kinds],
        "Kurang": _rounded(owed.missing),
        "Satuan": [UNITS[kind] for kind in kinds],
        "Keterangan": [describe_entitlement(owed, row=row) for row in range(len(owed))],
        "Dasar hukum": [owed.rule_of(row).basis for row in range(len(owed))],
    })  # fmt: skip


def _post_sheet(dataset: Dataset, people: People, gaps: Gaps) -> Sheet:
    rows = by_post(gaps, position=people.position, competencies=len(dataset.competencies))
    return Sheet("jabatan", {
        "Jabatan": _named(dataset.positions.names, rows.position),
        "Kompetensi": _named(dataset.competencies.names, rows.competency),
        "Jumlah pegawai": rows.people,
        "Pegawai dengan gap": rows.with_gap,
        "Rata-rata gap": _rounded(rows.mean_gap),
        "Perlu dinilai dahulu": rows.to_assess,
    })  # fmt: skip


def _unit_sheet(dataset: Dataset, people: People, needs: Needs) -> Sheet:
    rows = by_unit(needs.gaps, needs.entitlements, unit=people.unit, parent=dataset.units.parent)
    owed = {f"Pegawai: {_KIND_NAMES[kind]}": count for kind, count in rows.owed.items()}
    missing = {
        f"Kurang: {_KIND_NAMES[kind]} ({UNITS[kind]})": _rounded(amount)
        for kind, amount in rows.missing.items()
    }
    return Sheet("unit", {
        "Unit": dataset.units.names,
        "Jumlah pegawai": rows.people,
        "Pegawai dengan gap": rows.with_gap,
        "Rata-rata gap berbobot": _rounded(rows.mean_points),
        **owed,
        **missing,
    })  # fmt: skip


def _rule_sheet(book: RuleBook) -> Sheet:
    subjects = [
        rule.programme or rule.item or ", ".join(rule.method or rule.employment) for rule in book.rules
    ]
    return Sheet("aturan", {
        "Aturan": [rule.id for rule in book.rules],
        "Tentang": subjects,
        "Nilai": [str(rule.value) for rule in book.rules],
        "Satuan": [rule.unit for rule in book.rules],
        "Berlaku sejak": [format_date(rule.valid_from) for rule in book.rules],
        "Dasar hukum": [rule.basis for rule in book.rules],
        "Catatan": [rule.note for rule in book.rules],
    })  # fmt: skip


def _note_sheet(dataset: Dataset, as_of: date) -> Sheet:
    notes = [
        f"Keadaan per {format_date(as_of)}.",
        "Level individu adalah perkiraan dari seluruh penilaian dan pelatihan, bukan nilai satu penilaian.",
        "Kesenjangan (akpk) dan hak (hak) adalah dua jenis kebutuhan; keduanya tidak dijumlahkan.",
        "Kebutuhan adalah pelatihan yang boleh diikuti pegawai itu dan paling banyak menutup gap.",
        "Baris unit mencakup seluruh unit di bawahnya.",
        *(
            f"Tabel {table} tidak ada; yang bergantung padanya tidak dihitung."
            for table in dataset.switched_off
        ),
    ]
    return Sheet("catatan", {"Catatan": notes})

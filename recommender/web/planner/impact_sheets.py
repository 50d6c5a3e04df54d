"""The evidence of impact as sheets: what the pages show, with the same figures left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recommender.impact.words import REASONS
from recommender.needs.workbook import Sheet
from recommender.web.impact_evidence import Answer, Evidence, Interval
from recommender.web.planner.impact_kirkpatrick import LEVELS, cell
from recommender.web.planner.impact_words import KINDS, OUTCOMES, Check, checks, naive_figures


def impact_sheets(evidence: Evidence) -> list[Sheet]:
    """All sheets."""
    return [
        _verdicts(evidence.answers),
        _checks(evidence.answers),
        _levels("kirkpatrick_pelatihan", evidence.courses),
        _levels("kirkpatrick_angkatan", evidence.sessions),
        _calendar(evidence.pending),
        _about(evidence),
    ]


def _verdicts(answers: Sequence[Answer]) -> Sheet:
    estimates = [one.estimate for one in answers]
    return Sheet("putusan", {
        "Hasil": [OUTCOMES.get(one.outcome, one.outcome) for one in answers],
        "Lingkup": [KINDS[one.kind] for one in answers],
        "ID": [one.name for one in answers],
        "Nama": [one.label for one in answers],
        "Putusan": [one.verdict for one in answers],
        "Sebab putusan": [REASONS[one.reason] for one in answers],
        "n orang (kosong bila sedikit)": [one.people for one in answers],
        "Orang-tahun": [one.person_years for one in answers],
        "Pengaruh": [_ends(one)[0] for one in estimates],
        "Selang 95% bawah": [_ends(one)[1] for one in estimates],
        "Selang 95% atas": [_ends(one)[2] for one in estimates],
        "p (Holm)": [one.p_holm for one in answers],
    })  # fmt: skip


def _ends(one: Interval | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if one is None else (one.value, one.low, one.high)


def _checks(answers: Sequence[Answer]) -> Sheet:
    lines: list[tuple[Answer, str, str, float | None, Interval | None]] = []
    for answer in answers:
        lines += [(answer, one.name, one.meaning, *_figures(one)) for one in checks(answer.finding)]
        lines += [
            (answer, f"Menyesatkan: {name}", why, value, None)
            for name, why, value in naive_figures(answer.finding)
        ]
    return Sheet("pemeriksaan", {
        "Hasil": [OUTCOMES.get(one.outcome, one.outcome) for one, *_ in lines],
        "Lingkup": [KINDS[one.kind] for one, *_ in lines],
        "ID": [one.name for one, *_ in lines],
        "Pemeriksaan": [name for _, name, *_ in lines],
        "Arti": [meaning for _, _, meaning, *_ in lines],
        "Angka": [figure if interval is None else interval.value for *_, figure, interval in lines],
        "Selang 95% bawah": [_ends(interval)[1] for *_, interval in lines],
        "Selang 95% atas": [_ends(interval)[2] for *_, interval in lines],
    })  # fmt: skip


def _figures(one: Check) -> tuple[float | None, Interval | None]:
    return one.figure, one.interval


def _levels(name: str, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    columns: dict[str, Sequence[Any]] = {
        "ID pelatihan": [one["course_id"] for one in rows],
        "Pelatihan": [one["title"] for one in rows],
        "Angkatan": [one["session_id"] for one in rows],
        "Selesai (kosong bila sedikit)": [one["completed"] for one in rows],
    }
    for level in LEVELS:
        cells = [cell(one, level) for one in rows]
        columns[f"{level} rata-rata"] = [mean for mean, _ in cells]
        columns[f"{level} tingkat respons"] = [rate for _, rate in cells]
    columns["Hampir tidak diukur"] = [", ".join(one["missing"]) for one in rows]
    return Sheet(name, columns)


def _calendar(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    return Sheet("kalender_evaluasi", {
        "Angkatan": [one["session_id"] for one in rows],
        "ID pelatihan": [one["course_id"] for one in rows],
        "Pelatihan": [one["title"] for one in rows],
        "Dibuka": [one["opens"].isoformat() for one in rows],
        "Ditutup": [one["closes"].isoformat() for one in rows],
        "Alumni (kosong bila sedikit)": [one["alumni"] for one in rows],
        "Dijawab atasan": [one["answered"] for one in rows],
        "Keadaan": [one["state"] for one in rows],
    })  # fmt: skip


def _about(evidence: Evidence) -> Sheet:
    worth = evidence.point_value
    lines: list[tuple[str, Any]] = [
        ("Data sampai", evidence.as_of.isoformat()),
        ("Dihitung pada (UTC)", evidence.made_on),
        ("Snapshot", evidence.snapshot_digest),
        ("ASN", str(evidence.people)),
        ("Riwayat pelatihan", str(evidence.records)),
        ("Nilai satu poin", "" if worth.interval is None else f"{worth.interval.value:.3f}"),
        ("Nilai satu poin, bawah", "" if worth.interval is None else f"{worth.interval.low:.3f}"),
        ("Nilai satu poin, atas", "" if worth.interval is None else f"{worth.interval.high:.3f}"),
        ("Satuan nilai satu poin", worth.unit),
        ("Sebab tanpa nilai", worth.reason),
    ]
    return Sheet("tentang", {"Hal": [name for name, _ in lines], "Isi": [text for _, text in lines]})

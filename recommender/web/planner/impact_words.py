"""What the pages on impact say of verdicts, of checks and of figures that mislead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from recommender.impact.words import OUTCOME_NAMES, SCOPE_KINDS
from recommender.web.impact_evidence import GROUP, PERFORMANCE, Interval, interval_of

VERDICT_WORDS: Final = {
    "terbukti": "Pengaruhnya jauh dari nol dan tahan terhadap sebab tersembunyi sekuat nilai tahun lalu, "
    "atau kursinya diundi.",
    "mungkin": "Selang 95% di atas nol, tetapi masih ada penjelasan lain.",
    "tidak tampak": "Pengaruh yang berarti sudah dapat dikesampingkan.",
    "belum dapat disimpulkan": "Data belum cukup, atau pemeriksaan menemukan masalah. Ini bukan berarti "
    "pelatihan tidak berguna.",
}  # fmt: skip
"""From best to worst."""

OUTCOMES: Final = {
    **OUTCOME_NAMES,
    "IKM": "Indeks kepuasan masyarakat unit (poin, skala 0–100)",
    "PRODUKTIVITAS": "Produktivitas unit",
    "PENGADUAN_SELESAI": "Pengaduan selesai di unit",
}
SHORT: Final = {
    PERFORMANCE: "Nilai kinerja", "L2": "Tes (L2)", "L3 ATASAN": "Perilaku menurut atasan (L3)",
    "L3 REKAN": "Perilaku menurut rekan (L3)", "IKM": "IKM unit", "PRODUKTIVITAS": "Produktivitas unit",
    "PENGADUAN_SELESAI": "Pengaduan selesai",
}  # fmt: skip
KINDS: Final = {**SCOPE_KINDS, GROUP: "Kelompok"}
STATES: Final = {"akan dibuka": "Akan dibuka", "sedang berjalan": "Sedang berjalan", "terlewat": "Terlewat"}


@dataclass(frozen=True)
class Check:
    """One line of what speaks for or against an effect."""

    name: str
    meaning: str
    figure: float | None = None
    """A plain number; ``share`` says that it is a part of one."""
    interval: Interval | None = None
    share: bool = False


def checks(finding: Mapping[str, Any]) -> list[Check]:
    """What was computed beside the effect, in the order in which it is read."""
    found = [
        *_designs(finding), *_placebos(finding.get("placebo")), *_strength(finding.get("sensitivity")),
        Check(
            "Menyusut ke rumpun", "Pengaruh satu pelatihan, ditarik ke rumpunnya sejauh datanya tipis.",
            interval=interval_of(finding.get("shrunk")),
        ),
        Check(
            "Sebelum mulai", "Beda sebelum unit mulai melatih; seharusnya nol.",
            interval=interval_of(finding.get("lead")),
        ),
        Check(
            "Perbandingan yang dihitung", "Banyaknya tahun mulai dan tahun amatan yang dipasangkan.",
            figure=finding.get("cells"),
        ),
    ]  # fmt: skip
    return [one for one in found if one.figure is not None or one.interval is not None]


def _designs(finding: Mapping[str, Any]) -> list[Check]:
    primary, second = finding.get("primary") or {}, finding.get("second") or {}
    drawn = finding.get("lottery") or {}
    return [
        Check(
            "Pembanding efektif (ESS)", "Banyaknya pembanding yang benar-benar menentukan; di bawah 30 angka "
            "ditolak.", figure=primary.get("ess"),
        ),
        Check(
            "Bagian yang dipotong", "Bagian baris yang peluangnya dibatasi; bagian besar berarti peserta "
            "hampir tidak punya pembanding.", figure=primary.get("clipped"), share=True,
        ),
        Check("Cara pertama (linear)", "Perkiraan utama.", interval=interval_of(primary.get("estimate"))),
        Check(
            "Cara kedua (pohon keputusan)", "Harus berbeda kurang dari satu galat baku dari cara pertama.",
            interval=interval_of(second.get("estimate")),
        ),
        Check(
            "Kuadrat terkecil (OLS)", "Regresi biasa, sebagai pembanding.",
            interval=interval_of(finding.get("least_squares")),
        ),
        Check(
            "Undian kursi", "Beda antara yang terundi dan yang tidak; bukti terkuat bila ada.",
            interval=interval_of(drawn.get("ancova")),
        ),
        Check(
            "Keseimbangan undian", "Beda nilai tahun lalu antara keduanya; seharusnya nol.",
            interval=interval_of(drawn.get("balance")),
        ),
        Check("p undian", "Seberapa sering undian ulang memberi beda sebesar itu.", figure=drawn.get("p")),
    ]  # fmt: skip


def _placebos(placebo: Mapping[str, Any] | None) -> list[Check]:
    placebo = placebo or {}
    return [
        Check(
            "Plasebo", "Pengaruh semu pada nilai dua tahun lalu, yang tidak mungkin diubah pelatihan; "
            "seharusnya nol.", interval=interval_of(placebo.get("past")),
        ),
        Check(
            "Kontrol negatif", "Pengaruh semu pada kehadiran, yang seharusnya tidak digerakkan pelatihan.",
            interval=interval_of(placebo.get("negative_control")),
        ),
    ]  # fmt: skip


def _strength(sensitivity: Mapping[str, Any] | None) -> list[Check]:
    found = sensitivity or {}
    return [
        Check(
            "Nilai ketahanan (RV)", "Bagian dari sisa pelatihan dan hasil yang harus dijelaskan sebab "
            "tersembunyi untuk menghapus pengaruh.", figure=found.get("robustness_value"), share=True,
        ),
        Check(
            "Nilai ketahanan selang", "Sama, untuk menarik ujung selang ke nol.",
            figure=found.get("robustness_value_95"), share=True,
        ),
        Check(
            "Nilai-E", "Rasio risiko yang diperlukan sebab tersembunyi dengan keduanya; 1 berarti tidak "
            "perlu apa pun.", figure=found.get("e_value"),
        ),
        Check("Nilai-E selang", "Sama, untuk ujung selang.", figure=found.get("e_value_95")),
        Check(
            "Di samping sebab sekuat nilai tahun lalu", "Pengaruh yang tersisa bila sebab seperti itu ada.",
            interval=interval_of(found.get("beside_benchmark")),
        ),
    ]  # fmt: skip


NAIVE: Final = {
    "difference": (
        "Beda rata-rata peserta dan bukan peserta",
        "Yang dikirim adalah yang nilainya memang sudah baik; bedanya ada juga tanpa pelatihan.",
    ),
    "before_after": (
        "Sebelum-sesudah peserta",
        "Tahun yang luar biasa baik biasanya diikuti tahun biasa, dengan atau tanpa pelatihan.",
    ),
    "difference_in_differences": (
        "Beda-dalam-beda",
        "Menganggap keduanya akan bergerak sama; peserta dipilih sesudah tahun yang baik, jadi turun lebih "
        "jauh.",
    ),
}  # fmt: skip
"""Name of each figure that misleads, and why it does."""


def naive_figures(finding: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """Name, reason and value of the figures that are often shown."""
    figures = finding.get("naive") or {}
    return [(name, why, figures[key]) for key, (name, why) in NAIVE.items() if figures.get(key) is not None]


def texts() -> list[str]:
    """Every text of this module that pages tell in their language."""
    everything = checks(_EVERYTHING)
    return [
        *VERDICT_WORDS, *VERDICT_WORDS.values(), *OUTCOMES.values(), *SHORT.values(), *KINDS.values(),
        *STATES.values(), *(text for pair in NAIVE.values() for text in pair),
        *(text for one in everything for text in (one.name, one.meaning)),
    ]  # fmt: skip


_SOME: Final = {"effect": 0.0, "se": 1.0}
_EVERYTHING: Final[Mapping[str, Any]] = {
    "primary": {"ess": 1.0, "clipped": 0.0, "estimate": _SOME}, "second": {"estimate": _SOME},
    "least_squares": _SOME, "lottery": {"ancova": _SOME, "balance": _SOME, "p": 1.0},
    "placebo": {"past": _SOME, "negative_control": _SOME}, "shrunk": _SOME, "lead": _SOME, "cells": 1,
    "sensitivity": {
        "robustness_value": 0.0, "robustness_value_95": 0.0, "e_value": 1.0, "e_value_95": 1.0,
        "beside_benchmark": _SOME,
    },
}  # fmt: skip
"""A finding with every part, to know what may be said."""

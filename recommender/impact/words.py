"""What verdicts, reasons and outcomes are called in Indonesian."""

from __future__ import annotations

from typing import Final

REASONS: Final = {
    "NO_ESTIMATE": "Kurang dari 30 peserta atau pembanding efektif; angka tidak diberikan.",
    "PLACEBO": "Sesuatu yang tidak mungkin diubah pelatihan tampak berubah; ada sebab lain yang tercampur.",
    "LEARNERS": "Dua cara menghitung berbeda lebih dari satu galat baku; hasil tidak stabil.",
    "LOTTERY": "Kursi diundi, dan pengaruhnya jauh dari nol (p < 0,001).",
    "ROBUST": "Jauh dari nol (p < 0,001), juga di samping sebab tersembunyi sekuat nilai tahun lalu.",
    "UNCONTROLLED": "Naik, tetapi tanpa kelompok pembanding; sebagian dapat berasal dari mengulang tes.",
    "RELATIVE": "Lebih tinggi daripada alumni pelatihan lain; bukan bukti bahwa pelatihannya berpengaruh.",
    "TRENDS": "Naik, bila unit lain memang menggambarkan apa yang terjadi tanpa pelatihan.",
    "EXPLAINED": "Di atas nol, tetapi sebab tersembunyi sekuat nilai tahun lalu sudah cukup menjelaskannya.",
    "NOT_SURE": "Di atas nol, tetapi masih mungkin kebetulan (p di antara 0,001 dan 0,05).",
    "BELOW_WORTH": "Seluruh selang berada di bawah pengaruh terkecil yang berarti (0,1 simpangan baku).",
    "WIDE": "Selang masih memuat nol dan juga pengaruh yang berarti; perlu lebih banyak data.",
}  # fmt: skip
"""Each reason of :mod:`recommender.impact.verdict`."""

OUTCOME_NAMES: Final = {
    "kinerja": "Nilai kinerja tahun pelatihan (poin, skala 0–120)",
    "L2": "Kenaikan tes: post − pre (poin, skala 0–100)",
    "L3 ATASAN": "Perilaku menurut atasan, dibanding alumni pelatihan lain (poin, skala 10–100)",
    "L3 REKAN": "Perilaku menurut rekan, dibanding alumni pelatihan lain (poin, skala 10–100)",
}
SCOPE_KINDS: Final = {
    "provinsi": "Seluruh provinsi", "bentuk": "Bentuk", "jenis": "Jenis", "rumpun": "Rumpun",
    "pelatihan": "Pelatihan",
}  # fmt: skip
NO_VALUE: Final = {
    "NO_EFFECT": "Pengaruh pelatihan pada skor kinerja belum dapat dihitung: peserta atau pembanding kurang.",
    "NOT_ABOVE_ZERO": "Pengaruh semua pelatihan pada skor kinerja tidak jelas di atas nol, "
    "jadi nilai satu poin tidak dinyatakan.",
    "NOT_LEARNT": "Tes dan penilaian sesudah pelatihan belum cukup (paling sedikit 200) untuk mengetahui "
    "berapa level yang ditutup; nilai satu poin tidak dinyatakan.",
    "NOTHING_CLOSED": "Level wajib yang ditutup pelatihan selama ini tidak jelas di atas nol, "
    "jadi tidak ada yang dapat dibagi.",
}  # fmt: skip
"""Why one point of benefit has no value in points of performance."""

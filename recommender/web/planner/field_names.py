"""What pages call the fields of their forms and queries, so that a failure can name them."""

from __future__ import annotations

from typing import Final

from recommender.domain.plan_rules import PLAN_FIELDS
from recommender.domain.plan_sentences import PLAN_RULE_NAMES

FIELD_NAMES: Final = {
    **PLAN_RULE_NAMES, **{f"on_{one.code}": one.label for one in PLAN_FIELDS},
    "title": "Nama rencana", "year": "Tahun", "budget": "Pagu tambahan (Rp)", "lock": "Kunci",
    "ban": "Larangan", "drop": "Angkatan yang tidak diselenggarakan", "draw": "Undi kursi di sekitar batas",
    "seed": "Benih undian", "budget_change": "Pagu turun dan naik", "without_session": "Tanpa satu angkatan",
    "without_rule": "Tanpa satu aturan", "dari": "Rencana asal", "a": "Rencana pertama", "b": "Rencana kedua",
    "action": "Keputusan", "revision": "Revisi", "session_id": "Angkatan", "asn_id": "ASN", "asn": "ASN",
    "replacement": "Cadangan pengganti", "reason": "Alasan", "note": "Catatan", "digest": "Sidik isi",
    "mengetahui": "Mengetahui yang belum ditelaah", "sesudah": "Revisi sesudah keputusan",
    "nama": "Dengan NIP dan nama", "sebab": "Sebab", "ukuran": "Peserta",
    "unit": "Unit", "jenis": "Jenis kompetensi", "bentuk": "Bentuk",
    "cari": "Judul atau ID", "kata": "Nama, NIP, atau ID ASN", "pelatihan": "Pelatihan yang dimaksud",
    "alasan": "Alasan ASN", "akun": "Id akun", "sandi": "Kata sandi", "ulang": "Kata sandi sekali lagi",
    "lanjut": "Halaman tujuan", "urut": "Urutan", "arah": "Arah urutan", "hal": "Halaman", "v": "Versi gaya",
    "bahasa": "Bahasa", "hasil": "Hasil", "catatan": "Catatan", "isi": "Isi berkas",
    "lingkup": "Lingkup", "putusan": "Putusan", "bagian": "Bagian", "keadaan": "Keadaan",
}  # fmt: skip


def field_name(path: str) -> str:
    """The name of a field by its path in a failure, e.g. ``form.budget``."""
    parts = [one for one in path.split(".")[1:] if not one.isdigit()]
    return FIELD_NAMES.get(parts[-1], "Isian") if parts else "Isian"

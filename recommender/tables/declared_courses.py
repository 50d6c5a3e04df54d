"""Declaration of what is offered: competencies, courses, what they teach, who may come, when."""

from __future__ import annotations

from typing import Final

from recommender.domain import codes
from recommender.tables.column import Column, Reference, Table

COMPETENCIES: Final = Table(
    "competencies",
    "Kompetensi",
    (
        Column("competency_id", "id", "Kode kompetensi", "Kunci kompetensi, mis. M.01.", "!!"),
        Column("name", "text", "Nama kompetensi", "Nama menurut kamus kompetensi.", "!!"),
        Column("kind", "code", "Jenis kompetensi", "Jenis kompetensi.", "!!", codes=codes.COMPETENCY_KINDS),
        Column("definition", "text", "Definisi", "Definisi menurut kamus kompetensi."),
    ),
    key=("competency_id",),
    must_exist=True,
)

COURSES: Final = Table(
    "courses",
    "Pelatihan",
    (
        Column("course_id", "id", "Kode pelatihan", "Kunci pelatihan.", "!!"),
        Column("title", "text", "Judul", "Judul pelatihan.", "!!", siasn="namaKursus"),
        Column("description", "text", "Uraian", "Uraian isi pelatihan."),
        Column(
            "dev_kind_id",
            "whole",
            "Jenis pengembangan",
            "Kode jenisDiklat SIASN 1-25.",
            "!!",
            codes=tuple(map(str, codes.DEV_KINDS)),
            siasn="jenisDiklatId",
        ),
        Column("form", "code", "Bentuk", "Klasikal atau nonklasikal.", "!!", codes=codes.FORMS),
        Column("delivery", "code", "Cara", "Cara penyelenggaraan.", codes=codes.DELIVERIES),
        Column(
            "jp",
            "number",
            "Jam pelajaran",
            "1 JP = 45 menit.",
            "!!",
            unit="JP",
            above=0,
            high=1000,
            siasn="jumlahJam",
        ),
        Column("days", "number", "Lama", "Hari pelaksanaan.", unit="hari", above=0, high=400),
        Column(
            "cost_per_participant",
            "number",
            "Biaya per peserta",
            "Biaya yang ditanggung instansi.",
            unit="Rp",
            low=0,
            high=1e10,
            default="0",
        ),
        Column("provider", "text", "Penyelenggara", "Lembaga penyelenggara.", siasn="institusiPenyelenggara"),
        Column(
            "min_class",
            "whole",
            "Peserta paling sedikit",
            "Kelas terkecil.",
            unit="orang",
            low=1,
            high=100_000,
        ),
        Column(
            "max_class",
            "whole",
            "Peserta paling banyak",
            "Kelas terbesar.",
            unit="orang",
            low=1,
            high=100_000,
        ),
        Column("active", "flag", "Ditawarkan", "1 bila masih ditawarkan.", default="1"),
        Column("valid_from", "date", "Berlaku sejak", "Hari pertama berlaku; kosong = selalu."),
        Column("valid_to", "date", "Berlaku sampai", "Hari terakhir berlaku; kosong = seterusnya."),
    ),
    key=("course_id",),
    ordered=(("min_class", "max_class"), ("valid_from", "valid_to")),
    must_exist=True,
)

COURSE_COMPETENCIES: Final = Table(
    "course_competencies",
    "Kompetensi yang diajarkan",
    (
        Column("course_id", "id", "Pelatihan", "Pelatihan yang mengajarkan.", "!!"),
        Column("competency_id", "id", "Kompetensi", "Kompetensi yang diajarkan.", "!!"),
        Column(
            "level_from",
            "number",
            "Dari level",
            "Level awal yang diharapkan.",
            unit="level",
            low=0,
            high=5,
            step=0.5,
        ),
        Column(
            "level_to",
            "number",
            "Ke level",
            "Level yang dicapai.",
            "!!",
            unit="level",
            low=1,
            high=5,
            step=0.5,
        ),
        Column(
            "strength",
            "number",
            "Kekuatan",
            "Bagian pelatihan untuk kompetensi ini.",
            above=0,
            high=1,
            default="1",
        ),
        Column(
            "status",
            "code",
            "Status pemetaan",
            "Hanya TERVALIDASI yang dipakai.",
            codes=codes.MAPPING_STATUSES,
            default="TERVALIDASI",
        ),
    ),
    key=("course_id", "competency_id"),
    references=(
        Reference("course_id", "courses", "course_id"),
        Reference("competency_id", "competencies", "competency_id"),
    ),
    ordered=(("level_from", "level_to"),),
    switches_off="Pelatihan tidak dapat dikaitkan dengan kompetensi: manfaat dan alasan GAP tidak dihitung.",
)

COURSE_RULES: Final = Table(
    "course_rules",
    "Syarat peserta",
    (
        Column("course_id", "id", "Pelatihan", "Pelatihan yang bersyarat.", "!!"),
        Column("rule", "code", "Aturan", "Nama aturan.", "!!", codes=codes.RULES),
        Column("value", "text", "Nilai", "Nilai aturan; beberapa nilai dipisah spasi atau tanda |.", "!!"),
    ),
    key=("course_id", "rule", "value"),
    references=(Reference("course_id", "courses", "course_id"),),
    switches_off="Syarat peserta tidak diperiksa: hanya status hukum, penundaan dan riwayat yang menyaring.",
)

SESSIONS: Final = Table(
    "sessions",
    "Angkatan",
    (
        Column("session_id", "id", "Kode angkatan", "Kunci angkatan.", "!!"),
        Column("course_id", "id", "Pelatihan", "Pelatihan yang diselenggarakan.", "!!"),
        Column("batch_no", "text", "Nomor angkatan", "Nomor angkatan, angka atau romawi."),
        Column("starts_on", "date", "Mulai", "Hari pertama.", "!!", siasn="tanggal"),
        Column("ends_on", "date", "Selesai", "Hari terakhir.", "!!", siasn="tanggalSelesai"),
        Column("seats", "whole", "Kursi", "Jumlah kursi.", "!!", unit="orang", low=0, high=100_000),
        Column(
            "min_seats",
            "whole",
            "Kursi paling sedikit",
            "Batas bawah agar diselenggarakan.",
            unit="orang",
            low=0,
            high=100_000,
        ),
        Column(
            "region_code", "id", "Kode wilayah", "Kode kabupaten/kota BPS tempat pelatihan.", siasn="lokasiId"
        ),
        Column(
            "cost_per_participant",
            "number",
            "Biaya per peserta",
            "Kosong = biaya pelatihannya.",
            unit="Rp",
            low=0,
            high=1e10,
        ),
        Column(
            "status", "code", "Status", "Status angkatan.", codes=codes.SESSION_STATUSES, default="RENCANA"
        ),
    ),
    key=("session_id",),
    references=(Reference("course_id", "courses", "course_id"),),
    ordered=(("starts_on", "ends_on"), ("min_seats", "seats")),
    switches_off="Jadwal berikutnya tidak ditampilkan dan rencana angkatan tidak dapat dibuat.",
)

COURSE_ALIASES: Final = Table(
    "course_aliases",
    "Nama lain pelatihan",
    (
        Column(
            "raw_name", "text", "Nama tercatat", "Nama pada riwayat, apa adanya.", "!!", siasn="namaKursus"
        ),
        Column(
            "course_id", "id", "Pelatihan", "Pelatihan yang dimaksud; kosong = bukan pelatihan di katalog."
        ),
        Column(
            "status", "code", "Status", "Hanya TERVALIDASI yang dipakai.", "!!", codes=codes.MAPPING_STATUSES
        ),
    ),
    key=("raw_name", "course_id", "status"),
    references=(Reference("course_id", "courses", "course_id"),),
    switches_off="Riwayat yang hanya mencatat nama pelatihan tidak dapat dikaitkan dengan katalog.",
)

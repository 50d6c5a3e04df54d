"""Declaration of what was observed: assessments, records, evaluations, performance, outcomes."""

from __future__ import annotations

from typing import Final

from recommender.domain import codes
from recommender.tables.column import Column, Reference, Table
from recommender.tables.declared_people import FIRST_YEAR, LAST_YEAR

_OF_ASN: Final = Reference("asn_id", "asn", "asn_id")
_OF_COURSE: Final = Reference("course_id", "courses", "course_id")
_OF_SESSION: Final = Reference("session_id", "sessions", "session_id")

ASSESSMENTS: Final = Table(
    "assessments",
    "Penilaian kompetensi",
    (
        Column("asn_id", "id", "ASN", "Pegawai yang dinilai.", "!!"),
        Column("competency_id", "id", "Kompetensi", "Kompetensi yang dinilai.", "!!"),
        Column(
            "level",
            "number",
            "Level",
            "Level hasil penilaian, boleh setengah.",
            "!!",
            unit="level",
            low=0,
            high=5,
            step=0.5,
        ),
        Column("method", "code", "Metode", "Cara menilai.", "!!", codes=codes.METHODS),
        Column("assessed_on", "date", "Tanggal penilaian", "Hari penilaian.", "!!"),
    ),
    key=("asn_id", "competency_id", "method", "assessed_on"),
    references=(_OF_ASN, Reference("competency_id", "competencies", "competency_id")),
    switches_off="Level pegawai tidak diketahui: kesenjangan memakai dugaan menurut jabatan, lebih lebar.",
    observed="assessed_on",
    many_where=("method", "REKAN"),
)

TRAINING_RECORDS: Final = Table(
    "training_records",
    "Riwayat pelatihan",
    (
        Column("record_id", "id", "Kode riwayat", "Kunci riwayat.", siasn="id"),
        Column("asn_id", "id", "ASN", "Pegawai yang mengikuti.", "!!", siasn="pnsOrangId"),
        Column("course_id", "id", "Pelatihan", "Pelatihan di katalog; bila kosong, raw_name dipetakan."),
        Column("raw_name", "text", "Nama tercatat", "Nama pelatihan apa adanya.", siasn="namaKursus"),
        Column("session_id", "id", "Angkatan", "Angkatan yang diikuti."),
        Column("starts_on", "date", "Mulai", "Hari pertama.", siasn="tanggalKursus"),
        Column("ends_on", "date", "Selesai", "Hari terakhir.", "!!", siasn="tanggalSelesaiKursus"),
        Column(
            "jp",
            "number",
            "JP tercatat",
            "JP pada sertifikat.",
            unit="JP",
            above=0,
            high=1000,
            siasn="jumlahJam",
        ),
        Column("status", "code", "Hasil", "Hasil mengikuti pelatihan.", "!!", codes=codes.RECORD_STATUSES),
        Column(
            "attendance_pct", "number", "Kehadiran", "Bagian JP yang dihadiri.", unit="%", low=0, high=100
        ),
        Column("pre_test", "number", "Tes awal", "Nilai tes awal.", low=0, high=100),
        Column("post_test", "number", "Tes akhir", "Nilai tes akhir.", low=0, high=100),
        Column("nominated_by", "code", "Pengusul", "Siapa yang mengusulkan.", codes=codes.NOMINATORS),
        Column("cost", "number", "Biaya", "Biaya yang dibayar.", unit="Rp", low=0, high=1e10),
    ),
    key=("asn_id", "ends_on", "course_id", "raw_name", "session_id", "starts_on", "record_id"),
    references=(_OF_ASN, _OF_COURSE, _OF_SESSION),
    ordered=(("starts_on", "ends_on"),),
    switches_off="Tanpa riwayat: peluang selesai, mutu pelatihan dan pola belajar memakai nilai awal saja, "
    "dan pelatihan yang pernah diikuti tidak dapat dikecualikan.",
    observed="ends_on",
)

EVALUATIONS: Final = Table(
    "evaluations",
    "Evaluasi pelatihan",
    (
        Column("asn_id", "id", "ASN", "Alumni yang dievaluasi.", "!!"),
        Column("course_id", "id", "Pelatihan", "Pelatihan yang dievaluasi.", "!!"),
        Column("session_id", "id", "Angkatan", "Angkatan yang dievaluasi."),
        Column(
            "level",
            "whole",
            "Tingkat",
            "Kirkpatrick: 1 reaksi, 3 perilaku, 4 dampak.",
            "!!",
            codes=("1", "3", "4"),
        ),
        Column("item", "text", "Butir", "Butir evaluasi."),
        Column("evaluator_role", "code", "Penilai", "Siapa yang menilai.", "!!", codes=codes.EVALUATOR_ROLES),
        Column("score", "number", "Nilai", "Nilai evaluasi.", "!!", low=10, high=100),
        Column("evaluated_on", "date", "Tanggal evaluasi", "Hari evaluasi.", "!!"),
    ),
    key=("asn_id", "course_id", "session_id", "level", "item", "evaluator_role", "evaluated_on"),
    references=(_OF_ASN, _OF_COURSE, _OF_SESSION),
    switches_off="Mutu pelatihan tidak memakai penilaian perilaku dan dampak.",
    observed="evaluated_on",
    many_where=("evaluator_role", "REKAN"),
)

_YEAR: Final = Column("year", "whole", "Tahun", "Tahun penilaian.", "!!", low=FIRST_YEAR, high=LAST_YEAR,
                      siasn="tahun")  # fmt: skip
_PERIOD: Final = Column("period", "code", "Periode", "Tahunan atau triwulan.", codes=codes.PERIODS,
                        default="TAHUNAN")  # fmt: skip

PERFORMANCE: Final = Table(
    "performance",
    "Kinerja pegawai",
    (
        Column("asn_id", "id", "ASN", "Pegawai yang dinilai.", "!!", siasn="pnsOrangId"),
        _YEAR,
        _PERIOD,
        Column(
            "quadrant",
            "whole",
            "Predikat",
            "1 sangat baik sampai 5 sangat kurang.",
            low=1,
            high=5,
            siasn="kuadranKinerjaNilai",
        ),
        Column(
            "result_rating",
            "whole",
            "Hasil kerja",
            "1 di atas, 2 sesuai, 3 di bawah ekspektasi.",
            low=1,
            high=3,
            siasn="hasilKinerjaNilai",
        ),
        Column(
            "behavior_rating",
            "whole",
            "Perilaku kerja",
            "1 di atas, 2 sesuai, 3 di bawah ekspektasi.",
            low=1,
            high=3,
            siasn="perilakuKerjaNilai",
        ),
        Column("score", "number", "Nilai kinerja", "Nilai kinerja.", low=0, high=120),
        Column("attendance_pct", "number", "Kehadiran", "Kehadiran kerja.", unit="%", low=0, high=100),
    ),
    key=("asn_id", "year", "period"),
    references=(_OF_ASN,),
    switches_off="Pengaruh pelatihan pada kinerja tidak diperiksa.",
    observed="period",
)

UNIT_OUTCOMES: Final = Table(
    "unit_outcomes",
    "Hasil layanan unit",
    (
        Column("unit_id", "id", "Unit", "Unit yang diukur.", "!!"),
        _YEAR,
        _PERIOD,
        Column("measure", "code", "Ukuran", "Ukuran hasil layanan.", "!!", codes=codes.MEASURES),
        Column("value", "number", "Nilai", "Nilai ukuran.", "!!", low=0, high=1e12),
    ),
    key=("unit_id", "year", "period", "measure"),
    references=(Reference("unit_id", "units", "unit_id"),),
    switches_off="Pengaruh pelatihan pada layanan unit (IKM, pengaduan) tidak diperiksa.",
    observed="period",
)

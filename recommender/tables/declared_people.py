"""Declaration of the organisation and its people: units, positions, asn, standards, budgets."""

from __future__ import annotations

from typing import Final

from recommender.domain import codes
from recommender.tables.column import Column, Reference, Table

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

UNITS: Final = Table(
    "units",
    "Unit organisasi",
    (
        Column("unit_id", "id", "Kode unit", "Kunci unit (unor).", "!!", siasn="Id"),
        Column("name", "text", "Nama unit", "Nama resmi unit.", "!!", siasn="NamaUnor"),
        Column("parent_id", "id", "Unit induk", "Unit di atasnya; kosong untuk puncak.", siasn="DiatasanId"),
        Column("unit_type", "text", "Jenis unit", "Jenis perangkat daerah, mis. DINAS, BADAN, UPTD."),
        Column("region_code", "id", "Kode wilayah", "Kode kabupaten/kota BPS, mis. 1871.", siasn="lokasiId"),
    ),
    key=("unit_id",),
    references=(Reference("parent_id", "units", "unit_id"),),
    must_exist=True,
)

POSITIONS: Final = Table(
    "positions",
    "Jabatan",
    (
        Column("position_id", "id", "Kode jabatan", "Kunci jabatan.", "!!", siasn="id"),
        Column("name", "text", "Nama jabatan", "Nama resmi jabatan.", "!!", siasn="nama"),
        Column(
            "position_class",
            "code",
            "Kelompok jabatan",
            "Kelompok jabatan ASN.",
            "!!",
            codes=codes.POSITION_CLASSES,
            siasn="jabatanAsn",
        ),
        Column(
            "jf_tier",
            "code",
            "Jenjang JF",
            "Jenjang jabatan fungsional: UT MA MU PT (keahlian), PY MH TR PM (keterampilan).",
            codes=codes.JF_TIERS,
            siasn="jenjang",
        ),
        Column(
            "family", "text", "Rumpun jabatan", "Rumpun atau kelompok jabatan.", siasn="kelompokJabatanId"
        ),
    ),
    key=("position_id",),
    must_exist=True,
)

ASN: Final = Table(
    "asn",
    "Pegawai ASN",
    (
        Column(
            "asn_id",
            "id",
            "Kode ASN",
            "Kunci tetap pegawai di instansi; bukan NIP.",
            "!!",
            siasn="pnsOrangId",
        ),
        Column("nip", "nip", "NIP / NI PPPK", "18 angka, sebagai teks.", siasn="nipBaru", private=True),
        Column("name", "text", "Nama", "Nama pegawai.", siasn="nama", private=True),
        Column(
            "employment",
            "code",
            "Status kepegawaian",
            "PNS, CPNS, PPPK atau PPPK paruh waktu.",
            "!",
            codes=codes.EMPLOYMENT,
            siasn="statusPegawai",
        ),
        Column(
            "legal_status",
            "code",
            "Kedudukan hukum",
            "Kode kedudukan hukum SIASN; 01 = aktif.",
            codes=tuple(codes.LEGAL_STATUS),
            default=codes.ACTIVE_STATUS,
            siasn="kedudukanPnsId",
        ),
        Column(
            "grade_id",
            "whole",
            "Golongan",
            "11-45 untuk PNS (I/a-IV/e), 101-117 untuk PPPK (I-XVII).",
            codes=tuple(map(str, codes.GRADES)),
            siasn="golRuangAkhirId",
        ),
        Column("grade_since", "date", "TMT golongan", "Sejak kapan pada golongan ini.", siasn="tmtGolAkhir"),
        Column("position_id", "id", "Jabatan", "Jabatan definitif.", "!!", siasn="jabatanFungsionalId"),
        Column("position_since", "date", "TMT jabatan", "Sejak kapan pada jabatan ini.", siasn="tmtJabatan"),
        Column("unit_id", "id", "Unit kerja", "Unit tempat bekerja.", "!!", siasn="unorId"),
        Column(
            "region_code",
            "id",
            "Kode wilayah",
            "Kode kabupaten/kota BPS tempat bekerja.",
            siasn="lokasiKerjaId",
        ),
        Column(
            "edu_level_id",
            "code",
            "Tingkat pendidikan",
            "Kode tingkat pendidikan terakhir, mis. 40 = S-1.",
            codes=tuple(codes.EDU_LEVELS),
            siasn="tkPendidikanTerakhirId",
        ),
        Column(
            "edu_field",
            "text",
            "Bidang pendidikan",
            "Nama pendidikan terakhir.",
            siasn="pendidikanTerakhirNama",
        ),
        Column("hired_on", "date", "TMT CPNS/PPPK", "Tanggal pengangkatan pertama.", siasn="tmtCpns"),
        Column("retires_on", "date", "TMT pensiun", "Tanggal pensiun.", siasn="tmtPensiun"),
        Column("target_position_id", "id", "Jabatan tujuan", "Jabatan berikutnya menurut rencana karier."),
        Column(
            "training_hold",
            "flag",
            "Penundaan pelatihan",
            "1 bila BKD menunda pengembangan; rinciannya tidak diminta.",
            default="0",
        ),
        Column(
            "travel_hours",
            "number",
            "Jam perjalanan",
            "Sekali jalan ke pusat pelatihan.",
            unit="jam",
            low=0,
            high=240,
        ),
        Column(
            "sex",
            "code",
            "Jenis kelamin",
            "Hanya untuk audit keadilan, tidak pernah masuk model.",
            codes=("L", "P"),
            siasn="jenisKelamin",
            private=True,
        ),
    ),
    key=("asn_id",),
    references=(
        Reference("position_id", "positions", "position_id"),
        Reference("target_position_id", "positions", "position_id"),
        Reference("unit_id", "units", "unit_id"),
    ),
    must_exist=True,
)

POSITION_STANDARDS: Final = Table(
    "position_standards",
    "Standar kompetensi jabatan",
    (
        Column("position_id", "id", "Jabatan", "Jabatan yang distandarkan.", "!!"),
        Column("competency_id", "id", "Kompetensi", "Kompetensi yang dituntut.", "!!"),
        Column(
            "required_level",
            "whole",
            "Level standar",
            "Level yang dituntut.",
            "!!",
            unit="level",
            low=1,
            high=5,
        ),
        Column(
            "weight", "number", "Bobot", "Bobot kompetensi pada jabatan.", above=0, high=1000, default="1"
        ),
        Column("valid_from", "date", "Berlaku sejak", "Hari pertama berlaku; kosong = selalu."),
        Column("valid_to", "date", "Berlaku sampai", "Hari terakhir berlaku; kosong = seterusnya."),
        Column("legal_basis", "text", "Dasar hukum", "Peraturan atau keputusan yang menetapkan."),
    ),
    key=("position_id", "competency_id", "valid_from"),
    references=(
        Reference("position_id", "positions", "position_id"),
        Reference("competency_id", "competencies", "competency_id"),
    ),
    ordered=(("valid_from", "valid_to"),),
    switches_off="Kesenjangan kompetensi, manfaat dan alasan GAP tidak dihitung: tidak ada standar jabatan.",
)

BUDGETS: Final = Table(
    "budgets",
    "Pagu anggaran",
    (
        Column("budget_id", "id", "Kode pagu", "Kunci pagu.", "!!"),
        Column("unit_id", "id", "Unit", "Unit yang dibatasi; kosong = seluruh instansi."),
        Column("year", "whole", "Tahun", "Tahun anggaran.", "!!", low=FIRST_YEAR, high=LAST_YEAR),
        Column("ceiling", "number", "Pagu", "Batas belanja pelatihan.", "!!", unit="Rp", low=0, high=1e13),
        Column("source", "text", "Sumber dana", "Mis. APBD, APBN, KONTRIBUSI."),
    ),
    key=("budget_id",),
    references=(Reference("unit_id", "units", "unit_id"),),
    switches_off="Rencana angkatan hanya memakai pagu dari opsi perintah, tanpa pagu per unit.",
)

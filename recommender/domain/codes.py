"""Code lists of the civil service, typed as facts.

A list that arrays refer to is a tuple: the integer in the array is the position in the tuple, so
an entry may be appended, never moved. Sources: SIASN reference lists of BKN (jenisDiklat,
kedudukanHukum, golongan, eselon, pendidikan); BPS letter B-031/BPS/2600/02/2019 for the form and
the JP conversion of each kind; PermenPANRB 38/2017 for the nine core competencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EMPLOYMENT: Final = ("PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU")
PPPK: Final = ("PPPK", "PPPK_PARUH_WAKTU")
"""Those of them on contract."""
POSITION_CLASSES: Final = (
    "JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "PELAKSANA",
    "JF_KEAHLIAN", "JF_KETERAMPILAN",
)  # fmt: skip
JF_TIERS: Final = ("UT", "MA", "MU", "PT", "PY", "MH", "TR", "PM")
COMPETENCY_KINDS: Final = ("MANAJERIAL", "SOSIAL_KULTURAL", "TEKNIS", "PEMERINTAHAN")
METHODS: Final = ("ASSESSMENT_CENTER", "CACT", "UJI_KOMPETENSI", "ATASAN", "REKAN", "MANDIRI")
FORMS: Final = ("KLASIKAL", "NONKLASIKAL")
DELIVERIES: Final = ("LURING", "DARING_SINKRON", "DARING_ASINKRON", "BLENDED", "PJJ")
RECORD_STATUSES: Final = ("LULUS", "HADIR", "TIDAK_LULUS", "MENGUNDURKAN_DIRI")
PASSED: Final = RECORD_STATUSES.index("LULUS")
COMPLETED: Final = (PASSED, RECORD_STATUSES.index("HADIR"))
"""Records that count as completed: some trainings end without an examination."""
SESSION_STATUSES: Final = ("RENCANA", "DIBUKA", "BERJALAN", "SELESAI", "BATAL")
NOMINATORS: Final = ("ATASAN", "SENDIRI", "WAJIB", "UNDIAN")
MAPPING_STATUSES: Final = ("USULAN", "TERVALIDASI", "DITOLAK")
EVALUATOR_ROLES: Final = ("MANDIRI", "REKAN", "ATASAN")
PERIODS: Final = ("TAHUNAN", "TW1", "TW2", "TW3", "TW4")
MEASURES: Final = ("IKM", "PRODUKTIVITAS", "PENGADUAN_SELESAI")
RULES: Final = (
    "POSITION_CLASS_IN", "JF_TIER_IN", "EMPLOYMENT_IN", "UNIT_IN", "GRADE_MIN", "GRADE_MAX",
    "EDU_LEVEL_MIN", "MAX_AGE", "MIN_MONTHS_TO_RETIREMENT", "MIN_YEARS_IN_GRADE",
    "MIN_YEARS_IN_POSITION", "PREREQUISITE", "ONCE_ONLY", "COOLDOWN_MONTHS", "SELECTION_REQUIRED",
)  # fmt: skip
FEEDBACK_EVENTS: Final = ("SHOWN", "OPENED", "REQUESTED", "DECLINED", "ENROLLED", "COMPLETED", "OBJECTED")
DECLINE_REASONS: Final = {
    "WORKLOAD": "beban kerja", "NOT_RELEVANT": "tidak sesuai tugas",
    "DONE_ELSEWHERE": "sudah diikuti di tempat lain", "DISTANCE": "tempatnya jauh",
    "DATE": "waktunya tidak cocok",
}  # fmt: skip
"""Why a course was declined, as ``reason`` of a DECLINED event; any other text is kept, not learnt from."""
OBJECTION_OUTCOMES: Final = {
    "WITHDRAWN": "Dicabut oleh yang bersangkutan", "RESOLVED": "Selesai dibahas dengan yang bersangkutan",
}  # fmt: skip
"""How an objection to automatic ranking can end."""
ROLES: Final = ("portal", "planner", "approver", "operator", "auditor")

LEGAL_STATUS: Final = {
    "01": "Aktif", "02": "CLTN", "03": "Tugas Belajar", "04": "Pemberhentian Sementara",
    "05": "Penerima Uang Tunggu", "06": "Prajurit Wajib", "07": "Pejabat Negara", "08": "Kepala Desa",
    "09": "Sedang dalam Proses Banding BAPEK", "11": "Pegawai Titipan", "12": "Pengungsi",
    "13": "Perpanjangan CLTN", "14": "PNS yang dinyatakan hilang", "15": "PNS kena hukuman disiplin",
    "16": "Pemindahan dalam rangka penurunan Jabatan", "20": "Masa Persiapan Pensiun",
    "51": "CPNS yang belum menerima SK CPNS", "52": "Tidak Aktif", "66": "Diberhentikan", "67": "Punah",
    "68": "Eks PNS Timor Timur", "69": "TMS Dari Pengadaan", "70": "Pembatalan NIP",
    "77": "Pemberhentian tanpa hak pensiun", "88": "Pemberhentian dengan hak pensiun",
    "89": "Tidak aktif tetapi diusulkan Pensiun", "90": "Tidak Ikut PUPNS 2015",
    "91": "Tindak Pidana/Tindak Pidana Jabatan", "92": "Pemblokiran Data PNS", "98": "Mencapai BUP",
    "99": "Pensiun",
}  # fmt: skip
ACTIVE_STATUS: Final = "01"

GRADES: Final = {
    11: "I/a", 12: "I/b", 13: "I/c", 14: "I/d", 21: "II/a", 22: "II/b", 23: "II/c", 24: "II/d",
    31: "III/a", 32: "III/b", 33: "III/c", 34: "III/d", 41: "IV/a", 42: "IV/b", 43: "IV/c", 44: "IV/d",
    45: "IV/e",
    101: "I", 102: "II", 103: "III", 104: "IV", 105: "V", 106: "VI", 107: "VII", 108: "VIII", 109: "IX",
    110: "X", 111: "XI", 112: "XII", 113: "XIII", 114: "XIV", 115: "XV", 116: "XVI", 117: "XVII",
}  # fmt: skip
"""Golongan: 11-45 of PNS, 101-117 of PPPK (I-XVII); the two scales are never compared."""

PPPK_GRADE_FROM: Final = 101

EDU_LEVELS: Final = {
    "05": "SD", "10": "SLTP", "12": "SLTP Kejuruan", "15": "SLTA", "17": "SLTA Kejuruan",
    "18": "SLTA Keguruan", "20": "D-I", "25": "D-II", "30": "D-III", "35": "D-IV", "40": "S-1",
    "42": "Profesi (setelah S-1)", "45": "S-2", "47": "Spesialis", "49": "Profesi (setelah S-2)",
    "50": "S-3",
}  # fmt: skip


@dataclass(frozen=True)
class DevKind:
    """A kind of development (SIASN jenisDiklat) with its form and the yearly counting of its JP."""

    name: str
    form: str
    jp_per_day: int | None = None
    """Ceiling of JP that count per day; None where JP count as they are."""
    jp_per_event: int | None = None
    """JP that one event counts for; None where JP count as they are."""
    events_per_month: int | None = None
    """How many events a month count."""


DEV_KINDS: Final = {
    1: DevKind("Diklat Struktural", "KLASIKAL"),
    2: DevKind("Diklat Fungsional", "KLASIKAL"),
    3: DevKind("Diklat Teknis", "KLASIKAL"),
    4: DevKind("Workshop", "KLASIKAL", jp_per_day=5),
    5: DevKind("Pelatihan Manajerial", "KLASIKAL"),
    6: DevKind("Pelatihan Sosial Kultural", "KLASIKAL"),
    7: DevKind("Sosialisasi", "KLASIKAL", jp_per_day=4),
    8: DevKind("Bimbingan Teknis", "KLASIKAL"),
    9: DevKind("Seminar", "KLASIKAL", jp_per_day=4),
    10: DevKind("Magang", "NONKLASIKAL", jp_per_event=20),
    11: DevKind("Kursus", "KLASIKAL"),
    12: DevKind("Penataran", "KLASIKAL"),
    13: DevKind("Pelatihan klasikal lainnya", "KLASIKAL"),
    14: DevKind("Coaching", "NONKLASIKAL", jp_per_event=2, events_per_month=2),
    15: DevKind("Mentoring", "NONKLASIKAL", jp_per_event=2, events_per_month=2),
    16: DevKind("E-Learning", "NONKLASIKAL", jp_per_day=3),
    17: DevKind("Pelatihan Jarak Jauh", "NONKLASIKAL"),
    18: DevKind("Detasering (Secondment)", "NONKLASIKAL", jp_per_event=20),
    19: DevKind("Pembelajaran Alam Terbuka (Outbond)", "NONKLASIKAL"),
    20: DevKind("Patok Banding (Benchmarking)", "NONKLASIKAL", jp_per_event=10),
    21: DevKind("Pertukaran PNS dengan pegawai swasta/BUMN/BUMD", "NONKLASIKAL", jp_per_event=20),
    22: DevKind("Belajar Mandiri (Self Development)", "NONKLASIKAL", jp_per_day=2),
    23: DevKind("Komunitas Belajar (Community of Practices)", "NONKLASIKAL", jp_per_day=2),
    24: DevKind("Bimbingan di Tempat Kerja", "NONKLASIKAL"),
    25: DevKind("Pelatihan nonklasikal lainnya", "NONKLASIKAL"),
}

CORE_COMPETENCIES: Final = {
    "M.01": "Integritas", "M.02": "Kerjasama", "M.03": "Komunikasi", "M.04": "Orientasi pada Hasil",
    "M.05": "Pelayanan Publik", "M.06": "Pengembangan Diri dan Orang Lain",
    "M.07": "Mengelola Perubahan", "M.08": "Pengambilan Keputusan", "SK.01": "Perekat Bangsa",
}  # fmt: skip

LAMPUNG_REGIONS: Final = {
    "1801": "Kabupaten Lampung Barat", "1802": "Kabupaten Tanggamus", "1803": "Kabupaten Lampung Selatan",
    "1804": "Kabupaten Lampung Timur", "1805": "Kabupaten Lampung Tengah",
    "1806": "Kabupaten Lampung Utara", "1807": "Kabupaten Way Kanan", "1808": "Kabupaten Tulang Bawang",
    "1809": "Kabupaten Pesawaran", "1810": "Kabupaten Pringsewu", "1811": "Kabupaten Mesuji",
    "1812": "Kabupaten Tulang Bawang Barat", "1813": "Kabupaten Pesisir Barat",
    "1871": "Kota Bandar Lampung", "1872": "Kota Metro",
}  # fmt: skip

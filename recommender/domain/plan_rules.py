"""The settings of a plan as people fill them in; the rules themselves are in ``planning.rules``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SHARE: Final = "%"
"""Unit of a share between 0 and 1, which people write as a percentage."""
SWITCH: Final = "ya"
"""Unit of a rule without a number: 1 where it is in force."""


@dataclass(frozen=True)
class PlanField:
    """One setting: a number between ``low`` and ``high``, nothing where the rule stays off."""

    code: str
    label: str
    text: str
    """One Indonesian sentence that explains it."""
    low: float
    high: float
    unit: str
    """What the number counts; :data:`SHARE` or :data:`SWITCH`."""
    proposed: float
    """The number that pages propose."""
    default: float | None = None
    """Value that pages put in force unasked; the rule's own default where it has one."""


PLAN_FIELDS: Final = (
    PlanField("MAX_COURSES_PER_PERSON", "Pelatihan terbanyak per pegawai",
              "Seorang pegawai tidak mendapat lebih dari ini dalam setahun.", 1, 4, "pelatihan", 2, 2),
    PlanField("RESERVES", "Cadangan tiap angkatan",
              "Pengganti yang berhak dan cocok bila peserta berhalangan.", 0, 1000, "orang", 3, 3),
    PlanField("MANDATORY_FIRST", "Dahulukan pelatihan wajib",
              "Kursi dan pagu dipakai dahulu untuk pelatihan wajib, walau pelatihan lain lebih bermanfaat; "
              "yang wajib tidak mendapat pelatihan lain tanpanya.", 0, 1, SWITCH, 1),
    PlanField("MAX_DAYS_AWAY", "Hari klasikal terbanyak per pegawai",
              "Jumlah hari kalender seorang pegawai meninggalkan tugas.", 0, 366, "hari", 10),
    PlanField("MAX_UNIT_SHARE_AWAY", "Bagian unit yang pergi bersamaan",
              "Pada satu hari tidak lebih dari ini yang mengikuti klasikal; satu orang selalu boleh.",
              0, 1, SHARE, 0.2),
    PlanField("MAX_JP_PER_PERSON", "JP terbanyak per pegawai",
              "Jumlah jam pelajaran seorang pegawai dalam rencana.", 0, 2000, "JP", 80),
    PlanField("MAX_JP_PER_DAY", "JP terbanyak sehari",
              "Angkatan yang lebih padat dari ini tidak dipakai.", 0, 24, "JP", 10),
    PlanField("MIN_20JP_COVERAGE", "Bagian pegawai yang mencapai 20 JP",
              "Sasaran cakupan hak 20 JP setahun; rencana yang tidak mencapainya ditolak.", 0, 1, SHARE, 0.2),
    PlanField("MIN_KLASIKAL_SHARE", "Bagian klasikal paling sedikit",
              "Sedikitnya sebanyak ini dari kursi terpakai adalah klasikal.", 0, 1, SHARE, 0.3),
    PlanField("MAX_UNIT_SHARE", "Bagian satu unit paling banyak",
              "Satu unit tidak mendapat lebih dari ini dari seluruh kursi.", 0, 1, SHARE, 0.1),
    PlanField("MAX_REGION_SHARE", "Bagian satu wilayah paling banyak",
              "Satu kabupaten/kota tidak mendapat lebih dari ini dari seluruh kursi.", 0, 1, SHARE, 0.3),
    PlanField("MAX_PPPK_SHARE", "Bagian PPPK paling banyak",
              "Batas atas bagian PPPK dari seluruh kursi.", 0, 1, SHARE, 0.5),
    PlanField("MIN_PPPK_SHARE", "Bagian PPPK paling sedikit",
              "Batas bawah bagian PPPK dari seluruh kursi.", 0, 1, SHARE, 0.1),
    PlanField("ENTITLEMENT_WEIGHT", "Bobot kebutuhan hak",
              "Poin tambahan bagi yang kurang dari 20 JP atau wajib mengikuti pelatihan.",
              0, 100, "poin", 0.1),
    PlanField("DIAL", "Bobot kebiasaan di samping manfaat",
              "Tanpa ini yang paling menutup kesenjangan didahulukan; penuh berarti yang paling lazim bagi "
              "jabatan serupa.", 0, 1, SHARE, 0.25),
)  # fmt: skip

UNASKED: Final = {"MAX_COURSES_PER_PERSON": 2.0}
"""Rules that are in force where nothing is said of them, with their value."""

FIXED_RULES: Final = {
    "SEATS": "Kursi tiap angkatan", "MIN_CLASS": "Kelas terkecil", "UNIT_BUDGET": "Pagu unit",
    "WHOLE_BUDGET": "Pagu seluruh instansi dan pagu tambahan", "OVERLAP": "Jadwal tidak bertumpuk",
    "ONE_PER_COURSE": "Satu kali tiap pelatihan",
}  # fmt: skip
"""Rules that always hold; only a what-if leaves one out."""

MOST_SCENARIOS: Final = 6
"""What-ifs of one plan: each is solved anew."""

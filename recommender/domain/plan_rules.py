"""The settings of a plan as people fill them in; the rules themselves are in ``planning.rules``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PlanField:
    """One setting: a number between ``low`` and ``high``, nothing where the rule stays off."""

    code: str
    label: str
    text: str
    """One Indonesian sentence that explains it."""
    low: float
    high: float
    default: float | None = None
    """What pages propose; the rule's own default where it has one."""


PLAN_FIELDS: Final = (
    PlanField("MAX_COURSES_PER_PERSON", "Pelatihan terbanyak per pegawai",
              "Seorang pegawai tidak mendapat lebih dari ini dalam setahun.", 1, 4, 2),
    PlanField("RESERVES", "Cadangan tiap angkatan",
              "Pengganti yang berhak dan cocok bila peserta berhalangan.", 0, 1000, 3),
    PlanField("DIAL", "Manfaat (0) atau kebiasaan (1)",
              "0 memilih yang paling menutup kesenjangan, 1 yang paling lazim bagi jabatan serupa.", 0, 1),
    PlanField("ENTITLEMENT_WEIGHT", "Bobot kebutuhan hak",
              "Poin tambahan bagi yang kurang dari 20 JP atau wajib mengikuti pelatihan.", 0, 100),
    PlanField("MANDATORY_FIRST", "Dahulukan pelatihan wajib (1 = ya)",
              "Yang wajib mengikuti pelatihan mendapatkannya sebelum pelatihan lain.", 0, 1),
    PlanField("MAX_DAYS_AWAY", "Hari klasikal terbanyak per pegawai",
              "Jumlah hari kalender seorang pegawai meninggalkan tugas.", 0, 366),
    PlanField("MAX_UNIT_SHARE_AWAY", "Bagian unit yang pergi bersamaan",
              "0,2 berarti pada satu hari paling banyak seperlima unit; satu orang selalu boleh.", 0, 1),
    PlanField("MAX_JP_PER_PERSON", "JP terbanyak per pegawai",
              "Jumlah jam pelajaran seorang pegawai dalam rencana.", 0, 2000),
    PlanField("MAX_JP_PER_DAY", "JP terbanyak sehari",
              "Angkatan yang lebih padat dari ini tidak dipakai.", 0, 24),
    PlanField("MIN_KLASIKAL_SHARE", "Bagian klasikal paling sedikit",
              "0,3 berarti sedikitnya 30% kursi terpakai klasikal.", 0, 1),
    PlanField("MAX_UNIT_SHARE", "Bagian satu unit paling banyak",
              "0,1 berarti satu unit paling banyak 10% dari seluruh kursi.", 0, 1),
    PlanField("MAX_REGION_SHARE", "Bagian satu wilayah paling banyak",
              "0,3 berarti satu kabupaten/kota paling banyak 30% dari seluruh kursi.", 0, 1),
    PlanField("MAX_PPPK_SHARE", "Bagian PPPK paling banyak",
              "Batas atas bagian PPPK dari seluruh kursi.", 0, 1),
    PlanField("MIN_PPPK_SHARE", "Bagian PPPK paling sedikit",
              "Batas bawah bagian PPPK dari seluruh kursi.", 0, 1),
    PlanField("MIN_20JP_COVERAGE", "Bagian pegawai yang mencapai 20 JP",
              "Sasaran cakupan hak 20 JP setahun; rencana yang tidak mencapainya ditolak.", 0, 1),
)  # fmt: skip

"""What a plan demands, as Indonesian sentences with its numbers; pages translate the same sentences."""

from __future__ import annotations

from typing import Final

from recommender.domain.numerals import as_it_is
from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS, SHARE, SWITCH, PlanField

DEMANDS: Final = {
    "SEATS": "Peserta tidak melebihi kursi yang tersisa pada angkatan.",
    "MIN_CLASS": "Angkatan hanya diselenggarakan bila peserta mencapai kelas terkecil.",
    "UNIT_BUDGET": "Biaya peserta tidak melebihi pagu unit terdekat di atasnya.",
    "WHOLE_BUDGET": "Seluruh biaya tidak melebihi pagu instansi dan pagu tambahan.",
    "OVERLAP": "Jadwal angkatan seorang pegawai tidak bertumpuk.",
    "ONE_PER_COURSE": "Seorang pegawai tidak mengikuti pelatihan yang sama dua kali.",
    "MAX_COURSES_PER_PERSON": "Seorang pegawai mendapat paling banyak %(value)s.",
    "MAX_DAYS_AWAY": "Seorang pegawai mengikuti klasikal paling banyak %(value)s.",
    "MAX_UNIT_SHARE_AWAY":
        "Pada satu hari paling banyak %(value)s pegawai satu unit ikut klasikal; satu orang selalu boleh.",
    "MAX_JP_PER_PERSON": "Jam pelajaran seorang pegawai paling banyak %(value)s.",
    "MAX_JP_PER_DAY": "Angkatan tidak lebih padat dari %(value)s sehari.",
    "MANDATORY_FIRST": "Pelatihan wajib didahulukan sebelum pelatihan lain.",
    "MIN_KLASIKAL_SHARE": "Paling sedikit %(value)s dari kursi terpakai adalah klasikal.",
    "MAX_UNIT_SHARE": "Satu unit mendapat paling banyak %(value)s dari seluruh kursi terpakai.",
    "MAX_REGION_SHARE": "Satu kabupaten/kota mendapat paling banyak %(value)s dari seluruh kursi terpakai.",
    "MAX_PPPK_SHARE": "PPPK mendapat paling banyak %(value)s dari seluruh kursi terpakai.",
    "MIN_PPPK_SHARE": "PPPK mendapat paling sedikit %(value)s dari seluruh kursi terpakai.",
    "MIN_20JP_COVERAGE": "Paling sedikit %(value)s pegawai mencapai 20 JP pada tahun rencana.",
}  # fmt: skip
"""Every rule that can contradict another."""
LOCKED: Final = "%(asn)s dikunci pada angkatan %(session)s."
PLAN_RULE_NAMES: Final = {**{one.code: one.label for one in PLAN_FIELDS}, **FIXED_RULES}
"""Rules of a plan as people call them."""
_FIELDS: Final = {one.code: one for one in PLAN_FIELDS}


def demand(code: str, value: float | None) -> str:
    """``MAX_UNIT_SHARE`` of .1: ``Satu unit mendapat paling banyak 10% dari seluruh kursi terpakai.``"""
    told = "" if value is None or code not in _FIELDS else rule_value(_FIELDS[code], value)
    return DEMANDS[code] % {"value": told}


def rule_value(rule: PlanField, value: float) -> str:
    """A rule's value as Indonesians write it: ``12,5%``, ``10 hari``, ``ya``."""
    if rule.unit == SWITCH:
        return "ya" if value else "tidak"
    scaled = value * (100 if rule.unit == SHARE else 1)
    return f"{as_it_is(scaled)}{'' if rule.unit == SHARE else ' '}{rule.unit}"

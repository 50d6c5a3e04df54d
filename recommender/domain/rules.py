"""What an agency may write as the value of an eligibility rule, read once and refused if malformed.

The import check and the eligibility of a course read values through :func:`parse_rule`, so a value
that was accepted at the door is one that can be judged. Whether a named unit or course exists is
for the caller, who has the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from recommender.domain import codes
from recommender.errors import BadInput

REFERS_TO: Final = {"UNIT_IN": "units", "PREREQUISITE": "courses"}
"""Rules whose values are ids of another table."""
RULE_NAMES: Final = {
    "POSITION_CLASS_IN": "Kelas jabatan", "JF_TIER_IN": "Jenjang jabatan fungsional",
    "EMPLOYMENT_IN": "Status kepegawaian", "UNIT_IN": "Unit", "GRADE_MIN": "Golongan paling rendah",
    "GRADE_MAX": "Golongan paling tinggi", "EDU_LEVEL_MIN": "Pendidikan paling rendah",
    "MAX_AGE": "Usia paling tinggi (tahun)", "MIN_MONTHS_TO_RETIREMENT": "Bulan ke pensiun paling sedikit",
    "MIN_YEARS_IN_GRADE": "Tahun dalam golongan paling sedikit",
    "MIN_YEARS_IN_POSITION": "Tahun dalam jabatan paling sedikit", "PREREQUISITE": "Prasyarat lulus",
    "ONCE_ONLY": "Hanya sekali", "COOLDOWN_MONTHS": "Jeda sejak keikutsertaan terakhir (bulan)",
    "SELECTION_REQUIRED": "Lulus seleksi penyelenggara",
}  # fmt: skip
"""Eligibility rules as people read them."""
SWITCHES: Final = frozenset({"ONCE_ONLY", "SELECTION_REQUIRED"})
"""Rules whose value only says whether they hold."""


@dataclass(frozen=True, order=True)
class ParsedRule:
    """A rule whose value was understood.

    Attributes
    ----------
    rule
        A code of ``codes.RULES``.
    listed
        The values of an ``_IN`` rule, sorted, or the one course of PREREQUISITE.
    number
        Grade id, education code, completed years (MAX_AGE), months (every rule on elapsed time,
        also those written in years) or 1 and 0 of a yes-or-no rule; 0 for listed rules.
    """

    rule: str
    listed: tuple[str, ...] = ()
    number: int = 0


def parse_rule(rule: str, value: str) -> ParsedRule:
    """Read one row of ``course_rules``.

    Raises
    ------
    BadInput
        ``RULE_NAME`` (no such rule) or ``RULE_VALUE`` (the value cannot be read).
    """
    parse = _PARSERS.get(rule)
    if parse is None:
        raise BadInput(
            "RULE_NAME",
            f"Aturan {rule!r} tidak dikenal.",
            fix=f"Pakai salah satu dari: {', '.join(codes.RULES)}.",
            column="rule",
        )
    return parse(rule, value)


def _refuse(rule: str, value: str, fix: str) -> BadInput:
    return BadInput("RULE_VALUE", f"Nilai {value!r} tidak sah untuk aturan {rule}.", fix=fix, column="value")


def _listed(allowed: Collection[str] | None = None) -> Callable[[str, str], ParsedRule]:
    def parse(rule: str, value: str) -> ParsedRule:
        listed = tuple(sorted(set(re.split(r"[\s|]+", value.strip(" \t|"))) - {""}))
        if not listed:
            raise _refuse(rule, value, "Isi paling sedikit satu nilai, dipisah spasi atau tanda |.")
        if allowed is not None and not set(listed) <= set(allowed):
            raise _refuse(rule, value, f"Pakai nilai dari: {', '.join(allowed)}.")
        return ParsedRule(rule, listed=listed)

    return parse


def _one_id(rule: str, value: str) -> ParsedRule:
    parsed = _listed()(rule, value)
    if len(parsed.listed) != 1:
        raise _refuse(rule, value, "Isi satu course_id; prasyarat lain ditulis pada baris sendiri.")
    return parsed


def _code(allowed: Collection[str]) -> Callable[[str, str], ParsedRule]:
    def parse(rule: str, value: str) -> ParsedRule:
        if value not in allowed:
            raise _refuse(rule, value, f"Pakai salah satu kode: {', '.join(allowed)}.")
        return ParsedRule(rule, number=int(value))

    return parse


def _whole(low: int, high: int, unit: str) -> Callable[[str, str], ParsedRule]:
    def parse(rule: str, value: str) -> ParsedRule:
        if not re.fullmatch(r"[0-9]{1,4}", value) or not low <= int(value) <= high:
            raise _refuse(rule, value, f"Isi bilangan bulat {low}-{high} ({unit}).")
        return ParsedRule(rule, number=int(value))

    return parse


def _years(rule: str, value: str) -> ParsedRule:
    """Years in quarters (``3.5`` is three years and six months), kept as whole months."""
    if not re.fullmatch(r"[0-9]{1,2}(\.(0|00|25|5|50|75))?", value):
        raise _refuse(rule, value, "Isi jumlah tahun, boleh kelipatan 0.25 dengan titik, misalnya 3.5.")
    return ParsedRule(rule, number=round(float(value) * 12))


_GRADES: Final = tuple(str(grade) for grade in codes.GRADES)
_PARSERS: Final[dict[str, Callable[[str, str], ParsedRule]]] = {
    "POSITION_CLASS_IN": _listed(codes.POSITION_CLASSES),
    "JF_TIER_IN": _listed(codes.JF_TIERS),
    "EMPLOYMENT_IN": _listed(codes.EMPLOYMENT),
    "UNIT_IN": _listed(),
    "GRADE_MIN": _code(_GRADES),
    "GRADE_MAX": _code(_GRADES),
    "EDU_LEVEL_MIN": _code(tuple(codes.EDU_LEVELS)),
    "MAX_AGE": _whole(18, 70, "tahun penuh"),
    "MIN_MONTHS_TO_RETIREMENT": _whole(0, 600, "bulan"),
    "MIN_YEARS_IN_GRADE": _years,
    "MIN_YEARS_IN_POSITION": _years,
    "PREREQUISITE": _one_id,
    "ONCE_ONLY": _whole(0, 1, "1 ya, 0 tidak"),
    "COOLDOWN_MONTHS": _whole(0, 600, "bulan"),
    "SELECTION_REQUIRED": _whole(0, 1, "1 ya, 0 tidak"),
}

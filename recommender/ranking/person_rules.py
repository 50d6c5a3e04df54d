"""What a person must be for a course: one named rule each, with the sentence that explains it.

Every rule judges n people against D values at once and says, for each, that it holds, that it does
not, or that it cannot be judged because a value is missing. What cannot be judged excludes too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY
from recommender.domain.rules import ParsedRule
from recommender.domain.unit_tree import ways_up
from recommender.errors import BadInput
from recommender.features.arrays import I8, I32, Bool
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.ranking.facts import Facts, World

HOLDS: Final = 0
FAILS: Final = 1
CANNOT_TELL: Final = -1

_JF: Final = tuple(codes.POSITION_CLASSES.index(name) for name in ("JF_KEAHLIAN", "JF_KETERAMPILAN"))


@dataclass(frozen=True)
class PersonRule:
    """A rule; :data:`PERSON_RULES` holds them all.

    Attributes
    ----------
    code
        Reason code when it fails.
    column
        Column named by RULE_UNKNOWN when it cannot be judged.
    prepare
        ``(parsed rules (D), world) -> array (D, ...)``: done once per bundle.
    judge
        ``(facts, prepared) -> (D, n) int8`` of HOLDS, FAILS, CANNOT_TELL.
    asks
        Indonesian words for what is asked.
    found
        Indonesian words for what the person has; called only when the rule failed.
    """

    code: str
    column: str
    prepare: Callable[[Sequence[ParsedRule], World], NDArray[Any]]
    judge: Callable[[Facts, NDArray[Any]], I8]
    asks: Callable[[ParsedRule, World], str]
    found: Callable[[Facts, int], str]


def _verdict(fails: Bool, unknown: Bool) -> I8:
    return np.where(unknown, CANNOT_TELL, fails).astype(np.int8)


def numbers(rules: Sequence[ParsedRule], world: World) -> NDArray[np.int64]:
    """(D, 1) the number each rule asks for."""
    return np.array([[rule.number] for rule in rules], np.int64).reshape(-1, 1)


def _member_of(names: Sequence[str]) -> Callable[[Sequence[ParsedRule], World], Bool]:
    def prepare(rules: Sequence[ParsedRule], world: World) -> Bool:
        return np.array([[name in rule.listed for name in names] for rule in rules], bool)

    return prepare


def _subtrees(rules: Sequence[ParsedRule], world: World) -> Bool:
    """(D, U) the unit is one of the listed ones or lies below one."""
    units = world.units
    listed = np.zeros((len(rules), len(units.ids)), bool)
    for place, rule in enumerate(rules):
        listed[place, _known_rows(units.ids, rule)] = True
    inside = np.zeros_like(listed)
    for at in ways_up(np.arange(len(units.ids)), parent=units.parent):
        inside |= listed[:, at] & (at != UNKNOWN)
    return inside


def _courses(rules: Sequence[ParsedRule], world: World) -> I32:
    """(D,) row of the prerequisite course."""
    rows = [_known_rows(world.catalogue.courses, rule) for rule in rules]
    return np.concatenate([*rows, np.zeros(0, np.int32)]).astype(np.int32)


def _known_rows(ids: Vocabulary, rule: ParsedRule) -> I32:
    rows = ids.rows(rule.listed)
    if (rows == UNKNOWN).any():
        missing = rule.listed[int(np.argmin(rows))]
        raise BadInput(
            "RULE_REFERENCE",
            f"Aturan {rule.rule} menyebut {missing!r} yang tidak ada.",
            fix="Perbaiki course_rules atau tambahkan baris yang dirujuk.",
        )
    return rows


def legal_status(facts: Facts, prepared: NDArray[Any]) -> I8:
    """Only active staff (kedudukan hukum 01) are offered courses."""
    status = facts.people.legal_status[None, :]
    return _verdict(status != int(codes.ACTIVE_STATUS), status == UNKNOWN)


def training_hold(facts: Facts, prepared: NDArray[Any]) -> I8:
    """The agency holds this person back from training."""
    return facts.people.training_hold[None, :].astype(np.int8)


def position_class_in(facts: Facts, allowed: Bool) -> I8:
    """The class of the present post is listed."""
    held = facts.position_class
    return _verdict(~allowed[:, held], held == UNKNOWN)


def jf_tier_in(facts: Facts, allowed: Bool) -> I8:
    """The tier is listed. A post that is not functional has no tier: it fails, nothing is missing."""
    held = facts.jf_tier
    absent = held == UNKNOWN
    should_have = np.isin(facts.position_class, (*_JF, UNKNOWN))
    return _verdict(~allowed[:, held] | absent, absent & should_have)


def employment_in(facts: Facts, allowed: Bool) -> I8:
    """The kind of employment is listed."""
    held = facts.people.employment
    return _verdict(~allowed[:, held], held == UNKNOWN)


def unit_in(facts: Facts, inside: Bool) -> I8:
    """The unit is listed or lies below a listed one."""
    held = facts.people.unit
    return _verdict(~inside[:, held], held == UNKNOWN)


def _other_scale(grade: NDArray[np.int16], limit: NDArray[np.int64]) -> Bool:
    other: Bool = (grade == UNKNOWN) | ((grade >= codes.PPPK_GRADE_FROM) != (limit >= codes.PPPK_GRADE_FROM))
    return other


def grade_min(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At least this golongan; the scales of PNS and PPPK are never compared."""
    grade = facts.people.grade
    return _verdict(grade < limit, _other_scale(grade, limit))


def grade_max(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At most this golongan; the scales of PNS and PPPK are never compared."""
    grade = facts.people.grade
    return _verdict(grade > limit, _other_scale(grade, limit))


def edu_level_min(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At least this education; the codes of BKN rise with the level."""
    level = facts.people.edu_level
    return _verdict(level < limit, level == UNKNOWN)


def max_age(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At most this age in completed years; the birth day comes out of the NIP."""
    born = facts.people.born_on
    return _verdict(facts.months_since(born) // 12 > limit, born == MISSING_DAY)


def min_months_to_retirement(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At least this many completed months until retirement."""
    retires = facts.people.retires_on
    return _verdict(facts.months_until(retires) < limit, retires == MISSING_DAY)


def min_years_in_grade(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At least this long in the present golongan (``limit`` in months)."""
    since = facts.people.grade_since
    return _verdict(facts.months_since(since) < limit, since == MISSING_DAY)


def min_years_in_position(facts: Facts, limit: NDArray[np.int64]) -> I8:
    """At least this long in the present post (``limit`` in months)."""
    since = facts.people.position_since
    return _verdict(facts.months_since(since) < limit, since == MISSING_DAY)


def prerequisite(facts: Facts, course: I32) -> I8:
    """A LULUS record of the course. HADIR is not enough: who only attended has not shown mastery."""
    people = facts.people
    if not facts.world.records_known:
        return np.full((len(course), len(people)), CANNOT_TELL, np.int8)
    row_of = np.full(len(facts.world.catalogue), UNKNOWN)
    row_of[course] = np.arange(len(course))
    row = row_of[people.history_course]
    passed = facts.entry_counts & (people.history_status == codes.PASSED) & (row != UNKNOWN)
    lacks = np.ones((len(course), len(people)), np.int8)
    lacks[row[passed], facts.entry_person[passed]] = HOLDS
    return lacks


def _span(months: int) -> str:
    years, rest = divmod(int(months), 12)
    parts = [f"{years} tahun"] * bool(years) + [f"{rest} bulan"] * bool(rest or not years)
    return " ".join(parts)


def _nothing(rules: Sequence[ParsedRule], world: World) -> NDArray[Any]:
    return np.zeros(1)


def _listing(words: str) -> Callable[[ParsedRule, World], str]:
    return lambda rule, world: f"{words} {', '.join(rule.listed)}"


def _title(rule: ParsedRule, world: World) -> str:
    return f"lulus {world.catalogue.texts[world.catalogue.courses.row(rule.listed[0])].title}"


def _unit_names(rule: ParsedRule, world: World) -> str:
    names = [world.units.names[row] for row in world.units.ids.rows(rule.listed)]
    return f"unit kerja di lingkungan {', '.join(names)}"


def _tier(facts: Facts, person: int) -> str:
    tier = facts.jf_tier[person]
    return "bukan jabatan fungsional" if tier == UNKNOWN else codes.JF_TIERS[tier]


def _grade(value: int) -> str:
    scale = "PPPK" if value >= codes.PPPK_GRADE_FROM else "PNS"
    return f"{codes.GRADES.get(value, str(value))} ({scale})"


def _education(value: int) -> str:
    return codes.EDU_LEVELS.get(f"{value:02d}", str(value))


PERSON_RULES: Final = (
    PersonRule("LEGAL_STATUS", "legal_status", _nothing, legal_status,
        lambda rule, world: "kedudukan hukum Aktif",
        lambda facts, i: codes.LEGAL_STATUS.get(f"{facts.people.legal_status[i]:02d}", "kode tidak dikenal")),
    PersonRule("TRAINING_HOLD", "training_hold", _nothing, training_hold,
        lambda rule, world: "tidak sedang ditahan dari pelatihan oleh instansi",
        lambda facts, i: "sedang ditahan"),
    PersonRule("POSITION_CLASS_IN", "position_id", _member_of(codes.POSITION_CLASSES), position_class_in,
        _listing("kelas jabatan"), lambda facts, i: codes.POSITION_CLASSES[facts.position_class[i]]),
    PersonRule("JF_TIER_IN", "jf_tier", _member_of(codes.JF_TIERS), jf_tier_in,
        _listing("jenjang jabatan fungsional"), _tier),
    PersonRule("EMPLOYMENT_IN", "employment", _member_of(codes.EMPLOYMENT), employment_in,
        _listing("status kepegawaian"), lambda facts, i: codes.EMPLOYMENT[facts.people.employment[i]]),
    PersonRule("UNIT_IN", "unit_id", _subtrees, unit_in, _unit_names,
        lambda facts, i: facts.world.units.names[facts.people.unit[i]]),
    PersonRule("GRADE_MIN", "grade_id", numbers, grade_min,
        lambda rule, world: f"golongan paling rendah {_grade(rule.number)}",
        lambda facts, i: f"golongan {_grade(int(facts.people.grade[i]))}"),
    PersonRule("GRADE_MAX", "grade_id", numbers, grade_max,
        lambda rule, world: f"golongan paling tinggi {_grade(rule.number)}",
        lambda facts, i: f"golongan {_grade(int(facts.people.grade[i]))}"),
    PersonRule("EDU_LEVEL_MIN", "edu_level_id", numbers, edu_level_min,
        lambda rule, world: f"pendidikan paling rendah {_education(rule.number)}",
        lambda facts, i: f"pendidikan {_education(int(facts.people.edu_level[i]))}"),
    PersonRule("MAX_AGE", "nip", numbers, max_age,
        lambda rule, world: f"usia paling tinggi {rule.number} tahun",
        lambda facts, i: f"usia {int(facts.months_since(facts.people.born_on)[i]) // 12} tahun"),
    PersonRule("MIN_MONTHS_TO_RETIREMENT", "retires_on", numbers, min_months_to_retirement,
        lambda rule, world: f"sisa masa kerja sampai pensiun paling sedikit {rule.number} bulan",
        lambda facts, i: f"tersisa {max(int(facts.months_until(facts.people.retires_on)[i]), 0)} bulan"),
    PersonRule("MIN_YEARS_IN_GRADE", "grade_since", numbers, min_years_in_grade,
        lambda rule, world: f"paling sedikit {_span(rule.number)} dalam golongan terakhir",
        lambda facts, i: f"baru {_span(max(int(facts.months_since(facts.people.grade_since)[i]), 0))}"),
    PersonRule("MIN_YEARS_IN_POSITION", "position_since", numbers, min_years_in_position,
        lambda rule, world: f"paling sedikit {_span(rule.number)} dalam jabatan terakhir",
        lambda facts, i: f"baru {_span(max(int(facts.months_since(facts.people.position_since)[i]), 0))}"),
    PersonRule("PREREQUISITE", "training_records", _courses, prerequisite, _title,
        lambda facts, i: "belum ada riwayat LULUS"),
)  # fmt: skip
"""In the order in which reasons are given: the first rule that does not hold is the one named."""

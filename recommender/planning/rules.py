"""Every rule of a plan: one named function, one Indonesian explanation.

Three kinds of rule. A *session* rule says which candidates may be taken at all, a *person* rule which
sets of candidates one person may get, and a *shared* rule is rows that all people draw on together.
Rules without a default are off until they are set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from recommender.errors import BadInput
from recommender.planning.problem import F64, I64, Bool, Problem
from recommender.planning.rows import Rows, grouped, stack


@dataclass(frozen=True)
class Rule:
    """One rule."""

    code: str
    text: str
    """Indonesian explanation; ``{value}`` stands for the value that was set."""
    default: float | None = None
    low: float = 0.0
    high: float = 1.0
    candidates: Callable[[Problem, float], Bool] | None = None
    """(P,) which candidates may be taken."""
    sets: Callable[[Problem, I64, float], Bool] | None = None
    """(k,) which sets may be given; sets (k, m) are candidates of one person, -1 where shorter."""
    shared: Callable[[Problem, float], Rows] | None = None
    always: bool = False
    """Holds without a value; only a what-if turns it off."""


def seats(problem: Problem, _: float) -> Rows:
    """No more participants than the session has seats left."""
    return grouped(
        "SEATS", group=problem.session, weight=np.ones(len(problem)),
        cap=problem.sessions.seats.astype(float), subjects=list(problem.sessions.session_id),
    )  # fmt: skip


def unit_budget(problem: Problem, _: float) -> Rows:
    """Each person is charged to the nearest unit above that has a ceiling."""
    return grouped(
        "UNIT_BUDGET", group=problem.staff.account[problem.person], weight=problem.cost,
        cap=problem.ceilings.unit, subjects=problem.ceilings.unit_ids,
    )  # fmt: skip


def whole_budget(problem: Problem, _: float) -> Rows:
    """The lowest ceiling of everything together."""
    caps = problem.ceilings.whole
    return grouped(
        "WHOLE_BUDGET", group=np.zeros(len(problem), np.int64) - (len(caps) == 0), weight=problem.cost,
        cap=np.array([caps.min()]) if len(caps) else caps, subjects=("seluruh instansi",) * min(1, len(caps)),
    )  # fmt: skip


def overlap(problem: Problem, sets: I64, _: float) -> Bool:
    """No two sessions of a person share a day."""
    start, end = problem.sessions.start, problem.sessions.end
    return _all_pairs(problem, sets, lambda a, b: (end[a] < start[b]) | (end[b] < start[a]))


def one_per_course(problem: Problem, sets: I64, _: float) -> Bool:
    """No course twice."""
    course = problem.sessions.course
    return _all_pairs(problem, sets, lambda a, b: course[a] != course[b])


def max_courses(problem: Problem, sets: I64, value: float) -> Bool:
    """At most so many courses a person."""
    few: Bool = (sets >= 0).sum(axis=1) <= value
    return few


def max_days_away(problem: Problem, sets: I64, value: float) -> Bool:
    """At most so many calendar days of classroom training a person."""
    return _total(problem.sessions.days * problem.sessions.klasikal, problem, sets) <= value


def max_jp_per_person(problem: Problem, sets: I64, value: float) -> Bool:
    """At most so many JP a person."""
    return _total(problem.sessions.jp, problem, sets) <= value + 1e-9


def max_jp_per_day(problem: Problem, value: float) -> Bool:
    """No session denser than so many JP a day."""
    dense = problem.sessions.jp / problem.sessions.days
    allowed: Bool = dense[problem.session] <= value + 1e-9
    return allowed


def mandatory_first(problem: Problem, sets: I64, value: float) -> Bool:
    """Who is owed a mandatory training that has a session gets nothing else without it."""
    if not value:
        return np.ones(len(sets), bool)
    owed = np.bincount(problem.person, weights=problem.mandatory, minlength=len(problem.staff)) > 0
    filled = sets >= 0
    includes = (filled & problem.mandatory[sets]).any(axis=1)
    person = problem.person[sets[:, 0]]
    fine: Bool = ~filled.any(axis=1) | ~owed[person] | includes
    return fine


def mandatory_floor(problem: Problem, value: float) -> Rows:
    """As many places of mandatory training as there can be."""
    asked = problem.mandatory & bool(value and problem.duty)
    return grouped(
        "MANDATORY_FIRST", group=np.where(asked, 0, -1), weight=-np.ones(len(problem)),
        cap=np.full(int(asked.any()), -float(problem.duty)), subjects=("pelatihan wajib",) * int(asked.any()),
    )  # fmt: skip


def max_unit_share(problem: Problem, value: float) -> Rows:
    """No unit gets more than this share of all places."""
    return _share("MAX_UNIT_SHARE", problem, problem.staff.unit[problem.person], problem.unit_names, value)


def max_region_share(problem: Problem, value: float) -> Rows:
    """No region gets more than this share of all places."""
    names, region = np.unique(problem.staff.region, return_inverse=True)
    return _share("MAX_REGION_SHARE", problem, region[problem.person], names.tolist(), value)


def max_pppk_share(problem: Problem, value: float) -> Rows:
    """PPPK get at most this share of all places."""
    group = np.where(problem.staff.pppk[problem.person], 0, -1)
    return _share("MAX_PPPK_SHARE", problem, group, ("PPPK",), value)


def min_pppk_share(problem: Problem, value: float) -> Rows:
    """PPPK get at least this share of all places."""
    return _floor("MIN_PPPK_SHARE", problem, problem.staff.pppk[problem.person], "PPPK", value)


def min_klasikal_share(problem: Problem, value: float) -> Rows:
    """Classroom training gets at least this share of all places."""
    klasikal = problem.sessions.klasikal[problem.session]
    return _floor("MIN_KLASIKAL_SHARE", problem, klasikal, "KLASIKAL", value)


def max_unit_share_away(problem: Problem, value: float) -> Rows:
    """On no day is more than this share of a unit in classroom training; one person may always go."""
    sessions = problem.sessions
    column = np.flatnonzero(sessions.klasikal[problem.session] & (problem.staff.unit[problem.person] >= 0))
    days = np.unique(
        sessions.start[sessions.klasikal]
    )  # a crowd is largest on a day on which a session starts
    session = problem.session[column]
    first = np.searchsorted(days, sessions.start[session])
    count = np.searchsorted(days, sessions.end[session], side="right") - first
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    key = problem.staff.unit[problem.person[np.repeat(column, count)]] * len(days)
    present, row = np.unique(key + np.repeat(first, count) + offset, return_inverse=True)
    size = np.bincount(problem.staff.unit[problem.staff.unit >= 0], minlength=len(problem.unit_names))
    unit = present // max(len(days), 1)
    return Rows(
        _matrix(row, np.repeat(column, count), rows=len(present), columns=len(problem)),
        np.zeros(len(present)), np.maximum(1.0, np.floor(value * size[unit] + 1e-9)),
        ("MAX_UNIT_SHARE_AWAY",) * len(present), tuple(problem.unit_names[one] for one in unit),
    )  # fmt: skip


RULES: Final = (
    Rule("SEATS", "Peserta tidak melebihi kursi yang tersisa pada angkatan.", shared=seats, always=True),
    Rule("MIN_CLASS", "Angkatan hanya diselenggarakan bila peserta mencapai jumlah terkecil.", always=True),
    Rule(
        "UNIT_BUDGET",
        "Biaya peserta tidak melebihi pagu unit terdekat di atasnya.",
        shared=unit_budget,
        always=True,
    ),
    Rule(
        "WHOLE_BUDGET",
        "Seluruh biaya tidak melebihi pagu instansi dan --budget.",
        shared=whole_budget,
        always=True,
    ),
    Rule("OVERLAP", "Jadwal angkatan seorang pegawai tidak bertumpuk.", sets=overlap, always=True),
    Rule(
        "ONE_PER_COURSE",
        "Seorang pegawai tidak mengikuti pelatihan yang sama dua kali.",
        sets=one_per_course,
        always=True,
    ),
    Rule(
        "MAX_COURSES_PER_PERSON",
        "Paling banyak {value} pelatihan tiap pegawai.",
        default=2,
        low=1,
        high=4,
        sets=max_courses,
    ),
    Rule("MAX_DAYS_AWAY", "Paling banyak {value} hari klasikal tiap pegawai.", high=366, sets=max_days_away),
    Rule(
        "MAX_UNIT_SHARE_AWAY",
        "Pada satu hari paling banyak {value} bagian unit ikut klasikal (satu orang selalu boleh).",
        shared=max_unit_share_away,
    ),
    Rule("MAX_JP_PER_PERSON", "Paling banyak {value} JP tiap pegawai.", high=2000, sets=max_jp_per_person),
    Rule("MAX_JP_PER_DAY", "Angkatan paling padat {value} JP sehari.", high=24, candidates=max_jp_per_day),
    Rule(
        "MANDATORY_FIRST",
        "Tempat pelatihan wajib sebanyak mungkin, baru pelatihan lain (1 = ya).",
        sets=mandatory_first,
        shared=mandatory_floor,
    ),
    Rule(
        "MIN_KLASIKAL_SHARE",
        "Paling sedikit {value} bagian kursi terpakai untuk klasikal.",
        shared=min_klasikal_share,
    ),
    Rule(
        "MAX_UNIT_SHARE",
        "Satu unit paling banyak {value} bagian dari seluruh kursi terpakai.",
        shared=max_unit_share,
    ),
    Rule(
        "MAX_REGION_SHARE",
        "Satu wilayah paling banyak {value} bagian dari seluruh kursi terpakai.",
        shared=max_region_share,
    ),
    Rule(
        "MAX_PPPK_SHARE",
        "PPPK paling banyak {value} bagian dari seluruh kursi terpakai.",
        shared=max_pppk_share,
    ),
    Rule(
        "MIN_PPPK_SHARE",
        "PPPK paling sedikit {value} bagian dari seluruh kursi terpakai.",
        shared=min_pppk_share,
    ),
    Rule("MIN_20JP_COVERAGE", "Paling sedikit {value} bagian pegawai mencapai 20 JP pada tahun rencana."),
    Rule(
        "ENTITLEMENT_WEIGHT",
        "Bobot {value} untuk JP yang kurang dan pelatihan wajib di samping manfaat.",
        high=100,
    ),
    Rule("DIAL", "Tombol {value} antara manfaat (0) dan kesesuaian dengan kebiasaan (1)."),
    Rule("RESERVES", "{value} cadangan tiap angkatan.", high=1000),
)
BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Settings:
    """Which rules are in force, with their values."""

    values: Mapping[str, float]
    off: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Mapping[str, float] | None = None, *, off: Collection[str] = ()) -> Settings:
        """Defaults with what was ``given``, checked.

        Raises
        ------
        BadInput
            ``PLAN_RULE_UNKNOWN`` or ``PLAN_RULE_VALUE``.
        """
        values = {rule.code: rule.default for rule in RULES if rule.default is not None}
        for code, value in (given or {}).items():
            values[code] = _checked(code, value)
        for code in off:
            _known(code)
        return cls({code: value for code, value in values.items() if code not in off}, frozenset(off))

    def value(self, code: str) -> float | None:
        """The value of a rule in force (0 where it needs none), or None."""
        if code in self.off:
            return None
        return 0.0 if BY_CODE[code].always else self.values.get(code)

    def active(self) -> list[tuple[Rule, float]]:
        """Rules in force, in order."""
        found = ((rule, self.value(rule.code)) for rule in RULES)
        return [(rule, value) for rule, value in found if value is not None]


def parse_settings(texts: Collection[str]) -> dict[str, float]:
    """``["RULE=VALUE", ...]`` as values; decimals with a point or a comma."""
    values = {}
    for text in texts:
        code, _, value = text.partition("=")
        code = code.strip().upper()
        try:
            values[code] = float(value.strip().replace(",", "."))
        except ValueError:
            raise _bad_value(_known(code), value) from None
    return values


def allowed_candidates(problem: Problem, settings: Settings) -> Bool:
    """(P,) what the session rules leave."""
    allowed = np.ones(len(problem), bool)
    for rule, value in settings.active():
        if rule.candidates is not None:
            allowed &= rule.candidates(problem, value)
    return allowed


def allowed_sets(problem: Problem, sets: I64, settings: Settings) -> Bool:
    """(k,) what the person rules leave of sets (k, m)."""
    allowed = np.ones(len(sets), bool)
    for rule, value in settings.active():
        if rule.sets is not None:
            allowed &= rule.sets(problem, sets, value)
    return allowed


def shared_rows(problem: Problem, settings: Settings) -> Rows:
    """All shared rules as rows."""
    parts = [rule.shared(problem, value) for rule, value in settings.active() if rule.shared is not None]
    return stack(parts, candidates=len(problem))


def _known(code: str) -> Rule:
    if code not in BY_CODE:
        raise BadInput(
            "PLAN_RULE_UNKNOWN", f"Aturan {code} tidak dikenal.", fix=f"Pilih: {', '.join(BY_CODE)}."
        )
    return BY_CODE[code]


def _checked(code: str, value: float) -> float:
    rule = _known(code)
    if rule.always or not rule.low <= value <= rule.high:
        raise _bad_value(rule, str(value))
    return value


def _bad_value(rule: Rule, value: str) -> BadInput:
    fix = "Aturan ini selalu berlaku." if rule.always else f"Beri angka {rule.low:g} sampai {rule.high:g}."
    return BadInput("PLAN_RULE_VALUE", f"Nilai {value!r} tidak dapat dipakai untuk {rule.code}.", fix=fix)


def _all_pairs(problem: Problem, sets: I64, fits: Callable[[I64, I64], Bool]) -> Bool:
    """Whether every two sessions of each set fit."""
    fine = np.ones(len(sets), bool)
    for first in range(sets.shape[1]):
        for second in range(first + 1, sets.shape[1]):
            both = np.flatnonzero(sets[:, second] >= 0)
            a, b = problem.session[sets[both, first]], problem.session[sets[both, second]]
            fine[both] &= fits(a, b)
    return fine


def _total(amount: F64 | I64, problem: Problem, sets: I64) -> F64:
    total: F64 = np.where(sets >= 0, amount[problem.session[sets]], 0).sum(axis=1).astype(np.float64)
    return total


def _share(rule: str, problem: Problem, group: I64, names: Collection[str], value: float) -> Rows:
    return grouped(
        rule, group=group, weight=np.ones(len(problem)), cap=np.zeros(len(names)), subjects=list(names),
        spread=-value,
    )  # fmt: skip


def _floor(rule: str, problem: Problem, counts: Bool, name: str, value: float) -> Rows:
    return grouped(
        rule, group=np.where(counts, 0, -1), weight=-np.ones(len(problem)), cap=np.zeros(1), subjects=(name,),
        spread=value,
    )  # fmt: skip


def _matrix(row: I64, column: I64, *, rows: int, columns: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=(rows, columns))

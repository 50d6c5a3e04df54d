"""Each rule by hand in the world of tests/small_world.py: course C5 carries the rule, nobody took it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY
from recommender.errors import BadInput
from recommender.features.arrays import Dataset, Rule
from recommender.ranking.eligibility import (
    REASON_CODES,
    Verdicts,
    compile_rules,
    eligible,
    eligible_for,
    explain,
)
from recommender.ranking.person_rules import PERSON_RULES
from tests.small_world import AS_OF, RECORDS, day, small_dataset

C5 = 4


def judged(
    world: Dataset, *rules: tuple[str, str, str], as_of: date = AS_OF, switched_off: tuple[str, ...] = ()
) -> Verdicts:
    rows = tuple(
        Rule(world.catalogue.courses.row(course), rule, tuple(value.split())) for course, rule, value in rules
    )
    compiled = compile_rules(
        replace(world.catalogue, rules=rows),
        positions=world.positions,
        units=world.units,
        switched_off=switched_off,
    )
    return eligible(compiled, people=world.people, as_of=as_of)


def with_people(**columns: Any) -> Dataset:
    world = small_dataset()
    return replace(world, people=replace(world.people, **columns))


def offered(verdicts: Verdicts, course: int = C5) -> list[str]:
    return [f"A{person + 1}" for person in np.flatnonzero(verdicts.eligible[:, course])]


def text(verdicts: Verdicts, person: str, course: int = C5) -> str:
    return explain(verdicts, person=int(person[1]) - 1, course=course).text


def code(verdicts: Verdicts, person: str, course: int = C5) -> str:
    return explain(verdicts, person=int(person[1]) - 1, course=course).code


ALL = ["A1", "A2", "A3", "A4", "A5", "A6"]


def test_without_rules_everything_is_offered_that_was_not_passed():
    verdicts = judged(small_dataset())
    assert verdicts.eligible.astype(int).tolist() == [
        [0, 0, 1, 1, 1],
        [0, 1, 0, 1, 1],  # HADIR in C2 does not count as taken
        [0, 1, 0, 1, 1],
        [1, 1, 0, 1, 1],  # TIDAK_LULUS in C4 does not count as taken
        [1, 0, 1, 1, 1],
        [1, 1, 1, 1, 1],
    ]


@pytest.mark.parametrize(
    ("rule", "value", "who", "refused", "sentence"),
    [
        ("POSITION_CLASS_IN", "PENGAWAS PELAKSANA", ["A1", "A2", "A5", "A6"], "A3",
         "Syarat: kelas jabatan PELAKSANA, PENGAWAS; pegawai: JF_KEAHLIAN."),
        ("JF_TIER_IN", "MU MA", [], "A3", "Syarat: jenjang jabatan fungsional MA, MU; pegawai: PT."),
        ("JF_TIER_IN", "PT", ["A3", "A4"], "A1",
         "Syarat: jenjang jabatan fungsional PT; pegawai: bukan jabatan fungsional."),
        ("EMPLOYMENT_IN", "PNS CPNS", ["A1", "A2", "A3", "A4"], "A5",
         "Syarat: status kepegawaian CPNS, PNS; pegawai: PPPK."),
        ("UNIT_IN", "U2", ["A1", "A2", "A5"], "A3",
         "Syarat: unit kerja di lingkungan Seksi Layanan; pegawai: Dinas Kominfo."),
        ("UNIT_IN", "U1", ALL, None, ""),
        ("UNIT_IN", "U0", ALL, None, ""),
        ("GRADE_MIN", "33", ["A1", "A2"], "A4",
         "Syarat: golongan paling rendah III/c (PNS); pegawai: golongan III/a (PNS)."),
        ("GRADE_MAX", "32", ["A3", "A4"], "A2",
         "Syarat: golongan paling tinggi III/b (PNS); pegawai: golongan III/d (PNS)."),
        ("EDU_LEVEL_MIN", "40", ALL, None, ""),
        ("EDU_LEVEL_MIN", "45", [], "A1", "Syarat: pendidikan paling rendah S-2; pegawai: pendidikan S-1."),
        ("MAX_AGE", "43", ["A4", "A5", "A6"], "A3",
         "Syarat: usia paling tinggi 43 tahun; pegawai: usia 44 tahun."),
        ("MIN_MONTHS_TO_RETIREMENT", "222", ALL, None, ""),  # 2026-06-30 to 2045-01-01: 18 years 6 months
        ("MIN_MONTHS_TO_RETIREMENT", "223", [], "A1",
         "Syarat: sisa masa kerja sampai pensiun paling sedikit 223 bulan; pegawai: tersisa 222 bulan."),
        ("MIN_YEARS_IN_GRADE", "3", ALL, None, ""),  # since 2023-04-01
        ("MIN_YEARS_IN_GRADE", "3.5", [], "A1",
         "Syarat: paling sedikit 3 tahun 6 bulan dalam golongan terakhir; pegawai: baru 3 tahun 2 bulan."),
        ("MIN_YEARS_IN_POSITION", "5", [], "A1",
         "Syarat: paling sedikit 5 tahun dalam jabatan terakhir; pegawai: baru 4 tahun 5 bulan."),
        ("PREREQUISITE", "C2", ["A1", "A5"], "A2",  # A2 only attended: HADIR does not satisfy
         "Syarat: lulus Pelatihan Pelayanan Prima; pegawai: belum ada riwayat LULUS."),
        ("SELECTION_REQUIRED", "1", ALL, None, ""),
    ],
)  # fmt: skip
def test_a_rule_lets_in_whom_it_names_and_says_why_not(rule, value, who, refused, sentence):
    verdicts = judged(small_dataset(), ("C5", rule, value))
    assert offered(verdicts) == who
    if refused:
        assert (code(verdicts, refused), text(verdicts, refused)) == (rule, sentence)


@pytest.mark.parametrize(
    ("rule", "value", "column", "field", "missing"),
    [
        ("POSITION_CLASS_IN", "PENGAWAS", "position_id", "position", -1),
        ("JF_TIER_IN", "PT", "jf_tier", "position", -1),
        ("EMPLOYMENT_IN", "PNS", "employment", "employment", -1),
        ("UNIT_IN", "U0", "unit_id", "unit", -1),
        ("GRADE_MIN", "11", "grade_id", "grade", -1),
        ("GRADE_MAX", "45", "grade_id", "grade", -1),
        ("EDU_LEVEL_MIN", "05", "edu_level_id", "edu_level", -1),
        ("MAX_AGE", "70", "nip", "born_on", MISSING_DAY),
        ("MIN_MONTHS_TO_RETIREMENT", "0", "retires_on", "retires_on", MISSING_DAY),
        ("MIN_YEARS_IN_GRADE", "0", "grade_since", "grade_since", MISSING_DAY),
        ("MIN_YEARS_IN_POSITION", "0", "position_since", "position_since", MISSING_DAY),
        ("ONCE_ONLY", "1", "legal_status", "legal_status", -1),  # asked of every course
    ],
)
def test_what_cannot_be_judged_excludes_and_names_the_column(rule, value, column, field, missing):
    values = getattr(small_dataset().people, field).copy()
    values[0] = missing
    exclusion = explain(judged(with_people(**{field: values}), ("C5", rule, value)), person=0, course=C5)
    assert (exclusion.code, exclusion.column) == ("RULE_UNKNOWN", column)
    assert exclusion.text.endswith(f"tidak dapat dinilai karena kolom {column} kosong.")


def test_a_functional_post_without_its_tier_cannot_be_judged():
    world = small_dataset()
    world = replace(world, positions=replace(world.positions, jf_tier=np.full(3, -1, np.int8)))
    verdicts = judged(world, ("C5", "JF_TIER_IN", "PT"))
    assert code(verdicts, "A3") == "RULE_UNKNOWN"
    assert code(verdicts, "A1") == "JF_TIER_IN"


@pytest.mark.parametrize(("rule", "value"), [("GRADE_MIN", "11"), ("GRADE_MAX", "45")])
def test_grades_of_the_other_scale_are_never_compared(rule, value):
    verdicts = judged(small_dataset(), ("C5", rule, value))
    assert code(verdicts, "A5") == "RULE_UNKNOWN"
    assert "golongan V (PPPK) pada grade_id memakai skala lain" in text(verdicts, "A5")


def test_prerequisites_cannot_be_judged_without_training_records():
    verdicts = judged(small_dataset(()), ("C5", "PREREQUISITE", "C2"), switched_off=("training_records",))
    exclusion = explain(verdicts, person=0, course=C5)
    assert (exclusion.code, exclusion.column) == ("RULE_UNKNOWN", "training_records")


def test_only_active_staff_are_offered_anything():
    verdicts = judged(with_people(legal_status=np.array([1, 1, 3, 1, 1, 1], np.int16)))
    assert offered(verdicts) == ["A1", "A2", "A4", "A5", "A6"]
    assert text(verdicts, "A3") == "Syarat: kedudukan hukum Aktif; pegawai: Tugas Belajar."
    assert code(verdicts, "A3", 1) == "LEGAL_STATUS"


def test_a_training_hold_excludes_from_every_course():
    verdicts = judged(with_people(training_hold=np.array([0, 1, 0, 0, 0, 0], bool)))
    assert not verdicts.eligible[1].any()
    assert code(verdicts, "A2") == "TRAINING_HOLD"


def test_an_inactive_course_is_offered_to_nobody():
    world = small_dataset()
    active = np.array([True, True, True, True, False])
    verdicts = judged(replace(world, catalogue=replace(world.catalogue, active=active)))
    assert offered(verdicts) == []
    assert code(verdicts, "A1") == "COURSE_INACTIVE"
    assert text(verdicts, "A1") == "Pelatihan ini sedang tidak diselenggarakan."


@pytest.mark.parametrize(
    ("column", "last_day_in", "first_day_out", "sentence"),
    [
        ("valid_to", date(2026, 6, 30), date(2026, 7, 1), "Pelatihan ini berlaku sampai 30 Juni 2026."),
        ("valid_from", date(2026, 6, 30), date(2026, 6, 29),
         "Pelatihan ini baru berlaku mulai 30 Juni 2026."),
    ],
)  # fmt: skip
def test_a_course_is_offered_on_its_days_of_validity_only(column, last_day_in, first_day_out, sentence):
    world = small_dataset()
    days = np.full(5, MISSING_DAY, np.int32)
    days[C5] = day("2026-06-30")
    world = replace(world, catalogue=replace(world.catalogue, **{column: days}))
    assert offered(judged(world, as_of=last_day_in)) == ALL
    verdicts = judged(world, as_of=first_day_out)
    assert offered(verdicts) == []
    assert (code(verdicts, "A1"), text(verdicts, "A1")) == ("COURSE_NOT_VALID", sentence)


def test_a_passed_course_does_not_return():
    verdicts = judged(small_dataset())
    assert (code(verdicts, "A1", 0), text(verdicts, "A1", 0)) == (
        "ALREADY_TAKEN",
        "Sudah lulus pelatihan ini pada 5 Maret 2024.",
    )


def test_a_cooldown_ends_on_the_same_day_of_the_month():
    """A1 passed C2 on 2025-03-05, A2 attended it; 12 months end on 2026-03-05."""
    rule = ("C2", "COOLDOWN_MONTHS", "12")
    before = judged(small_dataset(), rule, as_of=date(2026, 3, 4))
    assert [before.eligible[person, 1] for person in (0, 1, 4)] == [False, False, False]
    assert text(before, "A2", 1) == (
        "Terakhir diikuti pada 5 Maret 2025; dapat diikuti lagi setelah 12 bulan, mulai 5 Maret 2026."
    )
    after = judged(small_dataset(), rule, as_of=date(2026, 3, 5))
    assert [after.eligible[person, 1] for person in (0, 1, 4)] == [True, True, True]


def test_a_course_not_passed_starts_no_cooldown():
    assert judged(small_dataset(), ("C4", "COOLDOWN_MONTHS", "60")).eligible[3, 3]


def test_once_only_is_a_cooldown_without_end():
    rules = ("C2", "COOLDOWN_MONTHS", "1"), ("C2", "ONCE_ONLY", "1")
    verdicts = judged(small_dataset(), *rules)
    assert offered(verdicts, 1) == ["A3", "A4", "A6"]
    assert code(verdicts, "A1", 1) == code(verdicts, "A2", 1) == "ONCE_ONLY"
    assert text(verdicts, "A2", 1).startswith("Pelatihan ini hanya boleh diikuti sekali; sudah diikuti pada")


def test_a_rule_answered_with_no_is_no_rule():
    assert not judged(small_dataset(), ("C2", "ONCE_ONLY", "0")).compiled.once_only.any()


def test_later_history_does_not_count_at_an_earlier_date():
    assert judged(small_dataset(), as_of=date(2024, 3, 4)).eligible[0].all()


def test_the_selection_is_noted_on_its_course_alone():
    compiled = judged(small_dataset(), ("C5", "SELECTION_REQUIRED", "1")).compiled
    assert compiled.selection_required.tolist() == [False, False, False, False, True]


def test_two_rows_of_a_rule_are_both_asked_and_the_first_failure_is_named():
    verdicts = judged(
        small_dataset(),
        ("C5", "UNIT_IN", "U1"), ("C5", "UNIT_IN", "U2"), ("C5", "POSITION_CLASS_IN", "PENGAWAS"),
    )  # fmt: skip
    assert offered(verdicts) == ["A1", "A2"]
    assert code(verdicts, "A3") == "POSITION_CLASS_IN"  # goes before UNIT_IN, which fails too
    assert code(verdicts, "A5") == "POSITION_CLASS_IN"


@pytest.mark.parametrize(("rule", "value"), [("UNIT_IN", "U9"), ("PREREQUISITE", "C9")])
def test_a_rule_that_refers_to_nothing_is_refused(rule, value):
    with pytest.raises(BadInput) as refusal:
        judged(small_dataset(), ("C5", rule, value))
    assert refusal.value.code == "RULE_REFERENCE"


def test_an_offered_course_has_no_exclusion():
    with pytest.raises(ValueError, match="is offered"):
        explain(judged(small_dataset()), person=0, course=C5)


def test_every_rule_of_the_contract_is_judged_somewhere():
    judged_here = {rule.code for rule in PERSON_RULES} | {
        "ONCE_ONLY",
        "COOLDOWN_MONTHS",
        "SELECTION_REQUIRED",
    }
    assert set(codes.RULES) <= judged_here
    assert len(REASON_CODES) == len(set(REASON_CODES))


def test_the_verdict_of_a_person_does_not_depend_on_who_else_is_judged():
    rules = ("C5", "PREREQUISITE", "C1"), ("C2", "COOLDOWN_MONTHS", "12"), ("C3", "GRADE_MIN", "32")
    world = small_dataset(RECORDS)
    together = judged(world, *rules)
    for person in range(6):
        alone = eligible(together.compiled, people=world.people.take([person]), as_of=AS_OF)
        assert alone.code.tolist() == together.code[[person]].tolist()


def test_some_courses_are_judged_as_among_all_of_them():
    rules = ("C5", "PREREQUISITE", "C1"), ("C2", "COOLDOWN_MONTHS", "12"), ("C3", "GRADE_MIN", "32")
    world = small_dataset(RECORDS)
    together = judged(world, *rules)
    for some in ([4, 1, 2], [0, 3], [], [0, 1, 2, 3, 4]):
        alone = eligible_for(together.compiled, np.array(some, int), people=world.people, as_of=AS_OF)
        assert alone.tolist() == together.eligible[:, some].tolist()


@pytest.mark.serial
def test_a_province_of_100_000_costs_less_than_500_people_judged_one_by_one():
    world = small_dataset()
    values = {"POSITION_CLASS_IN": "PENGAWAS", "GRADE_MIN": "31", "MAX_AGE": "55", "UNIT_IN": "U1"}
    rules = [(f"C{c}", rule, value) for c in range(1, 6) for rule, value in values.items()]
    compiled = judged(world, *rules).compiled
    many = world.people.take(np.arange(100_000) % 6)
    one = world.people.take([0])
    province = _fastest(lambda: eligible(compiled, people=many, as_of=AS_OF))
    person = _fastest(lambda: eligible(compiled, people=one, as_of=AS_OF))
    assert province < 500 * person


def _fastest(work: Any) -> float:
    seconds = []
    for _ in range(5):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from recommender.domain import codes
from recommender.domain.days import MISSING_DAY, to_date
from recommender.ranking.profile import read_profile
from recommender.ranking.recommend import Options, recommend
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

ASSESSED = date(2025, 12, 1)


def rating(competency, level, *, on=ASSESSED, method="ASSESSMENT_CENTER"):
    return {"competency_id": competency, "level": level, "method": method, "assessed_on": on}


def taken(course, on, status="LULUS"):
    return {"course_id": course, "ends_on": on, "status": status}


A5 = {
    "employment": "PPPK", "grade_id": 105, "position_id": "P3", "unit_id": "U2", "edu_level_id": "40",
    "hired_on": date(2015, 1, 1), "retires_on": date(2045, 1, 1), "travel_hours": 4.0,
    "assessments": [rating("M.03", 2), rating("M.05", 1), rating("T.01", 0.5)],
    "history": [taken("C2", date(2025, 3, 5))],
}  # fmt: skip


SAME = (
    "position", "unit", "employment", "legal_status", "grade", "hired_on", "retires_on", "edu_level",
    "travel_hours", "training_hold", "history_indptr", "history_course", "history_day", "history_status",
    "level_method", "level_day", "feature", "feature_indptr",
)  # fmt: skip


def read(as_of=AS_OF, bundle=None, **profile):
    return read_profile(bundle or small_bundle(), profile, as_of)


def test_a_profile_becomes_the_row_that_the_snapshot_would_have():
    known = small_bundle().people.take([4])
    person, notes = read(**A5)
    assert notes == ()
    for name in SAME:
        assert np.array_equal(getattr(person, name), getattr(known, name)), name
    assert person.born_on.tolist() == [MISSING_DAY]


def test_every_array_has_the_dtype_of_the_snapshots_people():
    person, _ = read(**A5)
    people = small_bundle().people
    names = [name for name in people.__dataclass_fields__ if name != "asn_id"]
    assert {n: getattr(person, n).dtype for n in names} == {n: getattr(people, n).dtype for n in names}


def profile_of(bundle, evidence, row):
    """What HR would send of a person of the snapshot."""
    person = bundle.people.take([row])
    mine = np.flatnonzero(evidence.assessed_person == row)
    history = zip(person.history_course, person.history_day, person.history_status, strict=True)
    return person, {
        "employment": codes.EMPLOYMENT[person.employment[0]],
        "grade_id": None if person.grade[0] < 0 else int(person.grade[0]),
        "position_id": bundle.positions.ids[person.position[0]],
        "unit_id": bundle.units.ids[person.unit[0]],
        "edu_level_id": str(person.edu_level[0]).zfill(2),
        "hired_on": to_date(person.hired_on[0]),
        "retires_on": to_date(person.retires_on[0]),
        "assessments": [
            rating(
                bundle.competencies.ids[evidence.assessed_competency[one]],
                float(evidence.assessed_level[one]),
                on=to_date(evidence.assessed_day[one]),
                method=codes.METHODS[evidence.assessed_method[one]],
            )
            for one in mine
        ],
        "history": [
            taken(bundle.catalogue.courses[course], to_date(day), codes.RECORD_STATUSES[status])
            for course, day, status in history
        ],
    }


def test_a_known_persons_data_give_nearly_the_known_persons_list(province_trained, province_dataset):
    """What past trainings did to levels a profile cannot carry, so lists differ a little."""
    bundle = province_trained.bundle
    shared = []
    for row in range(0, 300, 12):
        person, profile = profile_of(bundle, province_dataset.evidence, row)
        unseen, notes = read_profile(bundle, profile, bundle.as_of)
        assert notes == ()
        one, two = (
            {i.course for i in recommend(bundle, who, as_of=bundle.as_of, options=Options(n=5)).items}
            for who in (replace(person, **only_profile_facts(unseen)), unseen)
        )
        shared.append(len(one & two) / max(len(one), len(two), 1))
    assert np.mean(shared) > 0.8


def only_profile_facts(unseen):
    """What rules may ask and a profile does not say."""
    names = ("grade_since", "position_since", "born_on", "training_hold", "legal_status")
    return {name: getattr(unseen, name) for name in names}


def test_an_empty_profile_works_and_knows_nothing():
    person, notes = read()
    assert notes == ()
    assert person.position.tolist() == [-1]
    assert person.level.tolist() == [[2, 2, 2]]
    answer = recommend(small_bundle(), person, as_of=AS_OF)
    assert len(answer.items) == 5
    assert "belum punya standar" in answer.notes[0]


def test_a_better_rating_lowers_the_benefit_of_the_course():
    bundle = small_bundle()
    weak, strong = (
        recommend(bundle, read(**A5 | {"assessments": [rating("M.05", level)]})[0], as_of=AS_OF,
                  options=Options(n=1, dial=0.0)).items[0]
        for level in (1, 4)
    )  # fmt: skip
    assert weak.course == strong.course == 4
    assert strong.benefit.value < weak.benefit.value / 2


def test_what_was_passed_is_not_recommended_again():
    person, _ = read(**A5 | {"history": [taken("C5", date(2026, 1, 5))]})
    offered = {item.course for item in recommend(small_bundle(), person, as_of=AS_OF).items}
    assert offered == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("field", "value"),
    [("position_id", "P9"), ("unit_id", "U9"), ("grade_id", 99), ("edu_level_id", "99")],
)
def test_a_value_that_is_not_known_here_is_noted_and_not_guessed(field, value):
    person, notes = read(**{field: value})
    assert len(notes) == 1
    assert notes[0].startswith(f"{field} tidak dikenal")
    name = field.removesuffix("_id")
    assert getattr(person, name).tolist() == [-1]


def test_unknown_competencies_and_courses_are_counted_and_left_out():
    person, notes = read(
        assessments=[rating("X.1", 3), rating("X.2", 3), rating("M.03", 3)], history=[taken("C99", ASSESSED)]
    )
    assert notes == (
        "2 competency_id tidak dikenal; barisnya tidak dipakai.",
        "1 course_id tidak dikenal; barisnya tidak dipakai.",
    )
    assert (person.level_day[0] != MISSING_DAY).tolist() == [True, False, False]
    assert len(person.history_course) == 0


def test_what_lies_after_the_date_is_left_out_and_said():
    tomorrow = AS_OF + timedelta(days=1)
    person, notes = read(assessments=[rating("M.03", 5, on=tomorrow)], history=[taken("C1", tomorrow)])
    assert len(notes) == 2
    assert all("setelah tanggal data" in note for note in notes)
    assert len(person.history_course) == 0
    assert person.level.tolist() == [[2, 2, 2]]


def test_entries_may_come_in_any_order():
    entries = [rating("M.05", 1, on=date(2024, 5, 1)), rating("M.05", 4)]
    forth, back = (read(assessments=given)[0] for given in (entries, entries[::-1]))
    assert np.array_equal(forth.level, back.level)
    assert to_date(back.level_day[0, 1]) == ASSESSED


def test_an_assessment_from_before_the_models_first_day_counts_from_that_day():
    """The drift of many years may not make a variance negative."""
    bundle = small_bundle()
    bundle = replace(bundle, levels=replace(bundle.levels, drift=0.5))
    old, _ = read(bundle=bundle, assessments=[rating("M.03", 4, on=date(1990, 1, 1))])
    first, _ = read(bundle=bundle, assessments=[rating("M.03", 4, on=to_date(bundle.levels.start))])
    assert np.isfinite(old.level_sd).all()
    assert np.array_equal(old.level, first.level)
    assert np.array_equal(old.level_sd, first.level_sd)
    assert to_date(old.level_day[0, 0]) == date(1990, 1, 1)

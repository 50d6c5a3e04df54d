from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.programme.design import Programme, design
from recommender.programme.proposals import CENTRE, Place
from recommender.programme.province import Terms
from recommender.programme.unserved import REASONS
from recommender.tables.people_file import ClassTerms
from tests.programme.world import GAINED, known_province

CLASSES = ClassTerms(min_class={"COURSE_FAR": 16, "COURSE_IDLE": 5}, regions={})
"""The idle course is the median of those that lead to level 3 and state a class."""


def designed(*, terms: Terms | None = None, **changes: object) -> Programme:
    return design(known_province(**changes), terms=terms or Terms(classes=CLASSES))


def test_every_need_has_the_one_reason_it_was_made_for() -> None:
    found = designed()
    assert found.by_reason() == {
        "NO_COURSE": 20, "END_LEVEL": 7, "START_LEVEL": 18, "FORM": 2, "DISTANCE": 16, "RULES": 15,
    }  # fmt: skip
    assert (found.gaps, found.barred) == (89, 1)
    competency = {REASONS[row]: set(found.needs.competency[found.needs.reason == row]) for row in range(6)}
    assert competency == {
        "NO_COURSE": {0}, "END_LEVEL": {5}, "START_LEVEL": {1}, "FORM": {2}, "DISTANCE": {2}, "RULES": {3},
    }  # fmt: skip
    assert len({*zip(found.needs.person, found.needs.competency, strict=True)}) == len(found.needs)


def test_the_list_is_by_expected_benefit_and_counts_each_need_once() -> None:
    found = designed()
    assert [(one.reason, one.people) for one in found.proposals] == [
        ("NO_COURSE", 20), ("START_LEVEL", 18), ("DISTANCE", 16), ("RULES", 15), ("END_LEVEL", 7),
        ("FORM", 2),
    ]  # fmt: skip
    for one in found.proposals:
        assert one.value == pytest.approx(GAINED * one.people, rel=1e-5)
        assert one.low == pytest.approx(one.value)
        assert one.high == pytest.approx(one.value)
    people = np.concatenate([one.person for one in found.proposals])
    assert len(people) == len(found.needs)


def test_the_interval_is_that_of_a_new_courses_quality() -> None:
    province = known_province()
    doubt = replace(province.gain, quality_sd=np.full(7, 0.2, np.float32))
    first = design(replace(province, gain=doubt), terms=Terms(classes=CLASSES)).proposals[0]
    assert first.value - first.low == pytest.approx(first.value * 1.2816 * 0.2, rel=1e-3)
    assert first.high - first.value == pytest.approx(first.value * 1.2816 * 0.2, rel=1e-3)


def test_a_class_is_held_where_enough_people_are_and_nowhere_else() -> None:
    far = next(one for one in designed().proposals if one.reason == "DISTANCE")
    assert far.minimum == 5  # online: nobody has to come
    assert [place.people for place in far.places] == [16]
    lonely = designed(terms=Terms(classes=ClassTerms({"COURSE_FAR": 17}, {}), classroom_only=("K2",)))
    assert not [one for one in lonely.proposals if one.reason in ("DISTANCE", "FORM")]
    enough = designed(terms=Terms(classes=ClassTerms({"COURSE_FAR": 16}, {}), classroom_only=("K2",)))
    class_ = next(one for one in enough.proposals if one.reason == "DISTANCE")
    assert (class_.form, class_.minimum, class_.jp) == (0, 16, 10)
    assert class_.places == (Place("1871", 16, True),)
    home = next(one for one in enough.proposals if one.reason == "NO_COURSE")
    assert home.places == (Place(CENTRE, 20, True),)


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_counted_for_a_class_meets_enough_of_the_same_proposal(seed: int) -> None:
    province, chance = known_province(), np.random.default_rng(seed)
    people, count = province.people, len(province.people)
    post = chance.integers(0, 2, count).astype(np.int32)  # the second asks for level 2 alone: another step
    level, required = people.level.copy(), province.positions.required.copy()
    level[:, 0], required[1, 0] = np.where(post == 1, 1, 2), 2
    terms = Terms(classes=ClassTerms({}, {}), classroom_only=("K0",), minimum=14)
    scattered = replace(
        province,
        people=replace(
            people, level=level, position=post, unit=chance.integers(0, 3, count).astype(np.int32),
            travel_hours=chance.choice([1, 4], count, p=[0.2, 0.8]).astype(np.float32),
        ),
        units=replace(province.units, region=("1871", "1872", "1873")),
        positions=replace(province.positions, required=required),
        gain=replace(province.gain, required=required),
    )  # fmt: skip
    classes = [one for one in design(scattered, terms=terms).proposals if one.competency == 0]
    assert classes and all(one.form == 0 for one in classes)
    for one in classes:
        near = scattered.people.travel_hours[one.person] < 3
        region = scattered.region[one.person]
        alike = (region[:, None] == region).sum(axis=1)
        assert ((alike >= 14) | (near & (near.sum() >= 14))).all()
    taken = np.concatenate([one.person for one in classes])
    assert len(taken) == len(set(taken.tolist()))


def test_a_session_in_the_persons_region_is_not_far() -> None:
    held = ClassTerms(min_class={}, regions={"COURSE_FAR": frozenset({"1871"})})
    assert {"DISTANCE": 0, "FORM": 0}.items() <= designed(terms=Terms(classes=held)).by_reason().items()


def test_unknown_travel_hours_are_not_far() -> None:
    province = known_province()
    people = replace(province.people, travel_hours=np.full(len(province.people), np.nan, np.float32))
    found = design(replace(province, people=people), terms=Terms(classes=CLASSES))
    assert found.by_reason()["DISTANCE"] == found.by_reason()["FORM"] == 0


def test_only_online_where_a_rule_wants_a_class_is_the_wrong_form() -> None:
    found = designed(terms=Terms(classes=CLASSES, classroom_only=("K4",)))
    assert found.by_reason()["FORM"] == 2 + 10


def test_the_rule_that_closes_is_named() -> None:
    rules = next(one for one in designed().proposals if one.reason == "RULES")
    assert rules.closed_by == (("EDU_LEVEL_MIN", 15),)


def test_twins_are_found_with_what_differs() -> None:
    found = designed()
    assert len(found.overlaps) == 1
    twins, ids = found.overlaps[0], found.province.catalogue.courses
    assert (ids[twins.first], ids[twins.second], twins.people, twins.shared) == ("TWIN_B", "TWIN_A", 10, 10)
    assert twins.gain_first == twins.gain_second == pytest.approx(GAINED)


def test_what_nobody_needs_comes_with_its_numbers() -> None:
    found = designed()
    ids = found.province.catalogue.courses
    rows = {ids[one.course]: one for one in found.not_needed}
    assert set(rows) == {"COURSE_HIGH", "COURSE_IDLE", "COURSE_LOW", "COURSE_RULE", "TWIN_A"}
    counts = {name: (one.with_gap, one.at_level, one.people) for name, one in rows.items()}
    assert counts == {
        "COURSE_HIGH": (18, 0, 0), "COURSE_IDLE": (0, 0, 0), "COURSE_LOW": (7, 0, 0),
        "COURSE_RULE": (15, 15, 0), "TWIN_A": (10, 10, 10),
    }  # fmt: skip
    assert ids[rows["TWIN_A"].better] == "TWIN_B"


def test_a_course_that_is_not_offered_serves_nobody() -> None:
    active = np.array([True, True, True, True, True, False, False])
    assert designed(active=active).by_reason()["NO_COURSE"] == 20 + 10


def test_a_proposal_is_found_again_by_its_name() -> None:
    found = designed()
    for one in found.proposals:
        assert found.find(one.key(found.province)) is one
    assert found.find("K9~1~2~KLASIKAL~FORM") is None


def test_a_catalogue_without_courses_gives_reasons_and_no_guess() -> None:
    found = designed(active=np.zeros(7, bool))
    assert found.by_reason()["NO_COURSE"] == 88
    assert not found.proposals
    assert not found.overlaps
    assert not found.not_needed


def test_a_part_of_a_proposal_keeps_its_doubt() -> None:
    found = designed()
    whole, seen = found.proposals[0], np.zeros(len(found.province.people), bool)
    seen[whole.person[:5]] = True
    part = whole.within(seen)
    assert (part.people, part.enough) == (5, True)
    assert part.value == pytest.approx(whole.value / 4, rel=1e-5)
    assert part.high == pytest.approx(whole.high / 4, rel=1e-5)
    assert found.by_reason(seen)["NO_COURSE"] == 5

from dataclasses import replace

import numpy as np

from recommender.features.arrays import Dataset, Rule
from recommender.needs.rulebook import read_rulebook
from recommender.ranking.person_needs import Needs, find_needs
from tests.small_world import AS_OF, small_dataset


def needs_of(world: Dataset, **options: object) -> Needs:
    return find_needs(
        world.people, positions=world.positions, units=world.units, catalogue=world.catalogue,
        as_of=AS_OF, book=read_rulebook(), **options,
    )  # fmt: skip


def test_each_gap_gets_the_course_that_closes_most_of_it_and_may_be_taken():
    """A1 passed C1, C4 closes ½·(3-2); A2 misses M.05 2→3: C2 and C5 tie, the first id is taken;
    A3 passed C3, C4 closes ½·(4-3); A4 likewise; A5 passed C2, C5 closes 3-1; A6 misses 2→3: C2."""
    needs = needs_of(small_dataset())
    assert needs.gaps.competency.tolist() == [0, 1, 2, 2, 1, 1]
    assert needs.course.tolist() == [3, 1, 3, 3, 4, 1]


def test_a_rule_that_forbids_the_course_leaves_the_next_best_or_none():
    world = small_dataset()
    rules = tuple(Rule(course, "POSITION_CLASS_IN", ("PELAKSANA",)) for course in (1, 3))
    needs = needs_of(replace(world, catalogue=replace(world.catalogue, rules=rules)))
    assert needs.course.tolist() == [-1, 4, -1, -1, 4, 1]


def test_entitlements_count_the_history_up_to_the_day():
    needs = needs_of(small_dataset())
    assert needs.entitlements is not None
    owed = needs.entitlements
    programmes = [owed.rule_of(row).programme for row in range(len(owed))]
    assert [int(p) for p, name in zip(owed.person, programmes, strict=True) if name == "PKP"] == [0, 1]
    jp = [row for row in range(len(owed)) if owed.rule_of(row).id == "JP_MINIMUM"]
    assert {int(owed.person[row]): float(owed.missing[row]) for row in jp} == {
        0: 20,
        2: 20,
        3: 8,
        4: 20,
        5: 20,
    }


def test_without_training_records_nothing_is_called_missing():
    assert needs_of(small_dataset(()), switched_off=("training_records",)).entitlements is None


def test_a_person_without_a_known_post_has_no_gap():
    world = small_dataset()
    unknown = np.full(6, -1, np.int32)
    assert len(needs_of(replace(world, people=replace(world.people, position=unknown))).gaps) == 0

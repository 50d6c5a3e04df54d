from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.completion import PARTIAL
from recommender.scorers.trainings import Trainings, cells_informed
from tests.small_world import small_dataset

RECORDS = (
    ("A1", "C4", "2025-03-05", "LULUS", 40, 70),
    ("A4", "C4", "2026-02-10", "TIDAK_LULUS", 60, 20),
    ("A5", "C2", "2026-03-05", "MENGUNDURKAN_DIRI", np.nan, np.nan),
)


@pytest.fixture
def world():
    return small_dataset(RECORDS)


@pytest.fixture
def trainings(world):
    return Trainings.of(world)


def test_a_record_is_one_exposure_of_each_competency_of_its_course(trainings):
    assert trainings.record.tolist() == [0, 0, 1, 1, 2]
    assert trainings.person.tolist() == [0, 0, 3, 3, 4]
    assert trainings.competency.tolist() == [0, 2, 0, 2, 1]
    assert trainings.pair.tolist() == [3, 4, 3, 4, 1]
    assert trainings.level_from.tolist() == [2, 3, 2, 3, 2]
    assert trainings.records == 3


def test_who_does_not_finish_takes_home_a_part_and_no_post_test(trainings):
    assert trainings.taken == pytest.approx([1, 1, PARTIAL, PARTIAL, PARTIAL])
    assert np.array_equal(trainings.post, [70, 70, np.nan, np.nan, np.nan], equal_nan=True)
    assert trainings.pre[:4].tolist() == [40, 40, 60, 60]


def test_parts_of_a_test_add_up_to_one_and_are_equal_where_no_strength_is_given(world):
    catalogue = replace(world.catalogue, strength=np.array([1, 1, 1, 0.75, 0.25, 1], np.float32))
    assert Trainings.of(replace(world, catalogue=catalogue)).test_part[:2].tolist() == [0.75, 0.25]
    catalogue = replace(world.catalogue, strength=np.zeros(6, np.float32))
    assert Trainings.of(replace(world, catalogue=catalogue)).test_part.tolist() == [0.5, 0.5, 0.5, 0.5, 1]


def test_values_are_summed_by_record_and_a_selection_keeps_their_numbers(trainings):
    assert trainings.by_record(np.arange(5)).tolist() == [1, 5, 4]
    chosen = trainings.select(trainings.competency == 2)
    assert chosen.record.tolist() == [0, 1]
    assert chosen.by_record(np.array([7, 8])).tolist() == [7, 8, 0]


def without_assessments(world):
    names = [name for name in world.evidence.__dataclass_fields__ if name.startswith("assessed_")]
    empty = {name: getattr(world.evidence, name)[:0] for name in names}
    return replace(world, evidence=replace(world.evidence, **empty))


def test_a_level_is_known_of_where_a_standard_or_an_assessment_speaks(world):
    bare = without_assessments(world)
    assert cells_informed(bare).astype(int).tolist() == [[1, 1, 0]] * 2 + [[0, 0, 1]] * 2 + [[0, 1, 0]] * 2
    assert cells_informed(world).all()
    nowhere = replace(bare.people, position=np.full(6, -1, np.int32))
    assert not cells_informed(replace(bare, people=nowhere)).any()


def test_a_test_speaks_only_where_every_competency_of_it_is_known(world):
    """C4 tests M.03 and T.01; A1's and A4's posts ask for one of the two. A5's post asks for M.05."""
    assert Trainings.of(without_assessments(world)).informed.tolist() == [False] * 4 + [True]


def test_without_records_there_are_no_exposures():
    trainings = Trainings.of(small_dataset(records=()))
    assert (len(trainings.person), trainings.records) == (0, 0)

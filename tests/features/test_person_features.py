from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import BadInput
from recommender.features.identifiers import Vocabulary
from recommender.features.person_features import (
    BLOCKS,
    PROTECTED,
    all_features,
    known_features,
    refuse_protected,
    root_units,
)
from tests.small_world import small_dataset


def named(names, indptr, entries, person):
    return {names[entry] for entry in entries[indptr[person] : indptr[person + 1]]}


@pytest.mark.parametrize("name", ["sex=L", "sex", "born_on=1980", "religion=x", "marital_status", "age=40"])
def test_protected_attributes_are_refused_by_name(name):
    with pytest.raises(BadInput) as refusal:
        refuse_protected(["unit=U1", name])
    assert refusal.value.code == "PROTECTED_FEATURE"


def test_no_block_is_protected():
    assert not PROTECTED & set(BLOCKS)
    refuse_protected(list(BLOCKS))


def test_everyone_has_the_features_of_their_post_unit_and_status():
    world = small_dataset()
    features = all_features(world.people, positions=world.positions, units=world.units)
    assert named(*features, 2) == {
        "education=40", "employment=PNS", "grade=32", "job_family=0", "jf_tier=PT", "office=U1",
        "position=P2", "position_class=JF_KEAHLIAN", "unit=U1",
    }  # fmt: skip
    assert named(*features, 4) == {
        "education=40", "employment=PPPK", "grade=105", "office=U1", "position=P3",
        "position_class=PELAKSANA", "unit=U2",
    }  # fmt: skip
    assert list(features[0]) == sorted(features[0])


def test_what_is_not_known_has_no_feature():
    world = small_dataset()
    unknown = replace(
        world.people.take([0]),
        position=np.array([-1], np.int32), unit=np.array([-1], np.int32),
        grade=np.array([-1], np.int16), edu_level=np.array([-1], np.int16),
        employment=np.array([-1], np.int8),
    )  # fmt: skip
    names, indptr, entries = all_features(unknown, positions=world.positions, units=world.units)
    assert (names, indptr.tolist(), entries.tolist()) == ((), [0, 0], [])


def test_features_outside_the_vocabulary_of_training_are_left_out():
    world = small_dataset()
    known = Vocabulary.of(["position=P1", "unit=U9", "unit=U2"])
    indptr, entries = known_features(world.people, positions=world.positions, units=world.units, names=known)
    assert np.diff(indptr).tolist() == [2, 2, 0, 0, 1, 0]
    assert entries.tolist() == [0, 1, 0, 1, 1]


def test_the_office_of_a_unit_is_the_topmost_below_the_root():
    units = replace(
        small_dataset().units,
        ids=Vocabulary.of(["U0", "U1", "U2", "U3", "U4"]),
        parent=np.array([-1, 0, 1, 2, -1], np.int32),
    )
    assert root_units(units).tolist() == [0, 1, 1, 1, 4]

"""The hand-made world keeps the promises of the array containers."""

import numpy as np

from tests.small_world import small_dataset


def test_history_and_evidence_tell_the_same_story() -> None:
    dataset = small_dataset()
    people, evidence = dataset.people, dataset.evidence
    person = people.history_person()
    assert sorted(zip(person, people.history_course, people.history_day, strict=True)) == sorted(
        zip(evidence.record_person, evidence.record_course, evidence.record_end, strict=True)
    )
    assert (np.diff(evidence.record_end) >= 0).all()


def test_weights_of_a_position_add_up_to_one() -> None:
    assert small_dataset().positions.weight.sum(axis=1).tolist() == [1, 1, 1]


def test_features_name_the_position_of_their_person() -> None:
    dataset = small_dataset()
    people = dataset.people
    named = [
        {dataset.feature_names[row] for row in people.feature[start:end]}
        for start, end in zip(people.feature_indptr, people.feature_indptr[1:], strict=False)
    ]
    assert named[4] == {"position=P3", "position_class=PELAKSANA", "unit=U2"}


def test_a_world_without_records_has_people_without_history() -> None:
    assert small_dataset(records=()).people.history_indptr.tolist() == [0] * 7

import numpy as np

from recommender.ranking.supposed import standards_of, supposed
from tests.small_bundle import small_bundle


def test_each_copy_differs_in_one_level_and_in_nothing_else():
    person = small_bundle().people.take([0])
    copies = supposed(person, competency=np.array([0, 2]), level=np.array([4.5, 0.0]))
    assert copies.level.tolist() == [[4.5, 3, 1], [2, 3, 0]]
    assert np.array_equal(copies.level_sd, np.repeat(person.level_sd, 2, axis=0))
    assert copies.asn_id.tolist() == ["A1", "A1"]
    assert person.level.tolist() == [[2, 3, 1]]


def test_the_doubt_about_that_level_may_be_another_too():
    copies = supposed(
        small_bundle().people.take([0]), competency=np.array([1]), level=np.array([1.0]), sd=np.array([0.25])
    )
    assert copies.level_sd.tolist() == [[np.float32(0.4), 0.25, np.float32(0.4)]]


def test_only_what_the_post_asks_for_counts_and_nothing_without_a_post():
    bundle = small_bundle()
    assert standards_of(bundle, bundle.people.take([0])).tolist() == [0, 1]
    assert standards_of(bundle, bundle.people.take([2])).tolist() == [2]
    bundle.people.position[0] = -1
    assert standards_of(bundle, bundle.people.take([0])).tolist() == []

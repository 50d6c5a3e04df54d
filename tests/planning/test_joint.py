import numpy as np
import pytest

from recommender.planning.joint import CourseLoss, benefit_terms
from recommender.ranking.greedy import list_benefit
from tests.small_bundle import small_bundle


def losses(people=(0, 2, 4)):
    """C2 and C5 (both Pelayanan Publik) and C1 (Komunikasi) for three people of the small world."""
    bundle = small_bundle()
    person = np.repeat(people, 3)
    course = np.tile([1, 4, 0], len(people))
    p_complete = bundle.completion.score(bundle.people)[person, course]
    start = np.tile([10, 20, 30], len(people))
    return bundle, CourseLoss(bundle.gain, bundle.people, person, course, start, p_complete)


def test_the_loss_is_what_the_list_says_of_both_less_each_alone():
    bundle, loss = losses()
    found = loss(np.array([0, 3, 6]), np.array([1, 4, 7]))
    people = bundle.people.take([0, 2, 4])
    p_complete = bundle.completion.score(people)
    both, first, second = (
        list_benefit(
            bundle.gain, people, p_complete=p_complete, course=np.tile(np.array(one, np.int32), (3, 1))
        )
        for one in ([1, 4], [1, -1], [4, -1])
    )
    assert found == pytest.approx(np.maximum(first + second - both, 0), abs=1e-6)
    assert found.max() > 0


def test_courses_that_share_no_competency_lose_nothing():
    _, loss = losses()
    assert loss(np.array([0, 1]), np.array([2, 2])).tolist() == [0, 0]


def test_the_order_of_the_question_does_not_matter():
    _, loss = losses()
    assert loss(np.array([1]), np.array([0])) == pytest.approx(loss(np.array([0]), np.array([1])))


def test_terms_add_up_to_the_benefit():
    bundle, loss = losses()
    _, terms, spread = benefit_terms(loss, np.arange(len(loss.person)))
    assert terms.sum(axis=1) == pytest.approx(
        bundle.gain.score(bundle.people)[loss.person, loss.course], abs=1e-6
    )
    assert (spread >= 0).all()

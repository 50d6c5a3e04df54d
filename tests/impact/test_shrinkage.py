import numpy as np
import pytest

from recommender.impact.estimate import Estimate
from recommender.impact.shrinkage import shrink


def test_two_courses_meet_half_way_by_hand():
    """Effects 0 and 4 with variance 1: τ² solves 2·4/(1 + τ²) = 1, τ² = 7, so 7/8 of each is its own."""
    low, high = shrink([Estimate(0.0, 1.0, 50, 50), Estimate(4.0, 1.0, 50, 50)])
    assert (low.effect, high.effect) == (pytest.approx(0.25), pytest.approx(3.75))
    # own part 7/8, and (1/8)² of the centre's variance (1 + 7)/2
    assert low.se == pytest.approx(np.sqrt(7 / 8 + 4 / 64))


def test_courses_that_differ_by_luck_alone_get_the_family_mean():
    shrunk = shrink([Estimate(effect, 1.0, 9, 9) for effect in (0.9, 1.0, 1.1)])
    assert [one.effect for one in shrunk] == pytest.approx([1.0, 1.0, 1.0])
    assert shrunk[0].se == pytest.approx(np.sqrt(1 / 3))


def test_a_course_alone_stays_as_it_is():
    alone = [Estimate(2.0, 1.0, 9, 9)]
    assert shrink(alone) == alone


def test_shrinking_brings_estimates_nearer_to_the_truth():
    random = np.random.default_rng(0)
    truth = 0.4 + 0.2 * random.standard_normal(200)
    raw = truth + 0.5 * random.standard_normal(200)
    shrunk = shrink([Estimate(float(one), 0.5, 9, 9) for one in raw])
    error = np.sqrt(np.mean((np.array([one.effect for one in shrunk]) - truth) ** 2))
    assert error < 0.6 * np.sqrt(np.mean((raw - truth) ** 2))

import numpy as np

from recommender.impact.aipw import aipw
from recommender.impact.naive import naive
from tests.impact.worlds import panel_world


def test_the_three_figures_by_hand():
    y, last = np.array([5.0, 7.0, 1.0, 3.0]), np.array([4.0, 4.0, 2.0, 2.0])
    found = naive(y, d=np.array([True, True, False, False]), last=last)
    assert (found.difference, found.before_after, found.difference_in_differences) == (4.0, 2.0, 2.0)


def test_in_a_world_without_effect_all_three_mislead_and_adjustment_does_not():
    q = panel_world(np.random.default_rng(1), n=20_000)
    found = naive(q.y, d=q.d, last=q.x[:, q.last])
    assert found.difference > 0.8
    assert found.difference_in_differences < -0.3
    assert abs(aipw(q.y, d=q.d, x=q.x).estimate.z) < 3

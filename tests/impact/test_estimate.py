import numpy as np
import pytest

from recommender.impact.estimate import Estimate, clustered_se


def test_the_interval_and_p_value_are_those_of_the_normal_distribution():
    one = Estimate(1.959964, 1.0, 10, 5)
    assert one.low == pytest.approx(0.0)
    assert one.high == pytest.approx(3.919928)
    assert one.p == pytest.approx(0.05, abs=1e-6)
    assert Estimate(1.0, 0.0, 1, 1).z == 0.0


def test_values_of_one_cluster_are_added_before_they_are_squared():
    influence = np.array([1.0, 1.0, -1.0, -1.0])
    assert clustered_se(influence, None) == pytest.approx(2 / 4)
    # two clusters of sums 2 and -2: sqrt(8 * 2/1) / 4
    assert clustered_se(influence, np.array([0, 0, 1, 1])) == pytest.approx(1.0)
    assert clustered_se(influence, np.array([0, 1, 0, 1])) == 0.0

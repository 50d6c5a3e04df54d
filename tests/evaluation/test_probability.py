import numpy as np
import pytest

from recommender.evaluation.probability import area_under_curve, calibration_error


@pytest.mark.parametrize(
    ("probability", "happened", "area"),
    [
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),  # 3 of 4 pairs in order
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0.0),
        ([0.5, 0.5, 0.5], [0, 1, 1], 0.5),
        ([0.3, 0.5, 0.5, 0.9], [1, 0, 1, 1], 0.5),  # above: .9; equal: .5 (a half); below: .3
    ],
)
def test_area_is_the_share_of_pairs_in_order(probability, happened, area):
    assert area_under_curve(np.array(probability), np.array(happened, bool)) == pytest.approx(area)


def test_there_is_no_area_without_both_outcomes():
    assert np.isnan(area_under_curve(np.array([0.5, 0.6]), np.array([True, True])))
    assert np.isnan(area_under_curve(np.array([0.5, 0.6]), np.array([False, False])))


def test_the_error_is_the_mean_distance_of_promise_and_frequency_over_ten_bins():
    """100 cases: the lower half promised .2 and happened in 4 of 10, the upper .8 and 7 of 10."""
    probability = np.repeat([0.2, 0.8], 50)
    happened = np.concatenate([np.tile([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], 5), np.tile([1] * 7 + [0] * 3, 5)])
    assert calibration_error(probability, happened.astype(bool)) == pytest.approx((0.2 + 0.1) / 2)


def test_over_and_under_promising_in_different_bins_do_not_cancel():
    probability = np.repeat([0.1, 0.9], 50)
    assert calibration_error(probability, np.full(100, True)) == pytest.approx(0.5)
    assert calibration_error(probability, probability > 0.5) == pytest.approx(0.1)


def test_few_cases_have_a_bin_each_and_none_have_no_error():
    assert calibration_error(np.array([0.9, 0.2]), np.array([True, False])) == pytest.approx(0.15)
    assert np.isnan(calibration_error(np.array([]), np.array([], bool)))

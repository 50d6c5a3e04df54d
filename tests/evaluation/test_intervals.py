from __future__ import annotations

import numpy as np
import pytest

from recommender.evaluation.intervals import of_difference, of_mean


def seeded() -> np.random.Generator:
    return np.random.default_rng(3)


def test_equal_values_have_no_width() -> None:
    interval = of_mean(np.full(9, 0.25), rng=seeded())
    assert (interval.mean, interval.low, interval.high, interval.people) == (0.25, 0.25, 0.25, 9)


def test_width_is_that_of_the_standard_error() -> None:
    values = np.tile([0.0, 1.0], 5000)
    interval = of_mean(values, rng=seeded())
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * 0.5 / 100, rel=0.1)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.arange(20.0)
    assert of_mean(values, rng=seeded()) == of_mean(values, rng=seeded())


def test_pairing_removes_what_people_have_in_common() -> None:
    people = np.random.default_rng(1).normal(0, 10, 200)
    interval = of_difference(people + 1, people, rng=seeded())
    assert (interval.mean, interval.low, interval.high) == pytest.approx((1, 1, 1))


def test_other_people_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="same people"):
        of_difference(np.zeros(3), np.zeros(4), rng=seeded())


@pytest.mark.parametrize("values", [[], [1.0, np.nan]])
def test_nothing_or_nan_has_no_interval(values: list[float]) -> None:
    with pytest.raises(ValueError, match="one number per person"):
        of_mean(np.array(values), rng=seeded())

import numpy as np
import pytest

from recommender.impact.lottery import lottery


def test_the_difference_is_weighted_by_the_number_drawn():
    # stratum 0: one drawn, +4; stratum 1: two drawn of three, +1; stratum 2: nobody drawn, left out
    y = np.array([5.0, 1.0, 2.0, 2.0, 1.0, 99.0])
    drawn = np.array([True, False, True, True, False, False])
    found = lottery(
        y, drawn=drawn, stratum=np.array([0, 0, 1, 1, 1, 2]), baseline=np.arange(6.0),
        random=np.random.default_rng(0), redraws=9,
    )  # fmt: skip
    assert found.difference.effect == pytest.approx((4 + 2 * 1) / 3)
    assert (found.strata, found.difference.n, found.difference.treated) == (2, 5, 3)


def test_without_a_drawing_there_is_no_answer():
    nobody = np.zeros(4, bool)
    y = np.arange(4.0)
    random = np.random.default_rng(0)
    assert lottery(y, drawn=nobody, stratum=np.zeros(4, int), baseline=y, random=random) is None


def test_a_lottery_finds_the_effect_that_a_hidden_motive_hides_from_adjustment():
    random = np.random.default_rng(3)
    found = [_world(random, effect=0.3) for _ in range(100)]
    assert abs(np.mean([one.ancova.effect for one in found]) - 0.3) < 0.02
    assert abs(np.mean([one.difference.effect for one in found]) - 0.3) < 0.02
    covered = np.mean([one.ancova.low <= 0.3 <= one.ancova.high for one in found])
    assert 0.89 <= covered <= 1.0
    assert np.mean([one.ancova.se for one in found]) < np.mean([one.difference.se for one in found])
    assert np.mean([abs(one.balance.z) < 1.96 for one in found]) > 0.88


def test_redrawing_gives_small_p_values_as_often_as_they_should_come():
    random = np.random.default_rng(5)
    p = np.array([_world(random, effect=0.0, n=120, redraws=99).p for _ in range(200)])
    assert np.mean(p <= 0.05) < 0.10
    assert 0.4 < p.mean() < 0.6


def _world(random, *, effect, n=4000, redraws=1):
    """Half of each of four strata drawn; strata differ in level, motive is never recorded."""
    stratum = np.arange(n) % 4
    motive, baseline = random.standard_normal((2, n))
    order = np.argsort(random.random(n) + 10 * stratum, kind="stable")
    drawn = np.zeros(n, bool)
    drawn[order] = np.arange(n) % (n // 4) < n // 8
    y = 2.0 * stratum + 0.6 * baseline + motive + effect * drawn
    return lottery(y, drawn=drawn, stratum=stratum, baseline=baseline, random=random, redraws=redraws)

import numpy as np
import pytest

from recommender.impact.estimate import Estimate
from recommender.impact.ols import adjusted
from recommender.impact.sensitivity import _e_value, _robustness, sensitivity


def test_the_robustness_value_of_darfur_is_that_of_the_paper():
    """Cinelli & Hazlett 2020, table 1: t = 4.18 on 783 degrees of freedom gives 13.9 %, 7.6 % at 5 %."""
    f = 4.18 / np.sqrt(783)
    assert _robustness(f) == pytest.approx(0.139, abs=5e-4)
    assert _robustness(f - 1.963 / np.sqrt(782)) == pytest.approx(0.076, abs=5e-4)


def test_the_e_value_of_a_risk_ratio_of_3_9_is_7_26():
    """VanderWeele & Ding 2017, their example."""
    assert _e_value(np.log(3.9) / 0.91) == pytest.approx(7.26, abs=0.01)
    assert _e_value(0.0) == 1.0


def test_an_effect_that_hangs_on_a_confounder_like_the_benchmark_is_called_explained():
    random = np.random.default_rng(0)
    n = 4000
    known, hidden = random.standard_normal((2, n))
    d = random.random(n) < 1 / (1 + np.exp(-known - hidden))
    x = known[:, None]
    spurious = known + hidden + random.standard_normal(n)
    strong = spurious + 3.0 * d
    for y, explained in ((spurious, True), (strong, False)):
        estimate = adjusted(y, d=d, x=x)
        assert estimate.z > 5  # it looks certain either way
        found = sensitivity(estimate, y=y, d=d, x=x, benchmark=0)
        assert found.explained is explained
        assert 0 < found.robustness_value_95 < found.robustness_value < 1


def test_no_effect_is_always_explained():
    random = np.random.default_rng(1)
    x, d = random.standard_normal((500, 1)), random.random(500) < 0.5
    found = sensitivity(Estimate(0.0, 0.1, 500, 250), y=x[:, 0] * 1.0, d=d, x=x, benchmark=0)
    assert found.explained
    assert found.robustness_value == 0.0

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from recommender.impact.linear import LogitRegression, RidgeRegression


@pytest.fixture(params=[60, 5000])
def world(request):
    """Columns of very different size, one of them constant, one almost the sum of others."""
    random = np.random.default_rng(request.param)
    x = random.standard_normal((request.param, 6)) * np.array([1.0, 50.0, 0.1, 1.0, 1.0, 1.0])
    x[:, 3] = 7.0
    x[:, 5] = x[:, 0] + x[:, 4] + 1e-6 * x[:, 5]
    signal = x[:, 0] + 0.02 * x[:, 1]
    return x, signal + random.standard_normal(len(x)), random.random(len(x)) < 1 / (1 + np.exp(2 - signal))


def test_ridge_is_that_of_scikit_learn(world):
    x, y, _ = world
    oracle = make_pipeline(StandardScaler(), Ridge(alpha=1.0)).fit(x, y)
    assert RidgeRegression().fit(x, y).predict(x) == pytest.approx(oracle.predict(x), abs=1e-8)


def test_logit_is_that_of_scikit_learn(world):
    x, _, d = world
    oracle = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, tol=1e-10, max_iter=5000)).fit(x, d)
    ours = LogitRegression().fit(x, d)
    assert ours.predict_proba(x) == pytest.approx(oracle.predict_proba(x), abs=1e-5)
    assert np.array_equal(ours.predict(x), oracle.predict(x))


def test_perfectly_told_apart_groups_end_in_the_penalty():
    x = np.concatenate([np.full((40, 1), -1.0), np.full((40, 1), 1.0)])
    chance = LogitRegression().fit(x, x[:, 0] > 0).predict_proba(x)[:, 1]
    assert 0.5 < chance[-1] < 1.0
    assert chance[0] == pytest.approx(1 - chance[-1])


def test_a_constant_column_says_nothing():
    x = np.column_stack([np.arange(50.0), np.full(50, 0.1)])
    assert RidgeRegression().fit(x, x[:, 0]).coef_[1] == pytest.approx(0.0, abs=1e-20)

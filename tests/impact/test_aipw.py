import doubleml
import numpy as np
import pytest
from sklearn.dummy import DummyRegressor

from recommender.impact.aipw import LEAST_ESS, _ate, _att, _folds, aipw, differ
from recommender.impact.learners import BOOSTING, LINEAR, Learner
from tests.impact.datasets import lalonde
from tests.impact.econml_alone import linear_dr_learner
from tests.impact.worlds import panel_world

EXPERIMENT = 1794.0
"""Dollars: difference of means in the randomised sample (Dehejia & Wahba 1999)."""


def test_the_effect_on_the_treated_is_the_textbook_sum():
    # two treated with residuals 3 and 5, two controls with residuals 1 and 2 weighted 1 : 3
    y, m0 = np.array([3.0, 5.0, 1.0, 2.0]), np.zeros(4)
    d, weight = np.array([True, True, False, False]), np.array([0.0, 0.0, 1.0, 3.0])
    theta, influence = _att(y, d, m0, weight)
    assert theta == pytest.approx(4.0 - 7 / 4)
    assert influence.sum() == pytest.approx(0.0)


def test_the_effect_on_everybody_is_the_textbook_sum():
    y, m0, m1 = np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([2.0, 2.0])
    theta, _ = _ate(y, np.array([True, False]), m0, m1, np.array([0.5, 0.5]))
    assert theta == pytest.approx(((1 + 1 / 0.5) + 1) / 2)


def test_a_person_is_never_on_both_sides_of_a_fold():
    cluster = np.repeat(np.arange(50), 3)
    fold = _folds(cluster, np.arange(150) % 7 == 0, seed=1)
    assert all(len(set(fold[cluster == one])) == 1 for one in range(50))
    assert set(fold) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("learner", [LINEAR, BOOSTING], ids=lambda one: one.name)
def test_the_experiment_of_lalonde_is_found_within_one_standard_error(learner):
    y, d, x = lalonde("nswre74_control")
    estimate = aipw(y, d=d, x=x, learner=learner).estimate
    assert abs(estimate.effect - EXPERIMENT) < estimate.se
    assert 500 < estimate.se < 900


@pytest.mark.parametrize("learner", [LINEAR, BOOSTING], ids=lambda one: one.name)
def test_lalonde_against_the_psid_is_refused(learner):
    y, d, x = lalonde("psid_controls")
    answer = aipw(y, d=d, x=x, learner=learner)
    assert answer.estimate is None
    assert 5 < answer.ess < LEAST_ESS


@pytest.mark.parametrize(("target", "score"), [("ATT", "ATTE"), ("ATE", "ATE")])
def test_doubleml_gives_the_same_number(target, score):
    y, d, x = lalonde("nswre74_control")
    ours = np.mean([aipw(y, d=d, x=x, target=target, seed=seed).estimate.effect for seed in range(5)])
    np.random.seed(1)  # noqa: NPY002 (doubleml draws its folds from the global generator)
    data = doubleml.DoubleMLData.from_arrays(x.astype(float), y, d.astype(float))
    oracle = doubleml.DoubleMLIRM(
        data, LINEAR.outcome(), LINEAR.treatment(), n_folds=5, n_rep=5, score=score
    ).fit()
    assert abs(ours - oracle.coef[0]) < 0.5 * oracle.se[0]
    one = aipw(y, d=d, x=x, target=target).estimate
    assert one.se == pytest.approx(oracle.se[0], rel=0.15)


@pytest.mark.parametrize("outcome", [LINEAR.outcome, DummyRegressor], ids=["linear", "weights alone"])
def test_econml_gives_the_same_number(outcome, monkeypatch):
    q, pair = panel_world(np.random.default_rng(1), effect=0.42), Learner("pair", outcome, LINEAR.treatment)
    ours = [aipw(q.y, d=q.d, x=q.x, target="ATE", learner=pair, seed=s).estimate for s in range(3)]
    learner = linear_dr_learner(monkeypatch)(
        model_regression=outcome(), model_propensity=LINEAR.treatment(), cv=5, mc_iters=3, random_state=1
    )
    oracle = learner.fit(q.y, q.d.astype(int), W=q.x).ate_inference()
    assert abs(np.mean([one.effect for one in ours]) - oracle.mean_point) < 0.5 * oracle.stderr_mean
    assert ours[0].se == pytest.approx(oracle.stderr_mean, rel=0.15)


def test_sixty_panels_are_covered_and_unbiased():
    """95 % of intervals should hold the truth: under 52 of 60 happens once in 150 honest runs."""
    random = np.random.default_rng(11)
    estimates = []
    for _ in range(60):
        q = panel_world(random, n=1200, effect=0.42)
        estimates.append(aipw(q.y, d=q.d, x=q.x, cluster=q.cluster).estimate)
    held = sum(one.low <= 0.42 <= one.high for one in estimates)
    assert held >= 52
    bias = np.mean([one.effect for one in estimates]) - 0.42
    # standard error of a mean of 60 is .13 of one's own: three of them
    assert abs(bias) < 0.39 * np.mean([one.se for one in estimates])


def test_a_small_group_is_refused_and_disagreement_told():
    q = panel_world(np.random.default_rng(0), n=60)
    few = aipw(q.y, d=np.arange(60) < 29, x=q.x)
    assert few.estimate is None
    enough = aipw(q.y, d=np.arange(60) < 30, x=q.x * 0)
    assert enough.estimate is not None
    assert differ(few, enough)
    assert not differ(enough, enough)


def test_the_same_seed_gives_the_same_answer():
    q = panel_world(np.random.default_rng(0), n=500)
    first, again = (aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, seed=4) for _ in range(2))
    assert first == again


def test_weights_alone_are_right_where_the_outcome_model_knows_nothing():
    """y depends on x only, so the effect is 0; the difference of means is far from it."""
    random = np.random.default_rng(2)
    x = random.standard_normal((6000, 1))
    d = random.random(6000) < 1 / (1 + np.exp(-x[:, 0]))
    y = x[:, 0] + 0.5 * random.standard_normal(6000)
    blind = Learner("blind", DummyRegressor, LINEAR.treatment)
    assert y[d].mean() - y[~d].mean() > 0.7
    for target in ("ATT", "ATE"):
        estimate = aipw(y, d=d, x=x, learner=blind, target=target).estimate
        assert abs(estimate.effect) < 4 * estimate.se < 0.3


def test_no_row_is_predicted_by_a_model_that_saw_it():
    class Recorder(DummyRegressor):
        def fit(self, x, y):
            self.seen_ = set(x[:, 0])
            return super().fit(x, y)

        def predict(self, x):
            assert not self.seen_ & set(x[:, 0])
            return super().predict(x)

    x = np.arange(200.0)[:, None]
    answer = aipw(x[:, 0], d=np.arange(200) % 2 == 0, x=x, learner=Learner("r", Recorder, LINEAR.treatment))
    assert answer.estimate is not None

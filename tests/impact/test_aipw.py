import doubleml
import numpy as np
import pytest
from sklearn.dummy import DummyRegressor

from recommender.impact.aipw import LEAST_ESS, STEADY, _ate, _att, _folds, _split, aipw, differ
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
    theta, _ = _att(y, d, m0, weight, np.arange(4))
    assert theta == pytest.approx(4.0 - 7 / 4)


def test_the_error_is_that_of_leaving_out_each_person():
    random = np.random.default_rng(3)
    y, d, weight = random.standard_normal(60), np.arange(60) % 3 == 0, random.exponential(1, 60) ** 2
    weight, person = np.where(d, 0.0, weight), np.repeat(np.arange(20), 3)[random.permutation(60)]
    theta, influence = _att(y, d, np.zeros(60), weight, person)
    for one in range(20):
        rest = person != one
        without, _ = _att(y[rest], d[rest], np.zeros(rest.sum()), weight[rest], person[rest])
        assert influence[~rest].sum() / 60 == pytest.approx(theta - without)


def test_few_effective_controls_are_asked_in_three_splits_and_what_differs_counts():
    q = panel_world(np.random.default_rng(3), n=220)
    found = aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, seed=5)
    splits = [_split(q.y, q.d, q.x, q.cluster, "ATT", LINEAR, 5 + number, None) for number in range(3)]
    effects, errors = (np.array([getattr(one.estimate, name) for one in splits]) for name in ("effect", "se"))
    assert LEAST_ESS < found.ess < STEADY
    assert found.estimate.effect == pytest.approx(effects.mean())
    assert found.estimate.se**2 == pytest.approx((errors**2).mean() + effects.var())
    assert effects.var() > 0
    q = panel_world(np.random.default_rng(3), n=2000)
    once = _split(q.y, q.d, q.x, q.cluster, "ATT", LINEAR, 5, None)
    assert once.ess >= STEADY and aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, seed=5) == once


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

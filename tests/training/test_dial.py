from dataclasses import replace

import numpy as np
import pytest

from recommender.evaluation.metrics import ranked
from recommender.ranking.recommend import Options, rank
from recommender.scorers.popular import PopularScorer
from recommender.training import dial
from recommender.training.dial import SETTINGS, TOLERANCE, calibrated
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

LIFT = 0.5 * (0.5 + 0.5 * 0.15)


def liking(*shares):
    """Practice that prefers courses by these shares, whoever asks."""
    share = np.tile(np.array(shares, np.float32), (9, 1))
    return PopularScorer(share=share, position_class=small_bundle().positions.position_class)


def benefit(bundle, dial):
    lists = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=10, dial=dial)).lists
    return float(lists.benefit.sum())


def test_a_point_is_worth_what_nine_in_ten_people_can_at_best_gain():
    """The best course left: C4, half as strong, for A1, A3 and A4; C2 for A2; C2 or C5 for the others."""
    bundle = small_bundle()
    sure = replace(bundle, people=replace(bundle.people, level_sd=np.zeros((6, 3), np.float32)))
    best = rank(sure, sure.people, as_of=AS_OF, options=Options(n=1, dial=0.0)).lists.benefit[:, 0]
    assert best == pytest.approx(np.array([0.25, 0.5, 0.5, 0.5, 1, 1]) * LIFT)
    assert calibrated(sure, as_of=AS_OF, seed=1).benefit_unit == pytest.approx(LIFT)


def test_the_dial_keeps_all_but_a_two_hundredth_of_the_benefit(province_trained):
    bundle = province_trained.bundle
    assert bundle.dial in SETTINGS
    most = benefit(bundle, 0.0)
    assert benefit(bundle, bundle.dial) >= (1 - TOLERANCE) * most
    higher = [setting for setting in SETTINGS if setting > bundle.dial]
    assert all(benefit(bundle, setting) < (1 - TOLERANCE) * most for setting in higher)
    assert benefit(bundle, 1.0) < 0.9 * most  # the dial can do harm: the test can fail


@pytest.mark.parametrize(("worse", "setting"), [(0.98, 0.2), (0.996, 0.25), (1.0, 0.25)])
def test_practice_that_costs_more_turns_the_dial_down(monkeypatch, worse, setting):
    """Practice loves C5 (rank 1) and not C2 (rank ⅕); C5 lifts ``worse`` times as much. At .25 practice
    adds .8/28 = .029 to the difference and wins; at .2 it adds .8·.0154 = .012 and loses to .02."""
    monkeypatch.setattr(dial, "_LENGTH", 1)
    bundle = small_bundle()
    people = replace(bundle.people.take([5] * 4), level_sd=np.zeros((4, 3), np.float32))
    gain = replace(bundle.gain, scale=np.array([0, 1, 0, 0, 0, worse], np.float32))
    loved = replace(bundle, people=people, gain=gain, agreement=liking(0.5, 0, 0.5, 0.5, 1))
    assert calibrated(loved, as_of=AS_OF, seed=1).dial == setting


def test_where_nobody_gains_anything_a_point_is_worth_one():
    bundle = small_bundle()
    nothing = replace(bundle, gain=replace(bundle.gain, scale=np.zeros(6, np.float32)))
    found = calibrated(nothing, as_of=AS_OF, seed=1)
    assert (found.benefit_unit, found.dial) == (1.0, SETTINGS[0])


def test_where_few_people_gain_a_point_is_worth_what_they_gain():
    """Of 60 people only 3 have a post with a standard: the 90th percentile of all would be nothing."""
    bundle = small_bundle()
    people = bundle.people.take(np.arange(60) % 6)
    position = np.full(60, -1, np.int32)
    position[[4, 10, 16]] = 2
    sparse = replace(people, position=position, level_sd=np.zeros((60, 3), np.float32))
    found = calibrated(replace(bundle, people=sparse), as_of=AS_OF, seed=1)
    assert found.benefit_unit == pytest.approx(LIFT)
    assert np.isfinite(rank(found, found.people, as_of=AS_OF, options=Options()).lists.score).all()


def test_at_one_the_list_is_the_agreement_model_s_own_order(province_trained):
    """At least as good on agreement as the best model, since it is that model's order of what is open."""
    bundle = province_trained.bundle
    full = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=10, dial=1.0))
    expected = ranked(bundle.agreement.score(bundle.people), k=10, barred=~full.allowed)
    assert np.array_equal(full.lists.course, expected)


def test_a_quarter_costs_at_most_a_two_hundredth_of_the_benefit(province_trained):
    """Measured by the model itself; benchmarks.worlds.run measures it by the truth."""
    bundle = province_trained.bundle
    assert benefit(bundle, 0.25) >= (1 - TOLERANCE) * benefit(bundle, 0.0)

from dataclasses import replace

import numpy as np
import pytest

from recommender.impact.aipw import aipw
from recommender.impact.estimate import Estimate
from recommender.impact.finding import answer
from recommender.impact.lottery import Lottery
from tests.impact.worlds import panel_world

FAIR = Lottery(
    difference=Estimate(2.0, 0.1, 500, 100), ancova=Estimate(2.0, 0.1, 500, 100),
    balance=Estimate(0.0, 0.1, 500, 100), p=0.001, strata=3,
)  # fmt: skip


def test_null_worlds_leave_zero_out_no_more_than_they_may():
    """80 worlds at 5 %: more than 10 outside happens less than once in 200 honest runs."""
    random = np.random.default_rng(21)
    estimates = []
    for _ in range(80):
        q = panel_world(random, n=1200)
        estimates.append(aipw(q.y, d=q.d, x=q.x, cluster=q.cluster).estimate)
    assert sum(abs(one.z) > 1.959964 for one in estimates) <= 10


@pytest.mark.parametrize("hidden", [0.0, 1.0], ids=["nothing", "a hidden confounder"])
def test_a_world_without_effect_is_never_called_proven(hidden):
    random = np.random.default_rng(8)
    found = [answer(panel_world(random, n=1200, hidden=hidden), seed=0) for _ in range(12)]
    assert "terbukti" not in {one.judgement.verdict for one in found}
    if hidden:
        assert all(one.estimate.low > 0 for one in found)  # it looks like an effect
        assert all(one.sensitivity.explained for one in found)
        reasons = [one.judgement.reason for one in found]
        assert reasons.count("EXPLAINED") >= 9
        assert set(reasons) <= {"EXPLAINED", "PLACEBO", "LEARNERS"}


def test_a_large_effect_is_proven_with_everything_beside_it():
    found = answer(panel_world(np.random.default_rng(3), n=6000, effect=2.0), seed=0)
    assert (found.judgement.verdict, found.judgement.reason) == ("terbukti", "ROBUST")
    for one in (found.estimate, found.second.estimate, found.least_squares):
        assert abs(one.effect - 2.0) < 0.25
    assert found.placebo.clean
    assert found.primary.clipped == 0.0
    assert found.as_dict()["estimate"]["low"] == pytest.approx(found.estimate.low)


def test_a_lottery_settles_only_where_it_may_and_can():
    q = panel_world(np.random.default_rng(3), n=1000)
    settled = answer(q, seed=0, drawn=FAIR, settles=True)
    assert (settled.judgement.reason, settled.estimate) == ("LOTTERY", FAIR.ancova)
    unfair = replace(FAIR, balance=Estimate(0.5, 0.1, 500, 100))
    coarse = replace(FAIR, ancova=Estimate(20.0, 1.0, 500, 100))
    for drawn, settles in ((FAIR, False), (unfair, True), (coarse, True)):
        shown = answer(q, seed=0, drawn=drawn, settles=settles)
        assert shown.lottery == drawn
        assert shown.estimate == shown.primary.estimate


def test_people_are_counted_once_however_often_they_were_trained():
    """Fifty treated years of four people, and whole panels that say how many they were before thinning."""
    q = panel_world(np.random.default_rng(0), n=300)
    person = np.arange(300)
    person[:50] %= 4
    often = replace(q, d=np.arange(300) < 50, cluster=person)
    found = answer(often, seed=0)
    assert (found.treated, found.people, found.as_dict()["people"]) == (50, 4, 4)
    assert answer(replace(often, people=70), seed=0).people == 70


def test_too_few_participants_are_counted_and_nothing_more():
    q = panel_world(np.random.default_rng(0), n=300)
    found = answer(replace(q, d=np.arange(300) < 10), seed=0)
    assert (found.treated, found.estimate, found.judgement.reason) == (10, None, "NO_ESTIMATE")

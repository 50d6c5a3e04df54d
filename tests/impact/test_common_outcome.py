from dataclasses import replace

import numpy as np
import pytest

from recommender.impact.aipw import aipw
from recommender.impact.common_outcome import NARROW, common_outcome, if_narrow
from recommender.impact.learners import BOOSTING
from tests.impact.worlds import panel_world

EFFECT = 1.5


def _rare(random):
    """One in thirty is treated, by last year's score; the others' motives do not matter."""
    q = panel_world(random, n=6000)
    chance = 1 / (1 + np.exp(3.6 - 0.35 * (q.x[:, q.last] - 80)))
    d = random.random(6000) < chance
    return replace(q, d=d, y=q.y + EFFECT * d)


def test_what_is_expected_comes_from_other_folds_and_whole_people():
    q = panel_world(np.random.default_rng(0), n=900)
    person = np.repeat(np.arange(300), 3)
    common = common_outcome(q.y, x=q.x, cluster=person, seed=1)
    assert all(len(set(common.fold[person == one])) == 1 for one in range(300))
    for number in range(5):
        out = common.fold == number
        model = BOOSTING.outcome().fit(q.x[~out], q.y[~out])
        assert common.outcome[out] == pytest.approx(model.predict(q.x[out]))


def test_a_rare_treatment_is_estimated_as_by_its_own_fits():
    """Ten worlds: the shared expectation moves no estimate by half a standard error, and none is biased."""
    random = np.random.default_rng(3)
    apart, off = [], []
    for _ in range(10):
        q = _rare(random)
        assert q.d.mean() <= NARROW
        common = common_outcome(q.y, x=q.x, cluster=q.cluster, seed=0)
        shared = aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, learner=BOOSTING, expected=common).estimate
        own = aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, learner=BOOSTING).estimate
        assert shared.se == pytest.approx(own.se, rel=0.1)
        apart.append((shared.effect - own.effect) / own.se)
        off.append((shared.effect - EFFECT) / shared.se)
    assert np.abs(apart).max() < 0.6
    assert abs(np.mean(off)) < 3 / np.sqrt(10)
    assert np.abs(off).max() < 3.5


def test_a_wide_treatment_fits_its_own():
    common = common_outcome(np.arange(50.0), x=np.arange(50.0)[:, None], cluster=np.arange(50), seed=0)
    assert if_narrow(common, np.arange(50) < 2) is common
    assert if_narrow(common, np.arange(50) < 4) is None
    assert if_narrow(None, np.arange(50) < 2) is None


@pytest.mark.parametrize("people", [0, 1, 29])
def test_of_too_few_people_nothing_is_expected(people):
    person = np.repeat(np.arange(people), 3)
    x = np.zeros((len(person), 2))
    assert common_outcome(np.ones(len(person)), x=x, cluster=person, seed=1) is None

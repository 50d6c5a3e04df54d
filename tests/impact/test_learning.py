from dataclasses import fields, replace

import numpy as np
import pytest

from recommender.impact.learning import learning_effect
from recommender.impact.scopes import Scope


def test_the_gain_is_the_mean_of_post_less_pre_of_who_completed(small):
    taken = small.outcomes.participations
    tiled = type(taken)(**{one.name: np.tile(getattr(taken, one.name), 12) for one in fields(taken)})
    many = replace(small, outcomes=replace(small.outcomes, participations=tiled))
    only = Scope("pelatihan", "C1", "Komunikasi", np.arange(5) == 0)
    found = learning_effect(many, only)
    assert (found.treated, found.people) == (36, 3)
    assert found.estimate.effect == pytest.approx((20 + 10 + 10) / 3)
    # one class only: the plain standard error of 36 gains, spread √(200/9)
    assert found.estimate.se == pytest.approx(np.sqrt(200 / 9 / 36))
    assert (found.judgement.verdict, found.judgement.reason) == ("mungkin", "UNCONTROLLED")
    failed = Scope("pelatihan", "C4", "", np.arange(5) == 3)
    assert learning_effect(many, failed).treated == 0


def test_three_tests_are_too_few(small):
    found = learning_effect(small, Scope("provinsi", "semua", "", np.ones(5, bool)))
    assert (found.estimate, found.judgement.reason) == (None, "NO_ESTIMATE")

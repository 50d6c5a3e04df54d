import numpy as np
import pytest

from recommender.planning import pricing
from recommender.planning.prices import never
from recommender.planning.pricing import priced
from recommender.planning.rules import Settings
from recommender.planning.task import Asked
from tests.planning.worlds import problem


@pytest.fixture(scope="module")
def asked():
    """400 people, 12 sessions; the third that is classroom training is worth half, and must be .6 of all."""
    random, classroom = np.random.default_rng(0), [one % 3 == 0 for one in range(12)]
    benefit = random.gamma(2, 0.2, (400, 12)) * np.where(classroom, 0.5, 1)
    made = problem(
        benefit.tolist(), seats=[20] * 12, cost=random.uniform(1, 5, 12).tolist(), whole=(480.0,), loss=0.05,
        klasikal=classroom, start=[3 * one for one in range(12)],
    )  # fmt: skip
    return Asked.of(made, Settings.of({"MIN_KLASIKAL_SHARE": 0.6}))


def bound(asked, *, small=False):
    return priced(asked, np.zeros(len(asked.rows)), small=small, stop=never)[2]


def test_passes_from_no_prices_at_all_end_near_the_prices_of_all_candidates(asked):
    assert bound(asked) == pytest.approx(bound(asked, small=True), rel=0.01)


def test_menus_are_drawn_again_as_long_as_the_bound_falls(asked, monkeypatch):
    often = bound(asked)
    monkeypatch.setattr(pricing, "_AGAIN", 1)
    assert often < 0.99 * bound(asked)

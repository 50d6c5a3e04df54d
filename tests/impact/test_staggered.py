import numpy as np
import pytest

from recommender.impact.staggered import LEAST_UNITS, NEVER, staggered


def test_two_groups_and_never_treated_by_hand():
    """Years 0-3; group 1 rises by 2 at once, group 2 by 4; everybody by 1 a year: (2·3 + 4·2) / 5."""
    first = np.repeat([1, 2, NEVER], 5)
    year = np.arange(4)
    effect = np.where(first == 1, 2.0, 4.0)[:, None] * ((year >= first[:, None]) & (first[:, None] > 0))
    outcome = 10.0 * np.arange(15)[:, None] + year + effect
    found = staggered(outcome, first=first)
    assert found.effect.effect == pytest.approx((2 * 3 + 4 * 2) / 5)
    assert found.effect.se == pytest.approx(0.0, abs=1e-12)
    assert found.lead.effect == pytest.approx(0.0)
    assert (found.cells, found.effect.treated, found.effect.n) == (5, 10, 15)


def test_a_treated_unit_is_never_a_control():
    """Effects that grow: a two-way regression would take group 1's growth off group 3's effect."""
    first = np.repeat([1, 3], 6)
    year = np.arange(4)
    grown = np.maximum(year - first[:, None] + 1, 0) * 5.0
    found = staggered(grown + 0.0, first=first)
    # only (1,1) and (1,2) have controls (group 3, not yet treated): 5 and 10
    assert found.effect.effect == pytest.approx(7.5)
    assert found.cells == 2


def test_what_was_apart_before_shows_in_the_lead():
    first = np.repeat([2, NEVER], 6)
    rising = np.where(first == 2, 3.0, 0.0)[:, None] * np.arange(4)
    found = staggered(rising, first=first)
    assert found.lead.effect == pytest.approx(3.0)


def test_too_few_units_give_no_answer():
    first = np.array([1] * (LEAST_UNITS - 1) + [NEVER] * 20)
    assert staggered(np.zeros((len(first), 3)), first=first) is None


def test_intervals_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        first = random.choice([1, 2, 3, NEVER], 41)
        level = random.standard_normal((41, 1)) + random.standard_normal((41, 5))
        on = (np.arange(5) >= first[:, None]) & (first[:, None] > 0)
        found = staggered(level + 0.7 * on, first=first)
        held += found.effect.low <= 0.7 <= found.effect.high
    assert 0.88 <= held / 200 <= 0.99

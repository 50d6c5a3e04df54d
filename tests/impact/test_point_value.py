from dataclasses import replace

import numpy as np
import pytest

from recommender.impact.aipw import aipw
from recommender.impact.estimate import Z95, Estimate
from recommender.impact.finding import Finding, answer
from recommender.impact.point_value import NOT_ASKED, UNIT, fieller, point_value
from recommender.impact.verdict import Judgement
from tests.impact.worlds import panel_world

WORTH = 6.0
"""Points of the score that a point closed is worth in the simulated panels."""
CLOSED = Estimate(0.25, 0.01, 500, 500)


def _found(effect: float, se: float, verdict: str = "mungkin") -> Finding:
    return Finding(500, Judgement(verdict, "NOT_SURE"), Estimate(effect, se, 5000, 500))


def test_the_ends_of_the_interval_are_those_that_just_pass_the_test():
    above, below = Estimate(1.5, 0.4, 9, 9), Estimate(0.3, 0.05, 9, 9)
    for end in fieller(above, below):
        assert abs(above.effect - end * below.effect) == pytest.approx(
            Z95 * np.sqrt(above.se**2 + (end * below.se) ** 2)
        )


def test_a_divisor_without_error_only_scales():
    low, high = fieller(Estimate(2.0, 0.2, 9, 9), Estimate(0.5, 0.0, 9, 9))
    assert (low, high) == (pytest.approx(4 - Z95 * 0.4), pytest.approx(4 + Z95 * 0.4))


def test_a_value_carries_its_figures():
    worth = point_value(_found(1.5, 0.2), closed=lambda: CLOSED).as_dict()
    assert worth["value"] == pytest.approx(6.0)
    assert worth["low"] < 6.0 < worth["high"]
    assert (worth["unit"], worth["n"], worth["verdict"], worth["reason"]) == (UNIT, 500, "mungkin", None)


@pytest.mark.parametrize(
    ("finding", "closed", "reason"),
    [
        (
            Finding(9, Judgement("belum dapat disimpulkan", "NO_ESTIMATE"), None),
            CLOSED,
            "belum dapat dihitung",
        ),
        (_found(1.5, 0.2, "belum dapat disimpulkan"), CLOSED, "tidak jelas di atas nol"),
        (_found(0.1, 0.2, "tidak tampak"), CLOSED, "tidak jelas di atas nol"),
        (_found(1.5, 0.2), None, "paling sedikit 200"),
        (_found(1.5, 0.2), Estimate(0.25, 0.13, 9, 9), "tidak ada yang dapat dibagi"),
    ],
)
def test_where_nothing_can_be_said_it_says_why(finding, closed, reason):
    worth = point_value(finding, closed=lambda: closed).as_dict()
    assert [worth[one] for one in ("value", "low", "high")] == [None] * 3
    assert reason in worth["reason"]
    assert worth["verdict"] == finding.judgement.verdict
    assert set(worth) == set(NOT_ASKED.as_dict())


def test_what_takes_long_is_not_learnt_in_vain():
    def never() -> Estimate:
        raise AssertionError

    assert point_value(_found(0.1, 0.2, "tidak tampak"), closed=never).value is None


def test_the_value_of_two_hundred_panels_is_in_its_interval_as_often_as_it_says():
    """Who gains more has more of an effect, and what was closed is seen with noise. Under 180 of 200 happens
    once in 500 honest runs."""
    random = np.random.default_rng(5)
    held, values = 0, []
    for _ in range(200):
        q = panel_world(random, n=1000)
        closed = random.gamma(2.0, 0.15, 1000)
        effect = aipw(q.y + WORTH * closed * q.d, d=q.d, x=q.x, cluster=q.cluster).estimate
        seen = (closed + 0.2 * random.standard_normal(1000))[q.d]
        below = Estimate(float(seen.mean()), float(seen.std() / np.sqrt(len(seen))), len(seen), len(seen))
        finding = Finding(len(seen), Judgement("mungkin", "NOT_SURE"), effect)
        worth = point_value(finding, closed=lambda below=below: below)
        values.append(worth.value)
        held += worth.low <= WORTH <= worth.high
    assert 180 <= held <= 199
    assert abs(np.mean(values) - WORTH) < 4 * np.std(values) / np.sqrt(200)


def test_a_world_without_effect_has_no_value():
    random = np.random.default_rng(6)
    for _ in range(4):
        found = answer(panel_world(random, n=1200), seed=0)
        assert found.estimate is not None
        assert point_value(found, closed=lambda: CLOSED).value is None


def test_a_larger_effect_is_worth_more_and_more_closed_makes_it_less():
    values = [
        point_value(_found(effect, 0.1), closed=lambda closed=closed: replace(CLOSED, effect=closed)).value
        for effect, closed in ((1.0, 0.25), (2.0, 0.25), (2.0, 0.5))
    ]
    assert values == [pytest.approx(4.0), pytest.approx(8.0), pytest.approx(4.0)]

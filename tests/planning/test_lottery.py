import numpy as np
import pytest

from recommender.errors import BadInput
from recommender.planning.lottery import draw_seats
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from tests.planning.worlds import problem

SETTINGS = Settings.of()


def drawn(made, seed, spread=1.0, settings=SETTINGS):
    plan = solve(made, settings=settings)
    return plan, *draw_seats(made, plan, settings=settings, spread=np.full(len(made), spread), seed=seed)


def test_who_is_near_the_cut_off_has_equal_odds():
    """Two seats; 9 is far above the cut-off of 1.95, while 2 and 1.9 are within a quarter of 1."""
    made = problem([[9.0], [2.0], [1.9], [0.5]], seats=[2])
    winners = []
    for seed in range(200):
        plan, after, (draw,) = drawn(made, seed)
        assert draw.eligible == ("A1", "A2")
        assert (draw.odds, draw.seed) == (0.5, seed)
        assert len(after.chosen) == len(plan.chosen)
        assert 0 in after.chosen
        winners += draw.drawn
    assert 70 < winners.count("A1") < 130  # 200 draws at ½: four standard deviations are 28


def test_the_value_tells_what_the_draw_cost():
    made = problem([[2.0], [1.9]], seats=[1])
    values = {round(drawn(made, seed)[1].value, 6) for seed in range(20)}
    assert values == {2.0, 1.9}


def test_clear_cases_are_not_drawn():
    assert drawn(problem([[9.0], [2.0]], seats=[1]), 0)[2] == ()


def test_people_of_other_accounts_are_not_swapped():
    made = problem([[2.0], [1.9]], seats=[1], account=[0, -1], unit_caps=(100.0,), cost=[1.0])
    assert drawn(made, 0)[2] == ()


def test_rules_that_compare_people_forbid_the_draw():
    with pytest.raises(BadInput) as refused:
        drawn(problem([[2.0], [1.9]], unit=[0, 1]), 0, settings=Settings.of({"MAX_UNIT_SHARE": 0.6}))
    assert refused.value.code == "PLAN_LOTTERY_RULES"

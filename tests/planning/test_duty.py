from itertools import product

import numpy as np
import pytest

from recommender.planning import solve as solving
from recommender.planning.explain import binding_rules
from recommender.planning.lottery import draw_seats
from recommender.planning.reserves import choose_reserves
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from tests.planning.worlds import places, problem

FIRST = Settings.of({"MANDATORY_FIRST": 1})


def owed_and_others(seed, *, people=40, owed=12, money=60.0, sessions=6):
    """Session 0 and 1 are of the mandatory training, dear and of little benefit."""
    random = np.random.default_rng(seed)
    benefit = random.uniform(0.2, 1, (people, sessions))
    benefit[:owed, :2], benefit[owed:, :2] = 0.05, 0
    return problem(
        benefit.tolist(), seats=[8, 8, *[10] * (sessions - 2)], cost=[5.0, 6.0, *[1.0] * (sessions - 2)],
        whole=(money,), course=[0, *range(sessions - 1)], minimum=[1, 1, *[3] * (sessions - 2)],
        mandatory=[*product(range(owed), (0, 1))],
    )  # fmt: skip


@pytest.mark.parametrize("columns", [solving.MOST_COLUMNS, 0])
@pytest.mark.parametrize(("money", "most"), [(23.0, 4), (61.0, 11), (200.0, 12)])
def test_what_people_are_owed_has_its_money_before_all_else(money, most, columns, monkeypatch):
    monkeypatch.setattr(solving, "MOST_COLUMNS", columns)
    made = owed_and_others(1, money=money)
    plain, plan = solve(made, settings=Settings.of()), solve(made, settings=FIRST)
    assert made.mandatory[plain.chosen].sum() < most or money == 200
    assert made.mandatory[plan.chosen].sum() == most
    assert (plan.duty, plan.most_duty) == (most, most)
    assert made.cost[plan.chosen].sum() <= money
    assert plan.value <= plan.bound


def test_the_rest_of_the_money_is_spent_as_well_as_can_be():
    """Of 61, eight places at 5 and three at 6 leave 3: a class of three others at 1."""
    made = owed_and_others(2, money=61.0)
    plan = solve(made, settings=FIRST)
    others = np.sort(made.value[plan.chosen[~made.mandatory[plan.chosen]]])
    assert plan.gap < 0.01
    assert len(others) == 3
    assert (others > 0.8).all()


def test_a_place_without_any_benefit_is_given_where_it_is_owed():
    made = problem([[1.0, 1e-9], [1.0, 0.0]], mandatory=[(0, 1)])
    assert (0, 1) in places(made, solve(made, settings=FIRST).chosen)


def test_the_price_of_the_rule_is_told():
    made = owed_and_others(3, money=61.0)
    told = {one.rule: one for one in binding_rules(solve(made, settings=FIRST), problem=made, settings=FIRST)}
    assert told["MANDATORY_FIRST"].price > 0.05
    assert told["MANDATORY_FIRST"].text.startswith("Satu tempat wajib lebih sedikit membeli sekitar ")


@pytest.mark.parametrize("columns", [solving.MOST_COLUMNS, 0])
def test_a_share_of_the_whole_may_leave_fewer_and_the_plan_says_of_how_many(columns, monkeypatch):
    """Classrooms alone teach the mandatory training; half of all places are to be of another unit's."""
    monkeypatch.setattr(solving, "MOST_COLUMNS", columns)
    made = problem(
        [[0.1, 0.0]] * 6 + [[0.0, 1.0]] * 2, unit=[0] * 6 + [1] * 2, mandatory=[(i, 0) for i in range(6)]
    )
    settings = Settings.of({"MANDATORY_FIRST": 1, "MAX_UNIT_SHARE": 0.5})
    plan = solve(made, settings=settings)
    assert made.mandatory[plan.chosen].sum() == 2
    assert plan.most_duty == 6
    assert plan.value == pytest.approx(2.2)
    assert plan.bound >= 2.2 - 1e-9


def test_reserves_of_a_mandatory_class_are_owed_it_first():
    made = problem([[0.5], [0.1], [0.9]], seats=[1], mandatory=[(0, 0), (1, 0)])
    settings = Settings.of({"MANDATORY_FIRST": 1, "RESERVES": 1})
    plan = solve(made, settings=settings)
    assert places(made, plan.chosen) == {(0, 0)}
    assert places(made, choose_reserves(made, plan, settings=settings)) == {(1, 0)}


def test_a_draw_is_among_those_who_are_owed():
    made = problem([[0.5], [0.5], [0.5], [0.5]], seats=[1], mandatory=[(0, 0), (1, 0)])
    plan = solve(made, settings=FIRST)
    _, (draw,) = draw_seats(made, plan, settings=FIRST, spread=np.ones(4), seed=1)
    assert draw.eligible == ("A0", "A1")

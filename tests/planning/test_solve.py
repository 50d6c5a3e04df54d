from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from recommender.errors import GateRefused
from recommender.planning import solve as solving
from recommender.planning.exact import Effort
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from tests.planning.worlds import places, problem

PLAIN = Settings.of()


def random_problem(seed, *, people=5, sessions=4):
    random = np.random.default_rng(seed)
    return problem(
        random.uniform(0.1, 1, (people, sessions)).tolist(), seats=[2] * sessions, minimum=[0, 2, 0, 2],
        cost=random.uniform(1, 3, sessions).tolist(), whole=(8.0,), start=[0, 3, 10, 20], loss=0.3,
    )  # fmt: skip


def best_by_trying(made):
    """Every plan of a tiny problem: sets of at most two sessions a person, all products of them."""
    sessions = made.sessions
    choices = []
    for person in range(len(made.staff)):
        mine = np.flatnonzero(made.person == person)
        sets = [(), *((one,) for one in mine)]
        for a, b in combinations(mine, 2):
            first, second = made.session[a], made.session[b]
            if sessions.end[first] < sessions.start[second] or sessions.end[second] < sessions.start[first]:
                sets.append((a, b))
        choices.append([(one, made.value[list(one)].sum() - 0.3 * (len(one) == 2)) for one in sets])
    best = 0.0
    for plan in product(*choices):
        chosen = [c for one, _ in plan for c in one]
        count = np.bincount(made.session[chosen], minlength=len(sessions))
        held = (count == 0) | (count >= sessions.minimum)
        paid = made.cost[chosen].sum() <= made.ceilings.whole.min()
        if (count <= sessions.seats).all() and held.all() and paid:
            best = max(best, sum(worth for _, worth in plan))
    return best


@pytest.mark.parametrize("seed", range(3))
def test_small_plans_are_the_optimum(seed):
    made = random_problem(seed, people=4)
    plan = solve(made, settings=PLAIN)
    assert plan.value == pytest.approx(best_by_trying(made), abs=1e-5)
    assert plan.gap < 1e-5


@pytest.mark.parametrize("seed", range(3))
def test_prices_alone_bound_the_optimum_and_come_near(seed, monkeypatch):
    monkeypatch.setattr(solving, "MOST_COLUMNS", 0)
    made = random_problem(seed, people=4)
    best, plan = best_by_trying(made), solve(made, settings=PLAIN)
    assert plan.bound >= best - 1e-5
    assert 0.8 * best <= plan.value <= best + 1e-5


def test_a_larger_plan_is_near_its_bound_without_the_optimiser(monkeypatch):
    monkeypatch.setattr(solving, "MOST_COLUMNS", 0)
    random = np.random.default_rng(0)
    made = problem(
        random.gamma(2, 0.2, (400, 12)).tolist(), seats=[20] * 12, cost=random.uniform(1, 5, 12).tolist(),
        whole=(500.0,), loss=0.05,
    )  # fmt: skip
    plan = solve(made, settings=PLAIN)
    assert plan.gap < 0.01
    assert made.cost[plan.chosen].sum() <= 500
    assert np.bincount(made.session[plan.chosen]).max() <= 20


def test_a_unit_with_many_sessions_gets_the_best_of_what_is_worth_its_price(monkeypatch):
    """Too many sets for the whole problem (1,096), few enough after prices."""
    random = np.random.default_rng(5)
    made = problem(
        random.gamma(2, 0.2, (8, 16)).tolist(), seats=[4] * 16, minimum=[2] * 16, whole=(15.0,), loss=0.05,
        cost=random.uniform(1, 5, 16).tolist(), start=[7 * (i // 2) for i in range(16)],
    )  # fmt: skip
    monkeypatch.setattr(solving, "MOST_COLUMNS", 800)
    monkeypatch.setattr(solving, "NEAR", Effort(1e-3, 0))
    best = solve(made, settings=PLAIN)
    monkeypatch.setattr(solving, "MOST_COLUMNS", 0)
    by_prices = solve(made, settings=PLAIN)
    assert best.value > 1.005 * by_prices.value
    assert by_prices.bound >= best.value


def test_the_second_course_counts_for_what_is_left():
    """Worth 1 and .4 alone, .2 lost together: as 1.2 beats 1 both are given; at a loss of .5 not."""
    assert len(solve(problem([[1.0, 0.4]], loss=0.2), settings=PLAIN).chosen) == 2
    assert len(solve(problem([[1.0, 0.4]], loss=0.5), settings=PLAIN).chosen) == 1


def test_locks_are_kept_whatever_they_cost():
    made = problem([[3.0], [1.0]], seats=[1], locked=[(1, 0)])
    assert places(made, solve(made, settings=PLAIN).chosen) == {(1, 0)}


@pytest.mark.parametrize("made", [
    problem([[3.0, 2.0]], start=[0, 2], locked=[(0, 0), (0, 1)]),
    problem([[3.0], [2.0]], seats=[1], locked=[(0, 0), (1, 0)]),
    problem([[3.0]], cost=[10], whole=(5,), locked=[(0, 0)]),
    problem([[3.0]], minimum=[2], locked=[(0, 0)]),
])  # fmt: skip
def test_impossible_locks_are_refused(made):
    with pytest.raises(GateRefused) as refused:
        solve(made, settings=PLAIN)
    assert refused.value.code == "PLAN_INFEASIBLE"


def test_a_stopped_search_keeps_the_best_so_far():
    made = random_problem(1, people=30)
    plan = solve(made, settings=PLAIN, stop=lambda: True)
    assert not plan.complete
    assert plan.bound >= plan.value
    assert (np.bincount(made.session[plan.chosen], minlength=4) <= 2).all()


def test_nobody_to_send_is_an_empty_plan():
    made = problem([[0.0]])
    plan = solve(made, settings=PLAIN)
    assert (len(plan.chosen), plan.value, plan.bound, plan.gap) == (0, 0, 0, 0)


def test_the_same_problem_gives_the_same_plan():
    made = random_problem(2, people=40)
    assert solve(made, settings=PLAIN).chosen.tolist() == solve(replace(made), settings=PLAIN).chosen.tolist()


def test_progress_reaches_its_end():
    steps = []
    solve(random_problem(0), settings=PLAIN, progress=lambda name, done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]

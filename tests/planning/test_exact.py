import os

import numpy as np

from recommender.planning import exact
from recommender.planning import solve as solving
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from tests.planning.worlds import places, problem


def test_what_the_optimiser_prints_does_not_reach_standard_output(monkeypatch, capfd):
    real = exact.milp

    def loud(*arguments, **options):
        os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution\n")
        return real(*arguments, **options)

    monkeypatch.setattr(exact, "milp", loud)
    made = problem([[3.0], [2.0]], seats=[1])
    os.write(1, b"before\n")
    assert places(made, solve(made, settings=Settings.of()).chosen) == {(0, 0)}
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "before\nafter\n"


def hard_problem():
    """30 people for classes of at least 5 and too little money: the optimiser has to search."""
    random = np.random.default_rng(3)
    return problem(
        random.uniform(0.1, 1, (30, 6)).tolist(), seats=[8] * 6, minimum=[5] * 6, loss=0.2,
        cost=random.uniform(1, 3, 6).tolist(), whole=(35.0,),
    )  # fmt: skip


def test_the_search_ends_by_work_and_not_by_the_clock(monkeypatch):
    asked = []
    real = exact.milp

    def listening(*arguments, **options):
        asked.append(options["options"]["node_limit"])
        return real(*arguments, **options)

    monkeypatch.setattr(exact, "milp", listening)
    monkeypatch.setattr(solving, "OPTIMUM", exact.Effort(1e-7, 0))
    assert solve(hard_problem(), settings=Settings.of()).complete
    assert asked == [1]


def test_a_search_that_the_clock_ended_says_so(monkeypatch):
    monkeypatch.setattr(exact, "_EMERGENCY", 1e-3)
    plan = solve(hard_problem(), settings=Settings.of())
    assert not plan.complete
    assert plan.bound >= plan.value > 0

import os

from recommender.planning import exact
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

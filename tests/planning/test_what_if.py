import numpy as np

from recommender.planning import what_if
from recommender.planning.problem import Plan
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from recommender.planning.what_if import compare
from tests.planning.worlds import problem


def compared(made, scenarios):
    settings = Settings.of()
    return compare(made, solve(made, settings=settings), scenarios, settings=settings)


def test_each_change_is_planned_anew():
    made = problem([[3.0, 1.0], [2.0, 0.5]], cost=[10.0, 1.0], whole=(12.0,), seats=[2, 2])
    half, more, dropped, off = compared(
        made, ["budget:-50%", "budget:+75%", "session:S0", "off:WHOLE_BUDGET"]
    )
    assert (half.value, half.cost) == (1.5, 2.0)
    assert (more.value, more.cost) == (6.0, 21.0)
    assert (dropped.value, dropped.seats, dropped.people) == (1.5, 2, 2)
    assert (off.value, off.cost) == (6.5, 22.0)


def test_what_only_loosens_is_never_worse_than_the_plan_itself(monkeypatch):
    made = problem([[3.0], [2.0]], cost=[10.0], whole=(20.0,), seats=[2])
    mine = solve(made, settings=Settings.of())
    poor = Plan(np.array([1]), 2.0, 5.0, np.zeros(0))
    monkeypatch.setattr(what_if, "solve", lambda *_, **__: poor)
    scenarios = ["off:MIN_CLASS", "budget:+10%", "budget:-10%"]
    outcomes = compare(made, mine, scenarios, settings=Settings.of())
    assert [one.value for one in outcomes] == [5.0, 5.0, 2.0]


def test_what_cannot_be_is_said():
    made = problem([[3.0]], cost=[10.0], whole=(10.0,), locked=[(0, 0)])
    (less,) = compared(made, ["budget:-10%"])
    assert not less.feasible

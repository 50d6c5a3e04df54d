from recommender.planning.rules import Settings
from recommender.planning.what_if import compare
from tests.planning.worlds import problem


def test_each_change_is_planned_anew():
    made = problem([[3.0, 1.0], [2.0, 0.5]], cost=[10.0, 1.0], whole=(12.0,), seats=[2, 2])
    half, more, dropped, off = compare(
        made, ["budget:-50%", "budget:+75%", "session:S0", "off:WHOLE_BUDGET"], settings=Settings.of()
    )
    assert (half.value, half.cost) == (1.5, 2.0)
    assert (more.value, more.cost) == (6.0, 21.0)
    assert (dropped.value, dropped.seats, dropped.people) == (1.5, 2, 2)
    assert (off.value, off.cost) == (6.5, 22.0)


def test_what_cannot_be_is_said():
    made = problem([[3.0]], cost=[10.0], whole=(10.0,), locked=[(0, 0)])
    (less,) = compare(made, ["budget:-10%"], settings=Settings.of())
    assert not less.feasible

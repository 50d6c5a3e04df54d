from recommender.planning.reserves import choose_reserves
from recommender.planning.rules import Settings
from recommender.planning.solve import solve
from tests.planning.worlds import places, problem


def reserves(made, **values):
    settings = Settings.of(values)
    return places(made, choose_reserves(made, solve(made, settings=settings), settings=settings))


def test_the_next_best_stand_by_and_nobody_twice():
    made = problem([[9.0, 0.0], [3.0, 3.0], [2.0, 2.0], [0.0, 9.0]], seats=[1, 1])
    assert reserves(made, RESERVES=1) == {(1, 0), (2, 1)}
    assert reserves(made) == set()


def test_who_is_busy_on_those_days_does_not_stand_by():
    made = problem([[9.0, 0.0], [3.0, 9.0], [2.0, 0.0]], seats=[1, 1], start=[0, 2])
    assert reserves(made, RESERVES=1) == {(2, 0)}

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


def test_a_reserve_may_replace_whoever_leaves_without_breaking_a_share():
    """A1 is a PPPK and half of the places may be theirs: A3, a PPPK too, could not follow A0."""
    made = problem([[9.0], [8.0], [1.0], [2.0]], seats=[2], pppk=[False, True, False, True])
    assert reserves(made, RESERVES=1, MAX_PPPK_SHARE=0.5) == {(2, 0)}
    assert reserves(made, RESERVES=1, MIN_PPPK_SHARE=0.5) == {(3, 0)}
    assert reserves(made, RESERVES=1) == {(3, 0)}


def test_a_reserve_is_paid_by_an_account_with_room():
    """The ceiling of unit 0 pays A0 and no more; where all are charged to it A2 may follow."""
    terms = {"seats": [2], "cost": [1.0], "unit_caps": (1.5,)}
    mixed = problem([[9.0], [8.0], [2.0], [1.0]], account=[0, -1, 0, -1], **terms)
    assert reserves(mixed, RESERVES=1) == {(3, 0)}
    alike = problem([[9.0], [0.0], [2.0]], account=[0, -1, 0], **terms)
    assert reserves(alike, RESERVES=1) == {(2, 0)}


def test_a_reserve_does_not_send_too_many_of_a_unit_away():
    made = problem([[9.0], [8.0], [2.0], [1.0]], seats=[2], unit=[0, 1, 0, 2])
    assert reserves(made, RESERVES=1, MAX_UNIT_SHARE_AWAY=0.1) == {(3, 0)}


def test_a_reserve_keeps_the_share_of_people_with_enough_hours():
    """Both participants are needed for the target; A2, who has S1 already, would add nobody."""
    made = problem([[9.0, 0.0], [1.0, 0.0], [2.0, 9.0]], seats=[1, 1], jp=[20, 20])
    assert reserves(made, RESERVES=1, MIN_20JP_COVERAGE=0.6) == {(1, 0)}
    assert reserves(made, RESERVES=1) == {(2, 0)}

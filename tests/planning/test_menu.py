import numpy as np
import pytest

from recommender.planning.menu import best_candidates, make_menu, size
from recommender.planning.rules import Settings
from tests.planning.worlds import problem

TWO = Settings.of()


def sets(menu, place):
    mine = menu.member[:, menu.first[place] : menu.first[place + 1]].T
    return [tuple(int(one) for one in row if one >= 0) for row in mine]


def test_every_allowed_set_is_listed_once_the_empty_one_first():
    """Sessions 0 and 1 share days, so that of three sessions two pairs are left."""
    made = problem([[1.0, 2.0, 3.0], [0.0, 5.0, 0.0]], start=[0, 2, 20])
    menu = make_menu(made, made.value, settings=TWO)
    assert sets(menu, 0) == [(), (0,), (1,), (2,), (0, 2), (1, 2)]
    assert sets(menu, 1) == [(), (3,)]
    assert menu.person.tolist() == [0, 1]


def test_a_set_is_worth_its_members_less_what_they_lose_together():
    made = problem([[1.0, 2.0], [4.0, 0.0]], loss=0.5)
    menu = make_menu(made, made.value, settings=TWO)
    profit = menu.profit(made.value)
    assert profit.tolist() == [0, 1, 2, 2.5, 0, 4]
    assert menu.best(profit).tolist() == [2.5, 4]
    assert menu.chosen(menu.pick_best(profit)).tolist() == [0, 1, 2]
    assert menu.use(menu.pick_best(profit), np.array([0.5, 1.0]), candidates=3).tolist() == [0.5, 0.5, 1]


def test_losses_of_three_courses_are_those_of_the_pairs():
    made = problem([[1.0, 1.0, 1.0]], loss=0.1)
    menu = make_menu(made, made.value, settings=Settings.of({"MAX_COURSES_PER_PERSON": 3}))
    assert menu.loss.tolist() == pytest.approx([0, 0, 0, 0, 0.1, 0.1, 0.1, 0.3])


def test_only_the_best_few_are_listed_and_none_of_minus_infinity():
    made = problem([[1.0, 3.0, 2.0]])
    assert sets(make_menu(made, made.value, settings=TWO, width=1), 0) == [(), (1,)]
    reward = np.array([1.0, -np.inf, -np.inf])
    assert sets(make_menu(made, reward, settings=TWO), 0) == [(), (0,)]
    best = best_candidates(np.array([4, 4, 7]), np.array([1.0, 2.0, 0.5]), width=2)
    assert best.tolist() == [[1, 0], [2, -1]]


def test_a_locked_candidate_is_in_every_set_of_the_person():
    made = problem([[1.0, 2.0], [3.0, 0.0]], locked=[(0, 1)])
    menu = make_menu(made, made.value, settings=TWO)
    assert sets(menu, 0) == [(), (1,), (0, 1)]
    assert menu.loss[menu.first[:-1]].tolist() == [np.inf, 0]


def test_who_may_not_have_what_is_locked_may_have_nothing_else():
    made = problem([[1.0, 2.0]], jp=[5.0, 30.0], locked=[(0, 1)])
    menu = make_menu(made, made.value, settings=Settings.of({"MAX_JP_PER_PERSON": 20}))
    assert (sets(menu, 0), menu.loss.tolist()) == ([()], [np.inf])
    assert menu.candidate.tolist() == [0, 1]


def test_a_set_is_found_by_its_members_in_any_order():
    made = problem([[1.0, 2.0], [3.0, 4.0]])
    menu = make_menu(made, made.value, settings=TWO)
    wanted = np.array([[3, -1], [2, 1]], np.int32)
    found = menu.find(np.array([1, 0]), wanted)
    assert [sets(menu, 1)[found[0] - menu.first[1]], sets(menu, 0)[found[1]]] == [(2, 3), (1,)]


def test_sets_far_below_the_best_can_be_left_out_but_not_the_empty_one():
    made = problem([[1.0, 5.0]])
    menu = make_menu(made, made.value, settings=TWO)
    assert sets(menu.of_sets(menu.near_best(menu.profit(made.value), 1.0)), 0) == [(), (1,), (0, 1)]


def test_the_number_of_sets_is_counted_beforehand():
    """Of 3 candidates 1 + 3 + 3 sets of up to two, of 1 candidate 2, of nobody none."""
    assert size(np.array([3, 1, 0]), most=2) == 9

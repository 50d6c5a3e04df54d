import numpy as np

from recommender.planning.menu import make_menu
from recommender.planning.prices import Dual, outside_bound
from recommender.planning.rules import Settings, shared_rows
from tests.planning.worlds import problem


def hidden_adds(*, price_of_jp):
    """On the menu 0 after prices of 1 a rupiah, off it -1, which alone brings the person to 20 JP."""
    made = problem([[1.0, 2.0]], cost=[1.0, 3.0], whole=(9.0,), jp=[1.0, 20.0])
    rows, one = shared_rows(made, Settings.of()), Settings.of({"MAX_COURSES_PER_PERSON": 1})
    menu = make_menu(made, np.array([1.0, -np.inf]), settings=one)
    dual = Dual(made.value, rows, menu, covered=np.zeros_like(menu.loss), target=1.0)
    dual.rate = np.append(np.array(rows.rule) == "WHOLE_BUDGET", price_of_jp).astype(float)
    return outside_bound(dual, made.person, np.array([True, False]))


def test_what_is_off_the_menus_adds_the_price_of_one_more_person_with_enough_jp():
    """It loses 1 and earns 3: 2 more than the menu's 0."""
    assert hidden_adds(price_of_jp=3.0) == 2


def test_what_loses_all_the_same_adds_nothing():
    assert hidden_adds(price_of_jp=0.5) == 0

from dataclasses import replace

import numpy as np
import pytest

from recommender.planning.menu import make_menu
from recommender.planning.prices import Dual, Hidden, outside_bound, price_scale, price_steps
from recommender.planning.rules import Settings, shared_rows
from tests.planning.worlds import problem


def hidden(made, where, *, leading=()):
    mask, leads = np.zeros((2, len(made)), bool)
    mask[list(where)], leads[list(leading)] = True, True
    return Hidden(made, mask, leads)


def hidden_adds(*, price_of_jp):
    """On the menu 0 after prices of 1 a rupiah, off it -1, which alone brings the person to 20 JP."""
    made = problem([[1.0, 2.0]], cost=[1.0, 3.0], whole=(9.0,), jp=[1.0, 20.0])
    rows, one = shared_rows(made, Settings.of()), Settings.of({"MAX_COURSES_PER_PERSON": 1})
    menu = make_menu(made, np.array([1.0, -np.inf]), settings=one)
    dual = Dual(made.value, rows, menu, covered=np.zeros_like(menu.loss), target=1.0)
    dual.rate = np.append(np.array(rows.rule) == "WHOLE_BUDGET", price_of_jp).astype(float)
    return outside_bound(dual, hidden(made, [1]))


def test_what_is_off_the_menus_adds_the_price_of_one_more_person_with_enough_jp():
    """It loses 1 and earns 3: 2 more than the menu's 0."""
    assert hidden_adds(price_of_jp=3.0) == 2


def test_what_loses_all_the_same_adds_nothing():
    assert hidden_adds(price_of_jp=0.5) == 0


def one_on_the_menu(benefit):
    """What the others of one person add while the first session alone is on the menu."""
    made = problem([benefit])
    menu = make_menu(made, np.array([1.0] + [-np.inf] * (len(benefit) - 1)), settings=Settings.of())
    dual = Dual(made.value, shared_rows(made, Settings.of()), menu)
    return outside_bound(dual, hidden(made, range(1, len(benefit))))


def test_a_hidden_candidate_adds_what_it_beats_the_menu_by():
    """The menu is worth 1; with a hidden .5 it is 1.5, and two hidden ones are at most twice the 3."""
    assert one_on_the_menu([1.0, 0.5]) == 0.5
    assert one_on_the_menu([1.0, 3.0, 2.0]) == 3 + 3 - 1
    assert one_on_the_menu([1.0]) == 0


def test_a_set_may_be_of_one_on_the_menu_and_one_off_it():
    made = problem([[2.0, 1.0, 0.5]])
    menu = make_menu(made, np.array([1.0, 1.0, -np.inf]), settings=Settings.of())
    dual = Dual(made.value, shared_rows(made, Settings.of()), menu)
    assert outside_bound(dual, hidden(made, [2])) == 0
    made = problem([[2.0, 1.0, 1.5]])
    assert outside_bound(replace(dual, value=made.value), hidden(made, [2])) == 0.5


def test_beside_a_hidden_mandatory_one_others_count_that_are_in_no_set_of_their_own():
    made = problem([[2.0, 0.5, 0.5]], mandatory=[(0, 1), (0, 2)])
    first = Settings.of({"MANDATORY_FIRST": 1})
    menu = make_menu(made, np.array([1.0, -np.inf, 1.0]), settings=first)
    few = replace(menu, member=np.where(menu.member == 0, -1, menu.member), loss=menu.loss * 0)
    dual = Dual(made.value, shared_rows(made, first), few)
    assert outside_bound(dual, hidden(made, [1], leading=[1])) == 2.5 - 0.5


def test_a_price_may_fall_by_what_it_pays_and_rise_by_what_it_is_paid():
    """Money of 3 each is paid; a floor of .3 is paid by .3 of everybody and pays .7 to who counts for it."""
    made = problem([[1.0, 2.0]], cost=[3.0, 3.0], whole=(9.0,), klasikal=[True, False])
    rows = shared_rows(made, Settings.of({"MIN_KLASIKAL_SHARE": 0.3}))
    down, up = price_steps(rows, 0.6)
    steps = {rule: (fall, rise) for rule, fall, rise in zip(rows.rule, down, up, strict=True)}
    assert steps["SEATS"] == (0.6, np.inf)
    assert steps["WHOLE_BUDGET"] == (pytest.approx(0.2), np.inf)
    assert steps["MIN_KLASIKAL_SHARE"] == (pytest.approx(2), pytest.approx(0.6 / 0.7))


def test_a_share_of_everything_moves_with_the_places_and_not_with_the_candidates():
    """500 people may want the 100 places; a share of a half moves as 25 of them would, seats as 50."""
    made = problem([[1.0, 1.0]] * 500, seats=[50, 50], klasikal=[True, False])
    rows = shared_rows(made, Settings.of({"MIN_KLASIKAL_SHARE": 0.5}))
    assert price_scale(rows).tolist() == pytest.approx([50**-0.5, 50**-0.5, 0.2])

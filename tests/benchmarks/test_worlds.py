"""The same money for everybody: worked out by hand for two people, and run once in a tiny world."""

import numpy as np
import pytest

from benchmarks.worlds import money, null
from benchmarks.worlds.figures import Figure, Figures, mean_text
from benchmarks.worlds.lived import live
from benchmarks.worlds.money import (
    PER_RUPIAH,
    WHATEVER_IT_COSTS,
    Purse,
    buy,
    buy_at_a_price,
    buy_in_turns,
    hold_floor,
)
from benchmarks.worlds.run import measured, world_of
from recommender.impact.verdict import PROVEN
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions

WORTH = np.array([[0.3, 0.2, 0.1], [0.6, 0.1, 0.0]], np.float32)
"""Two people, three courses: dear, middling, cheap."""


def _purse(rupiah: float, *, allowed: np.ndarray | None = None) -> Purse:
    return Purse(
        allowed=np.ones((2, 3), bool) if allowed is None else allowed,
        cost=np.array([3e6, 1e6, 1e5]),
        jp=np.array([40.0, 20.0, 10.0]),
        klasikal=np.array([True, False, False]),
        money=rupiah,
    )


def _mind(first: np.ndarray | None) -> np.ndarray:
    return WORTH


def _overlapping(first: np.ndarray | None) -> np.ndarray:
    """Nothing is worth anything once one course is given."""
    return WORTH if first is None else np.zeros_like(WORTH)


def test_per_rupiah_the_cheap_course_comes_first():
    # Person 0: .1 for 0.1 million, then .2 for 1 million. Person 1: course 2 is worth nothing, so .6 for 3
    # million (.2 a million) comes before .1 for 1 million; both come after person 0's.
    assert buy(_mind, _purse(4.2e6), order=PER_RUPIAH).tolist() == [[2, 1], [0, -1]]


def test_whatever_it_costs_the_largest_worth_comes_first():
    assert buy(_mind, _purse(4.2e6), order=WHATEVER_IT_COSTS).tolist() == [[-1, -1], [0, 1]]


def test_what_a_first_course_already_closed_is_not_bought_again():
    assert buy(_overlapping, _purse(1e8), order=WHATEVER_IT_COSTS).tolist() == [[0, -1], [0, -1]]


def test_nobody_gets_a_second_course_without_the_first():
    # The first choice of both costs 3 million: with 1 million nothing can be bought in this order.
    assert buy(_mind, _purse(1e6), order=WHATEVER_IT_COSTS).tolist() == [[-1, -1], [-1, -1]]


def test_what_is_not_allowed_is_not_bought():
    allowed = np.array([[False, False, False], [False, True, True]])
    lists = buy(_mind, _purse(1e8, allowed=allowed), order=PER_RUPIAH)
    assert lists.tolist() == [[-1, -1], [1, -1]]


def test_money_at_a_price_spends_what_per_rupiah_leaves():
    """With eight million everybody may have the dear course; per rupiah, person 0 gets the cheap ones."""
    purse = _purse(8e6)
    by_price, by_rupiah = buy_at_a_price(_mind, purse), buy(_mind, purse, order=PER_RUPIAH)
    assert by_rupiah.tolist() == [[2, 1], [0, 1]]
    assert by_price.tolist() == [[0, 1], [0, 1]]


def test_the_price_of_money_keeps_within_the_purse():
    for rupiah in (1e5, 1.1e6, 4e6, 7e6):
        lists = buy_at_a_price(_mind, _purse(rupiah))
        assert _purse(rupiah).cost[lists[lists >= 0]].sum() <= rupiah


def test_a_floor_for_classrooms_is_held_and_costs_benefit():
    purse = _purse(7.2e6, allowed=np.array([[True, True, True], [False, True, True]]))
    free = buy(_mind, purse, order=PER_RUPIAH)
    assert free.tolist() == [[2, 1], [1, -1]]  # 0 of 50 JP
    held = hold_floor(lambda order: buy(_mind, purse, order=order), purse, order=PER_RUPIAH, floor=0.3)
    assert purse.klasikal_share(held) >= 0.3
    assert 0 in held[0]


def test_a_floor_that_holds_anyway_changes_nothing():
    purse = _purse(1e8)
    held = hold_floor(lambda order: buy(_mind, purse, order=order), purse, order=WHATEVER_IT_COSTS, floor=0.3)
    assert held.tolist() == buy(_mind, purse, order=WHATEVER_IT_COSTS).tolist()


def test_in_turns_everybody_gets_a_first_course_before_anybody_a_second():
    score = np.array([[9.0, 8.0, 7.0], [1.0, 3.0, 2.0]], np.float32)
    # In turn: person 0 course 0 (3 million), person 1 course 1 (1), person 0 course 1 (1), person 1 course 2.
    assert buy_in_turns(score, _purse(4e6)).tolist() == [[0, -1], [1, -1]]
    assert buy_in_turns(score, _purse(5.1e6)).tolist() == [[0, 1], [1, 2]]


def test_figures_are_kept_and_not_measured_twice(tmp_path):
    path, world = tmp_path / "figures.jsonl", "no tests, linear, 1,000 ASN, 180 courses"
    Figures(path).add(
        Figure(world, seed, "lists", "ours", "top 5", value) for seed, value in ((1, 0.7), (2, 0.8))
    )
    again = Figures(path)
    assert again.has(world, 1)
    assert not again.has(world, 3)
    again.add([Figure("wise bosses, 1,000 ASN, 180 courses", 1, "lists", "ours", "top 5", 0.9)])
    assert again.tables().splitlines() == [
        "**lists: top 5** (1,000 ASN, 180 courses, 2 seeds)",
        "",
        "|  | no tests, linear | wise bosses |",
        "| --- | --- | --- |",
        "| ours | .750 ± .635 | .900 |",  # Student's t with one degree of freedom: 12.706 x .0707 / sqrt 2
    ]


def test_a_mean_of_one_seed_has_no_interval_and_of_nothing_no_number():
    assert mean_text([0.5]) == ".500"
    assert mean_text([1.25]) == "1.25"
    assert mean_text([np.nan, 0.1]) == "–"
    assert mean_text([-0.5]) == "-.500"


@pytest.fixture(scope="module")
def tiny():
    options = WorldOptions(asn=300, courses=40, seed=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(money, "_HALVINGS", 2)  # how near the smallest price is, is not asked here
        found = list(measured(simulate(options), world="tiny", seed=2, length=5, money=(0.1,)))
    return {(one.table, one.row, one.measure): one.value for one in found}


def test_a_tiny_world_gives_every_figure(tiny):
    assert len(tiny) == 12 * 2 + 1 + 17 * 4
    assert all(np.isfinite(value) for value in tiny.values())


def test_buyers_keep_within_the_money_and_lists_within_the_oracle(tiny):
    for (table, row, measure), value in tiny.items():
        if measure == "spent":
            assert value <= 1 + 1e-9, row
        if table == "lists":
            assert 0 < value < 1.02, row
    table = "money, 0.1 of the budget"
    assert tiny[table, "oracle per rupiah", "benefit"] == 1
    assert (
        tiny[table, "oracle, money at a price", "benefit"] >= tiny[table, "ours, money at a price", "benefit"]
    )
    assert tiny[table, "ours per rupiah", "benefit"] > tiny[table, "bosses' nominations", "benefit"]
    assert tiny[table, "ours per rupiah, floor", "JP KLASIKAL"] >= 0.3


def test_an_agency_apart_is_read_as_it_was_written_and_judged_by_its_own_truth():
    agency = world_of("apart, threshold", asn=300, courses=40, seed=2)
    lived = live(agency, length=5)
    oracle = lived.judge.share(lived.judge.truth.greedy(5))
    assert oracle.joint == pytest.approx(1.0)
    assert lived.dataset.evidence.assessed_level.size == len(agency.tables["assessments"])
    assert not lived.judge.truth.available[agency.hidden.available == 0].any()  # who passed is not sent again


def test_an_agency_apart_is_equal_for_equal_options():
    one, other = (world_of("apart, linear", asn=300, courses=40, seed=seed) for seed in (2, 2))
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_nothing_is_claimed_where_nothing_is_taught(tmp_path):
    found = null.asked(null._snapshot(WorldOptions(asn=300, courses=40, seed=3, effect=0.0), tmp_path))
    assert found.judgement.verdict != PROVEN

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from recommender.synthetic.province import Province
from recommender.synthetic.truth import Truth, best_of, read_truth


def _by_hand(**changes: object) -> Truth:
    """One person at level 1 of two competencies, both required at 3; three courses of the linear law."""
    one = np.ones(3, np.float32)
    values: dict[str, object] = {
        "asn_ids": np.array(["A1"]), "course_ids": np.array(["C1", "C2", "C3"]),
        "competency_ids": np.array(["K1", "K2"]),
        "levels": np.ones((1, 2), np.float32), "required": np.full((1, 2), 3, np.float32),
        "share": np.array([[0.75, 0.25]], np.float32), "finishing": np.ones((1, 3), np.float32),
        "available": np.ones((1, 3), bool), "cost": np.array([1e6, 2e6, 0.0]),
        "pair_course": np.arange(3, dtype=np.int32), "pair_competency": np.array([0, 0, 1], np.int32),
        "quality": one, "slope": one, "step": np.array([1.5, 1.0, 1.0], np.float32),
        "level_from": one, "level_to": 3 * one, "strength": one, "law": "linear",
    }  # fmt: skip
    return Truth(**(values | changes))  # type: ignore[arg-type]


def test_benefit_is_weight_times_levels_closed() -> None:
    assert _by_hand().benefit()[0] == pytest.approx([1.125, 0.75, 0.25])


def test_who_may_not_finish_gains_p_plus_fifteen_hundredths_of_the_rest() -> None:
    truth = _by_hand(finishing=np.full((1, 3), 0.6, np.float32))
    assert truth.benefit()[0] == pytest.approx(np.array([1.125, 0.75, 0.25]) * (0.6 + 0.15 * 0.4))


def test_a_second_course_on_the_same_competency_finds_less_to_close() -> None:
    truth = _by_hand()
    # after C1 the level is 2.5; C2 can close only the half level that is left
    assert truth.list_benefit(np.array([[0, 1]], np.int32)) == pytest.approx([1.125 + 0.375])
    assert truth.sum_benefit(np.array([[0, 1]], np.int32)) == pytest.approx([1.125 + 0.75])


def test_the_greedy_list_looks_at_what_the_picks_before_have_left() -> None:
    truth = _by_hand(share=np.array([[0.5, 0.5]], np.float32))
    assert truth.greedy(3).tolist() == [[0, 2, 1]]
    assert truth.top(3).tolist() == [[0, 1, 2]]


def test_empty_places_and_unavailable_courses() -> None:
    truth = _by_hand(available=np.array([[True, False, False]]))
    assert truth.greedy(2).tolist() == [[0, -1]]
    assert truth.top(2).tolist() == [[0, -1]]
    assert truth.list_benefit(truth.greedy(2)) == pytest.approx([1.125])


def test_the_oracle_is_never_beaten_by_other_lists(small: Province) -> None:
    truth, random = small.truth(), np.random.default_rng(0)
    best_sum = truth.sum_benefit(truth.top(5))
    best_joint = truth.list_benefit(truth.greedy(5)).mean()
    for _ in range(5):
        draw = random.random(truth.available.shape)
        lists = best_of(np.where(truth.available, draw, -np.inf), 5)
        assert (truth.sum_benefit(lists) <= best_sum + 1e-6).all()
        assert truth.list_benefit(lists).mean() < 0.6 * best_joint


def test_greedy_is_close_to_the_best_of_all_lists(small: Province) -> None:
    truth = small.truth()
    six = np.array(list(permutations(range(6), 3)), np.int32)
    only_six = np.zeros_like(truth.available)
    only_six[:, :6] = True
    truth = Truth(**{**truth.__dict__, "available": only_six})
    best = np.max([truth.list_benefit(np.tile(one, (len(only_six), 1))) for one in six], axis=0)
    greedy = truth.list_benefit(truth.greedy(3))
    assert (greedy <= best + 1e-6).all()
    assert greedy.sum() > 0.97 * best.sum()


def test_what_was_written_is_read_again(small: Province, tmp_path: Path) -> None:
    truth = small.truth()
    truth.write(tmp_path)
    again = read_truth(tmp_path)
    assert again.law == "saturating"
    np.testing.assert_array_equal(again.benefit(), truth.benefit())

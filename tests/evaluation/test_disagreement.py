from __future__ import annotations

import pytest

from recommender.evaluation.disagreement import Disagreement, disagreement


def test_equal_lists_agree_in_everything() -> None:
    one = {"C1": 0.3, "C2": 0.2}
    assert disagreement(one, dict(one)) == Disagreement(True, 1.0, 1.0, 0.0)


def test_another_order_is_another_list_with_the_same_courses() -> None:
    found = disagreement({"C1": 0.3, "C2": 0.2}, {"C2": 0.4, "C1": 0.3})
    assert (found.same, found.overlap, found.rank_correlation) == (False, 1.0, -1.0)
    assert found.benefit_shift == pytest.approx(0.1)


def test_rho_is_that_of_the_courses_on_both_lists() -> None:
    # On both: a b c d against b a c d: two neighbours change places, 1 - 6 * 2 / (4 * 15) = .8
    given = dict.fromkeys(["a", "x", "b", "c", "d"], 0.0)
    other = dict.fromkeys(["b", "a", "c", "y", "d"], 0.0)
    found = disagreement(given, other)
    assert found.rank_correlation == pytest.approx(0.8)
    assert found.overlap == pytest.approx(4 / 5)


def test_a_shorter_list_shares_less_than_all() -> None:
    assert disagreement({"a": 1.0, "b": 1.0}, {"a": 1.0}).overlap == 0.5


def test_lists_without_a_common_course_have_no_correlation_and_no_shift() -> None:
    assert disagreement({"a": 1.0}, {"b": 1.0}) == Disagreement(False, 0.0, None, None)
    assert disagreement({}, {}) == Disagreement(True, 1.0, None, None)

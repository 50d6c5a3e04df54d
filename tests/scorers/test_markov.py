"""Transitions: C1 to C2 twice (A1, A2), C2 to C3 once (A2), C3 to C1 once (A3); two apart: C1 to C3 (A2)."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers.markov import Chain, learn_markov
from tests.small_world import small_dataset


def item(chain: Chain) -> np.ndarray:
    return learn_markov(small_dataset(), chain=chain).item[:3, :3]


def test_shares_of_what_came_next() -> None:
    assert item(Chain(smoothing=0.0)).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


def test_smoothing_adds_popularity() -> None:
    """(2 + 1·⅓) / (2 + 1) after C1, (1 + ⅓) / (1 + 1) after C2."""
    learnt = item(Chain(smoothing=1.0))
    assert learnt[0] == pytest.approx([1 / 9, 7 / 9, 1 / 9])
    assert learnt[1] == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_backwards_at_its_weight() -> None:
    """After C1: C2 twice, and half of the one time C1 came after C3."""
    assert item(Chain(smoothing=0.0, backward=0.5))[0] == pytest.approx([0, 2 / 2.5, 0.5 / 2.5])


def test_a_wider_window_reaches_further_at_half_the_weight() -> None:
    assert item(Chain(smoothing=0.0, window=2))[0] == pytest.approx([0, 2 / 2.5, 0.5 / 2.5])


def test_a_window_wider_than_all_histories_adds_nothing() -> None:
    assert np.array_equal(item(Chain(window=3)), item(Chain(window=30)))


def test_after_a_course_nobody_continued_from_popularity_is_left() -> None:
    learnt = learn_markov(small_dataset(), chain=Chain(smoothing=1.0)).item
    assert learnt[4] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0, 0])

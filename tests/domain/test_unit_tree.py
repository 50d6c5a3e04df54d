"""0 is the top, 1 lies below it, 2 below 1; 3 is a top of its own."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.domain.unit_tree import at_or_below, ways_up

PARENT = np.array([-1, 0, 1, -1], np.int32)


def test_everybody_walks_up_until_nobody_is_left() -> None:
    walk = [at.tolist() for at in ways_up(np.array([2, 3, -1]), parent=PARENT)]
    assert walk == [[2, 3, -1], [1, -1, -1], [0, -1, -1]]


@pytest.mark.parametrize(
    ("root", "inside"), [(0, [1, 1, 1, 0]), (1, [0, 1, 1, 0]), (3, [0, 0, 0, 1]), (-1, [0, 0, 0, 0])]
)
def test_at_or_below(root: int, inside: list[int]) -> None:
    assert at_or_below(root, parent=PARENT).astype(int).tolist() == inside


def test_a_cycle_ends() -> None:
    parent = np.array([1, 0, -1], np.int32)
    assert len(list(ways_up(np.arange(3), parent=parent))) == 3
    assert at_or_below(2, parent=parent).tolist() == [False, False, True]


def test_no_units_have_no_way_up() -> None:
    assert list(ways_up(np.array([-1, -1]), parent=np.zeros(0, np.int32))) == []

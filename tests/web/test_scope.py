from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.domain.unit_tree import at_or_below
from recommender.web.scope import within
from tests.small_world import small_dataset

UNITS = small_dataset().units
"""U0 over U1 over U2."""


def test_within_says_the_same_one_by_one() -> None:
    for root in range(3):
        expected = at_or_below(root, parent=UNITS.parent).tolist()
        assert [within(UNITS, unit, root=f"U{root}") for unit in range(3)] == expected
    assert within(UNITS, -1, root=None)
    assert not within(UNITS, -1, root="U0"), "a person without a known unit is nobody's but the whole's"
    assert not within(UNITS, -1, root="U9")
    assert not within(UNITS, 0, root="U9")


def test_a_cycle_in_the_tree_ends() -> None:
    units = replace(UNITS, parent=np.array([1, 0, 1], np.int32))
    assert not within(units, 0, root="U2")

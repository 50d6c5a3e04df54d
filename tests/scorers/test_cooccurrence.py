from __future__ import annotations

import numpy as np

from recommender.scorers.cooccurrence import common_features, counts
from tests.small_world import small_dataset


def test_people_who_completed_both() -> None:
    assert counts(small_dataset())[:3, :3].tolist() == [[3, 2, 2], [2, 3, 1], [2, 1, 3]]


def test_people_who_completed_one_and_have_the_other() -> None:
    """Of the heads of section (feature 0: A1, A2) both completed C1 and C2, one C3."""
    both = counts(small_dataset(), features=np.array([0]))
    assert both[:, 5].tolist() == [2, 2, 1, 0, 0, 2]


def test_common_features_are_held_by_enough() -> None:
    assert common_features(small_dataset(), at_least=3).tolist() == [6, 7]

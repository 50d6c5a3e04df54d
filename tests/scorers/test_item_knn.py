"""Two of three completed C1 and C2 together, two C1 and C3, one C2 and C3; each was completed by three."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers.item_knn import learn_item_knn
from tests.small_world import small_dataset


def test_cosine_of_completions() -> None:
    item = learn_item_knn(small_dataset()).item
    assert item[:3, :3] == pytest.approx(np.array([[0, 2, 2], [2, 0, 1], [2, 1, 0]]) / 3)
    assert not item[3:].any()


def test_shrinkage_weakens_thin_evidence() -> None:
    assert learn_item_knn(small_dataset(), shrinkage=1.0).item[0, 1] == pytest.approx(2 / 4)


def test_only_the_nearest_neighbours_of_each_course_stay() -> None:
    item = learn_item_knn(small_dataset(), neighbours=1).item
    assert item[:3, :3] == pytest.approx(np.array([[0, 2, 2], [2, 0, 0], [0, 0, 0]]) / 3)

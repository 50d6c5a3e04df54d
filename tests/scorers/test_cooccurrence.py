from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers import cooccurrence
from recommender.scorers.cooccurrence import common_features, counts
from recommender.scorers.interactions import taken
from tests.small_world import small_dataset


def test_people_who_completed_both() -> None:
    assert counts(small_dataset())[:3, :3].tolist() == [[3, 2, 2], [2, 3, 1], [2, 1, 3]]


def test_people_who_completed_one_and_have_the_other() -> None:
    """Of the heads of section (feature 0: A1, A2) both completed C1 and C2, one C3."""
    both = counts(small_dataset(), features=np.array([0]))
    assert both[:, 5].tolist() == [2, 2, 1, 0, 0, 2]


def test_common_features_are_held_by_enough() -> None:
    assert common_features(small_dataset(), at_least=3).tolist() == [6, 7]


@pytest.mark.parametrize("at_once", [3, 4_000_000])
def test_it_is_the_product_of_who_has_what(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """X by hand: the people of the world with their completed courses and all of their features."""
    monkeypatch.setattr(cooccurrence, "_AT_ONCE", at_once)
    dataset = small_dataset()
    people, width = dataset.people, len(dataset.catalogue)
    x = np.zeros((len(people), width + len(dataset.feature_names)))
    history = taken(people)
    x[history.person(), history.course] = 1
    x[np.repeat(np.arange(len(people)), np.diff(people.feature_indptr)), width + people.feature] = 1
    found = counts(dataset, features=np.arange(len(dataset.feature_names)))
    assert found.tolist() == (x.T @ x).tolist()


def test_features_stand_in_the_order_asked_for() -> None:
    both = counts(small_dataset(), features=np.array([1, 0]))
    swapped = counts(small_dataset(), features=np.array([0, 1]))
    order = [0, 1, 2, 3, 4, 6, 5]
    assert both.tolist() == swapped[np.ix_(order, order)].tolist()


def test_nobody_has_anything() -> None:
    assert counts(small_dataset(records=())).tolist() == np.zeros((5, 5)).tolist()

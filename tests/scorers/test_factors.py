from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.features.identifiers import Vocabulary
from recommender.scorers.factors import HybridScorer
from tests.small_world import small_dataset


def scorer() -> HybridScorer:
    feature = np.zeros((8, 2), np.float32)
    feature[0], feature[7] = (1, 0), (0, 2)
    return HybridScorer(
        feature=feature,
        known=Vocabulary.of(["A1"]),
        own=np.array([[10, 20]], np.float32),
        course=np.array([[1, 0], [0, 1], [1, 1], [0, 0], [2, 0]], np.float32),
        bias=np.array([0, 0, 0, 7, 0], np.float32),
    )


def test_own_factors_and_those_of_the_features_add_up() -> None:
    """A1 has the features 0 and 7: (10 + 1, 20 + 2)."""
    assert scorer().score(small_dataset().people.take([0]))[0].tolist() == [11, 22, 33, 7, 22]


def test_a_person_not_seen_has_the_features_alone() -> None:
    assert scorer().score(small_dataset().people.take([1]))[0].tolist() == [1, 2, 3, 7, 2]


def test_nothing_known_leaves_the_bias() -> None:
    stranger = replace(
        small_dataset().people.take([5]), feature_indptr=np.array([0, 0]), feature=np.zeros(0, np.int32)
    )
    assert scorer().score(stranger)[0].tolist() == [0, 0, 0, 7, 0]

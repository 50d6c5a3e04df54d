from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers.history import HistoryScorer, tie_break
from recommender.scorers.interactions import popularity
from tests.small_world import small_dataset


def test_score_is_prior_plus_decayed_courses_plus_features() -> None:
    """A1 completed C1, then C2, and has the features 0 (P1), 5 (PENGAWAS) and 7 (U2)."""
    item = np.zeros((5, 5), np.float32)
    item[0, 3], item[1, 3], item[1, 4] = 8, 1, 2
    feature = np.zeros((8, 5), np.float32)
    feature[5, 4], feature[7, 4], feature[6, 0] = 16, 32, 64
    scorer = HistoryScorer(item=item, feature=feature, prior=np.full(5, 0.5, np.float32), decay=0.25)
    assert scorer.score(small_dataset().people)[0].tolist() == [0.5, 0.5, 0.5, 3.5, 50.5]


def test_without_decay_only_the_newest_course_counts() -> None:
    item = np.diag(np.arange(1, 6)).astype(np.float32)
    nothing = np.zeros((0, 5), np.float32)
    scorer = HistoryScorer(item=item, feature=nothing, prior=np.zeros(5, np.float32), decay=0.0)
    assert scorer.score(small_dataset().people)[:2].tolist() == [[0, 2, 0, 0, 0], [0, 0, 3, 0, 0]]


def test_popularity_decides_where_nothing_else_does() -> None:
    assert tie_break(popularity(small_dataset())) == pytest.approx([1 / 3000, 1 / 3000, 1 / 3000, 0, 0])

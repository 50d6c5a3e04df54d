from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.completion import CompletionScorer, realised
from tests.small_world import small_dataset


def test_the_logit_is_bilinear_in_person_and_course():
    people = replace(small_dataset().people.take([0]), completion=np.array([[1, 2]], np.float32))
    weight = np.array([[0, 1, -50], [0, -0.5, -50]], np.float32)
    scorer = CompletionScorer(weight=weight, unit_rate=np.zeros(0, np.float32))
    probability = scorer.score(people)
    assert probability.dtype == np.float32
    assert probability[0, :2] == pytest.approx([0.5, 0.5])
    assert 0 < probability[0, 2] < 0.001


def test_who_does_not_finish_takes_home_fifteen_hundredths():
    assert realised(np.array([0, 0.5, 1], np.float32)) == pytest.approx([0.15, 0.575, 1])

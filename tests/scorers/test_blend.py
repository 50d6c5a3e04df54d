from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.blend import standardised
from recommender.scorers.learn_blend import SHARES, learn_blend
from tests.small_world import small_dataset


def test_rows_get_mean_zero_and_deviation_one() -> None:
    scores = np.array([[1, 3, 1, 3], [5, 5, 5, 5]], np.float32)
    assert standardised(scores).tolist() == [[-1, 1, -1, 1], [0, 0, 0, 0]]


def test_share_mixes_the_two() -> None:
    people = small_dataset().people
    learnt = replace(learn_blend(small_dataset()), share=0.25)
    ease, markov = (standardised(part.score(people)) for part in (learnt.ease, learnt.markov))
    assert learnt.score(people) == pytest.approx(0.75 * ease + 0.25 * markov, abs=1e-6)


def test_the_share_is_one_of_those_compared() -> None:
    assert learn_blend(small_dataset()).share in SHARES

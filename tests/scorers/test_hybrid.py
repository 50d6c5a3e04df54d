from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lightfm import LightFM

from recommender.scorers import hybrid
from recommender.scorers.hybrid import Warp, course_features, learn_hybrid
from tests.small_world import small_catalogue, small_dataset

WARP = Warp(factors=3, epochs=5)


def test_scores_are_lightfm_s_own_but_for_the_bias_of_the_person() -> None:
    dataset = small_dataset()
    persons, courses = hybrid._person_features(dataset), course_features(dataset.catalogue)
    model = LightFM(no_components=3, loss="warp", learning_rate=0.05, random_state=1)
    model.fit(hybrid._completed(dataset), user_features=persons, item_features=courses, epochs=5)
    predicted = model.predict(
        np.repeat(np.arange(6), 5), np.tile(np.arange(5), 6), item_features=courses, user_features=persons
    ).reshape(6, 5)
    bias, _ = model.get_user_representations(persons)
    scores = learn_hybrid(dataset, seed=1, warp=WARP).score(dataset.people)
    assert scores == pytest.approx(predicted - bias[:, None], abs=1e-5)


def test_the_seed_decides() -> None:
    dataset = small_dataset()
    one, two = (learn_hybrid(dataset, seed=seed, warp=WARP).course for seed in (1, 2))
    assert not np.array_equal(one, two)


def test_epochs_in_steps_are_epochs_in_one_go() -> None:
    dataset = small_dataset()
    *_, stepped = hybrid._after(dataset, (1, 2, 5), WARP, 1)
    assert np.array_equal(stepped.course, learn_hybrid(dataset, seed=1, warp=WARP).course)


def test_epochs_are_chosen_where_not_given() -> None:
    assert np.isfinite(learn_hybrid(small_dataset(), seed=1, warp=replace(WARP, epochs=None)).course).all()


def test_a_course_is_itself_and_what_it_is_about() -> None:
    """C4: its own column, form 1 of 0-1, kind 16 of 0-16, family 3 of 0-4, M.03 and T.01 of three."""
    row = course_features(small_catalogue()).toarray()[3]
    assert np.flatnonzero(row).tolist() == [3, 5 + 1, 7 + 16, 24 + 3, 29 + 0, 29 + 2]

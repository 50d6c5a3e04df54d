from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.ease import Ridge, learn_ease
from recommender.scorers.interactions import taken
from tests.small_world import small_dataset

RIDGE = Ridge(regularisation=2.0, growth=0, held_by=1)


def columns() -> np.ndarray:
    """(6, 5 + 8) who completed what and has which feature."""
    people = small_dataset().people
    history, table = taken(people), np.zeros((6, 13))
    table[history.person(), history.course] = 1
    table[np.repeat(np.arange(6), 3), 5 + people.feature] = 1
    return table


@pytest.mark.parametrize("growth", [0, 0.4])
def test_each_course_is_the_ridge_regression_on_everything_else(growth: float) -> None:
    """What the closed form must equal, solved one course at a time."""
    learnt = learn_ease(small_dataset(), ridge=replace(RIDGE, growth=growth))
    weights = np.vstack([learnt.item, learnt.feature])
    table = columns()
    people = table.sum(axis=0) + 10
    ridge = 2 * (people / people.mean()) ** growth
    for course in range(5):
        others, own = np.delete(table, course, axis=1), np.diag(np.delete(ridge, course))
        expected = np.linalg.solve(others.T @ others + own, others.T @ table[:, course])
        assert np.delete(weights[:, course], course) == pytest.approx(expected, abs=1e-6)


def test_a_course_never_explains_itself() -> None:
    assert not learn_ease(small_dataset(), ridge=RIDGE).item.diagonal().any()


def test_two_courses_by_hand() -> None:
    """A1, A5 completed C1 and C2: XᵀX is all 2, so the weight is 2 / (2 + λ) with λ = 2."""
    records = [
        (who, what, "2025-01-0" + what[1], "LULUS", np.nan, np.nan)
        for who in ("A1", "A5")
        for what in ("C1", "C2")
    ]
    learnt = learn_ease(small_dataset(records), ridge=RIDGE, features=False)
    assert learnt.item[:2, :2] == pytest.approx(np.array([[0, 0.5], [0.5, 0]]))


def test_features_alone_score_somebody_without_history() -> None:
    """A clerk like A5, who completed C2: C2 leads by the features they share."""
    dataset = small_dataset()
    newcomer = dataset.people.take([5])
    scores = learn_ease(dataset, ridge=RIDGE).score(newcomer)[0]
    assert scores.argmax() == 1


def test_rare_features_have_no_weight() -> None:
    learnt = learn_ease(small_dataset(), ridge=replace(RIDGE, held_by=3))
    assert not learnt.feature[:6].any()
    assert learnt.feature[6:].any()


def test_without_features_there_are_no_rows_for_them() -> None:
    assert learn_ease(small_dataset(), ridge=RIDGE, features=False).feature.shape == (0, 5)

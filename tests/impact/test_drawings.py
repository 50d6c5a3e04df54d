from dataclasses import replace

import numpy as np

from recommender.impact.drawings import _draws, _stratum, drawn_effect


def _with_draw(small):
    """A1's seat in C1 in 2024 was drawn."""
    taken = small.outcomes.participations
    drawn = (taken.person == 0) & (taken.course == 0)
    outcomes = replace(small.outcomes, participations=replace(taken, drawn=drawn))
    return replace(small, outcomes=outcomes)


def test_beside_the_drawn_stand_all_admitted_of_that_year(small):
    setting = _with_draw(small)
    assert _draws(setting, np.ones(5, bool)) == [(0, 2)]
    assert _draws(setting, np.arange(5) == 1) == []
    rows, drawn = _stratum(setting, 0, 2, np.random.default_rng(0))
    assert setting.panel.person[rows].tolist() == [0, 2, 3]
    assert drawn.tolist() == [True, False, False]


def test_who_had_completed_it_before_did_not_stand(small):
    taken = small.outcomes.participations
    drawn = (taken.person == 2) & (taken.course == 0)  # A3's seat of 2025; A1 completed it in 2024
    setting = replace(small, outcomes=replace(small.outcomes, participations=replace(taken, drawn=drawn)))
    rows, won = _stratum(setting, 0, 3, np.random.default_rng(0))
    assert setting.panel.person[rows].tolist() == [2, 3]
    assert won.tolist() == [True, False]


def test_a_few_drawn_give_no_answer(small):
    assert drawn_effect(_with_draw(small), np.ones(5, bool), random=np.random.default_rng(0)) is None

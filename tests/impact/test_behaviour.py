from dataclasses import replace

import numpy as np

from recommender.impact.behaviour import Alumni, alumni_of, behaviour_effect
from recommender.impact.scopes import Scope


def test_answers_about_one_alumnus_are_one_mean(small):
    alumni = alumni_of(small, role="ATASAN")
    assert (alumni.person.tolist(), alumni.course.tolist()) == ([0, 1], [0, 0])
    assert alumni.score.tolist() == [65, 90]
    assert alumni.x[:, 0].tolist() == [81, 91]  # both completed in 2024: the score of 2023
    assert len(alumni_of(small, role="REKAN").person) == 0


def test_the_effect_is_against_other_alumni_and_proves_nothing():
    random = np.random.default_rng(0)
    x = random.standard_normal((2000, 3))
    course = (random.random(2000) < 1 / (1 + np.exp(-x[:, 0]))).astype(int)
    score = 60 + 5 * x[:, 0] + 4 * (course == 1) + random.standard_normal(2000)
    scope = Scope("pelatihan", "C2", "", np.array([False, True]))
    found = behaviour_effect(Alumni(np.arange(2000), course, score, x), scope, seed=0)
    assert abs(found.estimate.effect - 4) < 0.3
    assert found.judgement.verdict == "mungkin"


def test_without_others_there_is_no_comparison(small):
    scope = Scope("provinsi", "semua", "", np.ones(5, bool))
    assert behaviour_effect(alumni_of(small, role="ATASAN"), scope, seed=0).estimate is None
    nobody = alumni_of(replace(small, outcomes=small.outcomes), role="MANDIRI")
    assert behaviour_effect(nobody, scope, seed=0).treated == 0

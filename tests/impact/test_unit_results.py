from dataclasses import replace

import numpy as np

from recommender.impact.scopes import Scope
from recommender.impact.staggered import NEVER
from recommender.impact.unit_results import unit_effects, uptake


def test_an_office_starts_in_the_first_year_above_the_median_share(small):
    # all six belong to office U1; trained 0, 0, 4 and 4 of 6 in 2022-2025: median 1/3, first above in 2024
    assert uptake(small, np.ones(5, bool)).tolist() == [NEVER, 2, NEVER]


def test_a_measure_without_values_is_not_asked_and_one_office_is_no_evidence(small):
    scope = Scope("provinsi", "semua", "Semua", np.ones(5, bool))
    assert unit_effects(small, scope) == []
    values = small.outcomes.unit_value.copy()
    values[1, :, 0] = [80, 81, 90, 91]
    measured = replace(small, outcomes=replace(small.outcomes, unit_value=values))
    (found,) = unit_effects(measured, scope)
    assert (found.measure, found.result, found.judgement.reason) == ("IKM", None, "NO_ESTIMATE")

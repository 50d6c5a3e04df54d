import numpy as np
import pytest

from recommender.features.person_features import PROTECTED
from recommender.impact.panel import COVARIATES, _gaps, completions


def test_a_row_needs_the_year_and_both_before(small):
    panel = small.panel
    assert panel.person.tolist() == [0, 2, 3, 0, 2, 3]
    assert panel.column.tolist() == [2, 2, 2, 3, 3, 3]
    assert panel.y.tolist() == [82, 74, 60, 83, 76, 60]
    assert panel.x.shape == (6, len(COVARIATES) + 1)
    assert panel.x[:, -1].tolist() == [0, 0, 0, 1, 1, 1]  # the year 2025


def test_what_was_known_of_a1_before_2024_and_before_2025(small):
    def known(row):
        return dict(zip(COVARIATES, small.panel.x[row], strict=False))

    then, later = known(0), known(3)
    assert (then["last_score"], then["score_before_last"]) == (81, 80)
    assert then["office_last_score"] == pytest.approx((81 + 91 + 72 + 60) / 4)
    assert then["tenure"] == pytest.approx(9.0, abs=0.01)
    assert (then["past_trainings"], then["trainings_last_year"]) == (0, 0)
    assert later["past_trainings"] == pytest.approx(np.log(2))
    assert later["trainings_last_year"] == 1
    assert (then["gap"], then["gap_unknown"]) == (0, 1)  # assessed in December 2025 only
    assert then["position_class=PENGAWAS"] == 1
    assert then["position_class_unknown"] == 0


def test_completions_are_counted_by_year_and_without_failures(small):
    only = np.arange(5) == 0
    assert completions(small.outcomes, only, people=6).tolist() == [
        [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0] * 4, [0] * 4, [0] * 4,
    ]  # fmt: skip
    assert completions(small.outcomes, np.arange(5) == 3, people=6).sum() == 0  # failed, and in 2026


def test_no_covariate_is_protected():
    assert not {name.partition("=")[0] for name in COVARIATES} & PROTECTED


def test_a_gap_is_known_from_the_year_after_the_assessment(small):
    gap = _gaps(small.dataset, np.array([2025, 2026]))
    assert np.isnan(gap[:, 0]).all()  # assessed on 1 December 2025
    # A1: M.03 3 - 2 and M.05 3 - 3, half each; A4: T.01 4 - 3; A5: M.05 3 - 1
    assert gap[[0, 3, 4], 1].tolist() == [0.5, 1.0, 2.0]

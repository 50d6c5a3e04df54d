import numpy as np
import pytest

from recommender.impact.ols import adjusted, fit_ols, within
from tests.impact.datasets import jtrain


def test_a_line_through_three_points_by_hand():
    # y = 0, 1, 5 at x = 0, 1, 2: slope 2.5, intercept -.5, residuals .5, -1, .5, s² = 1.5 / 1
    x = np.column_stack([[0.0, 1.0, 2.0], np.ones(3)])
    fit = fit_ols(np.array([0.0, 1.0, 5.0]), x=x, errors="classical")
    assert fit.coefficient == pytest.approx([2.5, -0.5])
    assert fit.se[0] == pytest.approx(np.sqrt(1.5 / 2))
    # robust: Σ (x - 1)² u² / (Σ (x - 1)²)² · n/(n-k) = .5/4 · 3
    assert fit_ols(np.array([0.0, 1.0, 5.0]), x=x).se[0] == pytest.approx(np.sqrt(0.5 / 4 * 3))


def test_clusters_of_one_row_are_the_robust_errors():
    random = np.random.default_rng(0)
    x = np.column_stack([random.standard_normal(40), np.ones(40)])
    y = x[:, 0] + random.standard_normal(40)
    alone = fit_ols(y, x=x, cluster=np.arange(40))
    assert alone.se == pytest.approx(fit_ols(y, x=x).se)
    doubled = fit_ols(np.tile(y, 2), x=np.tile(x, (2, 1)), cluster=np.tile(np.arange(40), 2))
    assert doubled.se == pytest.approx(fit_ols(y, x=x).se, rel=0.03)  # copies say nothing new


def test_the_training_grants_of_wooldridge_are_reproduced():
    """Example 14.1: log scrap rate on year and grant, firm effects: -.252 (.151), lagged -.422 (.210)."""
    rows = jtrain()
    firm = rows["fcode"].to_numpy()
    x = rows[["d88", "d89", "grant", "grant_1"]].to_numpy(float)
    fit = fit_ols(
        within(rows["lscrap"].to_numpy(), group=firm), x=within(x, group=firm), errors="classical",
        absorbed=len(np.unique(firm)),
    )  # fmt: skip
    assert fit.coefficient[2:] == pytest.approx([-0.252, -0.422], abs=5e-4)
    assert fit.se[2:] == pytest.approx([0.151, 0.210], abs=5e-4)


def test_the_effect_beside_covariates_is_its_coefficient():
    d = np.array([True, False, True, False])
    last = np.array([1.0, 1.0, 3.0, 3.0])
    assert adjusted(2 * d + last, d=d, x=last[:, None]).effect == pytest.approx(2.0)

"""The two learners behind the adjusted estimate: a linear pair and a boosted pair.

Both predict the outcome without treatment and the chance of treatment. They err in different ways,
so that an effect on which they disagree is told apart from one on which they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from recommender.impact.linear import LogitRegression, RidgeRegression


@dataclass(frozen=True)
class Learner:
    """A pair of scikit-learn estimators; each call makes a fresh one."""

    name: str
    outcome: Callable[[], Any]
    """Regressor of the outcome."""
    treatment: Callable[[], Any]
    """Classifier of the treatment, with ``predict_proba``."""
    most: int | None = None
    """Rows that one fit is made on, drawn at random; None for all."""


_TREES: Final[dict[str, Any]] = {
    "max_iter": 30, "learning_rate": 0.15, "max_leaf_nodes": 8,
    "max_bins": 63, "min_samples_leaf": 20,
    "l2_regularization": 1.0, "early_stopping": False, "random_state": 0,
}  # fmt: skip

LINEAR: Final = Learner("linear", RidgeRegression, LogitRegression)
BOOSTING: Final = Learner(
    "boosting",
    lambda: HistGradientBoostingRegressor(**_TREES),
    lambda: HistGradientBoostingClassifier(**_TREES),
    most=12_000,
)

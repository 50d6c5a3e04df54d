"""What the boosted learner expects of an outcome, fitted once for the many narrow questions about it.

A course is taken by few of the rows, so that E[y|x] of all rows and m0 = E[y|x, d=0] differ by e(x)·τ(x),
with e below ``NARROW`` on average. The estimate subtracts the same function from treated and controls: where
e is right any function will do, and where it is not, what is left is the product of the error of e and e·τ.
A hundred courses then share five fits of the outcome instead of making five each. Wide questions, and the
linear learner everywhere, fit their own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.aipw import LEAST_ESS, Expected, expect
from recommender.impact.estimate import F64, Bool
from recommender.impact.learners import BOOSTING

NARROW: Final = 0.05
"""Share of treated rows up to which a question shares the outcome's expectation."""


def common_outcome(y: F64, *, x: F64, cluster: NDArray[np.integer], seed: int) -> Expected | None:
    """Cross-fitted expectation of every row; None with fewer clusters than any estimate needs."""
    if len(np.unique(cluster)) < LEAST_ESS:
        return None
    return expect(y, x=x, cluster=cluster, learner=BOOSTING, seed=seed)


def if_narrow(common: Expected | None, d: Bool) -> Expected | None:
    """The common expectation where the treatment ``d`` (n,) is rare enough for it."""
    return common if common is not None and len(d) > 0 and d.mean() <= NARROW else None

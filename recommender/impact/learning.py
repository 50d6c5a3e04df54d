"""Did participants learn? Kirkpatrick level 2, from tests before and after.

The mean of post-test less pre-test over those who sat both and completed, in points of 100, with the
classes (sessions) as clusters. There is no comparison group, and whoever sits a test twice does better
the second time: the verdict is never above *mungkin*.
"""

from __future__ import annotations

import numpy as np

from recommender.impact.aipw import LEAST_ESS
from recommender.impact.estimate import Estimate, clustered_se
from recommender.impact.finding import Finding
from recommender.impact.scopes import Scope
from recommender.impact.setting import Setting
from recommender.impact.verdict import Case, judge


def learning_effect(setting: Setting, scope: Scope) -> Finding:
    """Mean gain of the scope's participants."""
    taken = setting.outcomes.participations
    kept = taken.done & scope.courses[taken.course] & ~np.isnan(taken.pre) & ~np.isnan(taken.post)
    gain = (taken.post - taken.pre)[kept].astype(np.float64)
    n, people = len(gain), len(np.unique(taken.person[kept]))
    if n < LEAST_ESS:
        return Finding(n, judge(Case(None, "uncontrolled", 1.0)), None, people=people)
    alone = len(setting.outcomes.sessions) + np.flatnonzero(kept)  # without a session: a class of its own
    session = np.where(taken.session[kept] >= 0, taken.session[kept], alone)
    apart = gain - gain.mean()  # few classes hide how they differ: never less than as many rows would say
    se = max(clustered_se(apart, session), clustered_se(apart, None))
    estimate = Estimate(float(gain.mean()), se, n, n)
    spread = float(taken.pre[kept].std())
    return Finding(n, judge(Case(estimate, "uncontrolled", spread)), estimate, people=people)

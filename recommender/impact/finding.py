"""One question, answered with everything that speaks for and against the answer."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.impact.aipw import Aipw, Expected, aipw, differ
from recommender.impact.estimate import F64, Bool, Estimate
from recommender.impact.learners import BOOSTING, LINEAR
from recommender.impact.lottery import Lottery
from recommender.impact.naive import Naive, naive
from recommender.impact.ols import adjusted
from recommender.impact.placebo import ALARM, Placebo, placebo
from recommender.impact.sensitivity import Sensitivity, sensitivity
from recommender.impact.verdict import Case, Design, Judgement, judge

_WIDER: Final = 1.5
"""A lottery's standard error may be so many times the adjusted one's, or it is shown but not judged by."""


@dataclass(frozen=True)
class Question:
    """n rows of a comparison.

    Attributes
    ----------
    y, d, x, cluster
        (n,) outcome and treatment, (n, p) covariates, (n,) codes of rows that belong together: of people.
    last
        Column of ``x`` with the strong known covariate, last year's score.
    past, after_past
        Column of ``x`` that the placebo puts in the outcome's place (None for no placebo), and those it
        leaves out because they came after it: past trainings were given for past scores.
    control
        (n,) outcome that training should not move, NaN where missing.
    expected
        What the boosted learner expects of the outcome, where many questions share it; else it is fitted.
    people
        Different people with the training, where the rows are only a part; else counted in the rows.
    """

    y: F64
    d: Bool
    x: F64
    cluster: NDArray[np.integer]
    last: int
    past: int | None = None
    after_past: tuple[int, ...] = ()
    control: F64 | None = None
    design: Design = "adjusted"
    expected: Expected | None = None
    people: int | None = None


@dataclass(frozen=True)
class Finding:
    """What is known of one effect; None where a part could not be computed.

    Attributes
    ----------
    treated
        Rows with the training, also where the estimate was refused: one person may have several.
    people
        Different people with the training; None where only rows are known.
    primary, second
        The linear learner and the boosted one beside it.
    shrunk
        A single course's effect drawn towards its family.
    """

    treated: int
    judgement: Judgement
    estimate: Estimate | None
    """What the judgement is about: the lottery's effect where there was one, else the primary's."""
    primary: Aipw | None = None
    second: Aipw | None = None
    least_squares: Estimate | None = None
    lottery: Lottery | None = None
    placebo: Placebo | None = None
    sensitivity: Sensitivity | None = None
    naive: Naive | None = None
    shrunk: Estimate | None = None
    people: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        figures: dict[str, Any] = asdict(self)
        for name, one in (("estimate", self.estimate), ("shrunk", self.shrunk)):
            if one is not None:
                figures[name] = one.as_dict()
        return figures


def answer(question: Question, *, seed: int, drawn: Lottery | None = None, settles: bool = False) -> Finding:
    """Estimate by every method and judge.

    ``drawn`` is what a lottery of the same training says; it goes before the adjusted estimate where it
    ``settles``: where the seats drawn stand for the whole question.
    """
    q = question
    primary = aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, learner=LINEAR, seed=seed)
    people = len(np.unique(q.cluster[q.d])) if q.people is None else q.people
    finding = Finding(int(q.d.sum()), judge(Case(None, q.design, 1.0)), None, primary=primary, people=people)
    if primary.estimate is not None:
        finding = _examined(finding, q, primary.estimate, seed)
    if drawn is None:
        return finding
    finding = replace(finding, lottery=drawn)
    return _settled(finding, drawn, float(q.y.std())) if settles else finding


def _examined(finding: Finding, q: Question, estimate: Estimate, seed: int) -> Finding:
    second = aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, learner=BOOSTING, seed=seed, expected=q.expected)
    earlier = [] if q.past is None else [q.past]
    beside = np.delete(q.x, earlier, axis=1)  # an older score would take away from the benchmark's strength
    strength = sensitivity(
        estimate, y=q.y, d=q.d, x=beside, benchmark=q.last - sum(one < q.last for one in earlier)
    )
    checks = None
    if q.past is not None:
        before = np.delete(q.x, [q.past, *q.after_past], axis=1)
        checks = placebo(
            q.x[:, q.past], before=before, control=q.control, d=q.d, x=q.x, cluster=q.cluster, seed=seed
        )
    agree = finding.primary is not None and not differ(finding.primary, second)
    case = Case(
        estimate, q.design, float(q.y.std()), agree=agree,
        placebo_clean=checks is None or checks.clean, explained=strength.explained,
    )  # fmt: skip
    return replace(
        finding, judgement=judge(case), estimate=estimate, second=second, placebo=checks,
        least_squares=adjusted(q.y, d=q.d, x=q.x, cluster=q.cluster), sensitivity=strength,
        naive=naive(q.y, d=q.d, last=q.x[:, q.last]),
    )  # fmt: skip


def _settled(finding: Finding, drawn: Lottery, spread: float) -> Finding:
    """A lottery goes before any adjustment, unless those drawn differed the year before or are too few."""
    adjusted_se = math.inf if finding.estimate is None else finding.estimate.se
    if abs(drawn.balance.z) >= ALARM or drawn.ancova.se > _WIDER * adjusted_se:
        return finding
    case = Case(drawn.ancova, "lottery", spread)
    return replace(finding, judgement=judge(case), estimate=drawn.ancova)

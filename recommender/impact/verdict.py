"""Four verdicts in words, by rules that stand in one table and are read from the top.

| verdict | reason | when |
|---|---|---|
| belum dapat disimpulkan | NO_ESTIMATE | fewer than 30 treated or effective controls |
| belum dapat disimpulkan | PLACEBO | something that training cannot change seems changed |
| belum dapat disimpulkan | LEARNERS | the two learners disagree by more than one standard error |
| terbukti | LOTTERY | z >= 3.29 (p < .001) where seats were drawn by lot |
| terbukti | ROBUST | z >= 3.29, and a hidden confounder as strong as last year's score would not explain it |
| mungkin | UNCONTROLLED | the 95 % interval lies above 0, without a comparison group |
| mungkin | RELATIVE | it lies above 0, compared with alumni of other trainings |
| mungkin | TRENDS | it lies above 0, if offices would have moved alike without training |
| mungkin | EXPLAINED | it lies above 0, but such a confounder would explain it |
| mungkin | NOT_SURE | it lies above 0, by less than 3.29 standard errors |
| tidak tampak | BELOW_WORTH | it lies below the smallest effect worth having |
| belum dapat disimpulkan | WIDE | it holds both 0 and effects worth having |

All else equal, a larger effect never gets a worse verdict, and neither does a more robust one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from recommender.impact.estimate import Estimate

Design = Literal["lottery", "adjusted", "uncontrolled", "relative", "staggered"]
PROVEN: Final = "terbukti"
POSSIBLE: Final = "mungkin"
NOT_SEEN: Final = "tidak tampak"
OPEN: Final = "belum dapat disimpulkan"
VERDICTS: Final = (NOT_SEEN, OPEN, POSSIBLE, PROVEN)
"""From worst to best."""
SURE: Final = 3.29
"""Standard errors from 0 (p < .001): of a province's hundred questions less than one is won by luck."""
WORTH_HAVING: Final = 0.1
"""Smallest effect worth having, in standard deviations of the outcome; this project's proposal."""
_WEAKER: Final = {"uncontrolled": "UNCONTROLLED", "relative": "RELATIVE", "staggered": "TRENDS"}
"""Designs that cannot prove, with what they lack."""


@dataclass(frozen=True)
class Case:
    """What a verdict rests on."""

    estimate: Estimate | None
    design: Design
    spread: float
    """Standard deviation of the outcome, in its units."""
    agree: bool = True
    """Whether the two learners do."""
    placebo_clean: bool = True
    explained: bool = True
    """Whether a hidden confounder as strong as last year's score would explain the effect."""


@dataclass(frozen=True)
class Judgement:
    """One of ``VERDICTS`` and the code of the rule that gave it."""

    verdict: str
    reason: str


def judge(case: Case) -> Judgement:
    """The first rule of the table that holds."""
    estimate = case.estimate
    if estimate is None:
        return Judgement(OPEN, "NO_ESTIMATE")
    if not case.placebo_clean:
        return Judgement(OPEN, "PLACEBO")
    if not case.agree:
        return Judgement(OPEN, "LEARNERS")
    if estimate.low > 0:
        return _above_zero(case, sure=estimate.z >= SURE)
    if estimate.high < WORTH_HAVING * case.spread:
        return Judgement(NOT_SEEN, "BELOW_WORTH")
    return Judgement(OPEN, "WIDE")


def _above_zero(case: Case, *, sure: bool) -> Judgement:
    if case.design in _WEAKER:
        return Judgement(POSSIBLE, _WEAKER[case.design])
    if sure and case.design == "lottery":
        return Judgement(PROVEN, "LOTTERY")
    if case.design == "adjusted" and case.explained:
        return Judgement(POSSIBLE, "EXPLAINED")
    return Judgement(PROVEN, "ROBUST") if sure else Judgement(POSSIBLE, "NOT_SURE")

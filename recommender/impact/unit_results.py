"""Do the services of an office get better when it takes up training? Offices that start at different times.

An office takes up training in the first year in which the share of its staff who complete a training of
the scope exceeds the median share over all offices and years: a rule that looks at training only,
never at results. Offices above it in the first year observed have no year before, and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.domain import codes
from recommender.features.person_features import root_units
from recommender.impact.estimate import Bool
from recommender.impact.panel import completions
from recommender.impact.placebo import ALARM
from recommender.impact.scopes import Scope
from recommender.impact.setting import Setting
from recommender.impact.staggered import NEVER, Staggered, staggered
from recommender.impact.verdict import Case, Judgement, judge


@dataclass(frozen=True)
class UnitFinding:
    """Effect on one measure; ``result`` is None where too few offices took up training apart in time."""

    scope: str
    measure: str
    judgement: Judgement
    result: Staggered | None


def unit_effects(setting: Setting, scope: Scope) -> list[UnitFinding]:
    """One finding for each measure with any value."""
    values = setting.outcomes.unit_value
    first = uptake(setting, scope.courses)
    found = []
    for row, measure in enumerate(codes.MEASURES):
        if np.isnan(values[:, :, row]).all():
            continue
        result = staggered(values[:, :, row], first=first)
        case = Case(None, "staggered", 1.0)
        if result is not None:
            clean = result.lead is None or abs(result.lead.z) < ALARM
            case = Case(result.effect, "staggered", float(np.nanstd(values[:, :, row])), placebo_clean=clean)
        found.append(UnitFinding(scope.label, measure, judge(case), result))
    return found


def uptake(setting: Setting, courses: Bool) -> NDArray[np.int64]:
    """(U,) column of the year in which each unit took up training; ``NEVER`` if in none."""
    dataset = setting.dataset
    office = root_units(dataset.units)[dataset.people.unit]
    trained = completions(setting.outcomes, courses, people=len(dataset.people)) > 0
    shape = (len(dataset.units.parent), trained.shape[1])
    total = np.zeros(shape)
    np.add.at(total, office, trained)
    staff = np.bincount(office, minlength=shape[0])
    share = total[staff > 0] / staff[staff > 0][:, None]
    first = np.full(shape[0], NEVER, np.int64)
    if share.size:
        above = share > np.median(share)
        first[staff > 0] = np.where(above.any(axis=1), above.argmax(axis=1), NEVER)
    return first

"""The whole evidence of one snapshot: every question asked, every answer with what speaks against it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from threadpoolctl import threadpool_limits

from recommender.domain.days import to_date
from recommender.features.arrays import Dataset
from recommender.features.outcomes import Outcomes
from recommender.impact.behaviour import alumni_of, behaviour_effect, with_expected
from recommender.impact.closed import learn_closed, mean_closed
from recommender.impact.finding import Finding
from recommender.impact.kirkpatrick import Evaluated, evaluated
from recommender.impact.learning import learning_effect
from recommender.impact.pending import Pending, pending
from recommender.impact.performance import GroupFinding, group_effects, performance_effects
from recommender.impact.point_value import NOT_ASKED, PointValue, point_value
from recommender.impact.scopes import Scope, scopes
from recommender.impact.setting import Setting, prepare
from recommender.impact.unit_results import UnitFinding, unit_effects
from recommender.progress import Progress, silent

OUTCOMES: Final = ("kinerja", "L2", "L3 ATASAN", "L3 REKAN")
"""What the effect on persons is asked of."""
_UNIT_SCOPES: Final = ("provinsi", "bentuk", "jenis")


@dataclass(frozen=True)
class Asked:
    """One scope with its finding for each of ``OUTCOMES``."""

    scope: Scope
    findings: dict[str, Finding]


@dataclass(frozen=True)
class Study:
    """What the report says."""

    as_of: date
    people: int
    records: int
    years: tuple[int, ...]
    """Years with scores; an effect on performance needs three in a row."""
    switched_off: tuple[str, ...]
    asked: tuple[Asked, ...]
    groups: tuple[GroupFinding, ...]
    units: tuple[UnitFinding, ...]
    courses: tuple[Evaluated, ...]
    sessions: tuple[Evaluated, ...]
    pending: tuple[Pending, ...]
    point_value: PointValue

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        asked = [
            {
                "kind": one.scope.kind, "name": one.scope.name, "label": one.scope.label,
                "findings": {name: finding.as_dict() for name, finding in one.findings.items()},
            }
            for one in self.asked
        ]  # fmt: skip
        rest = ("as_of", "people", "records", "years", "switched_off")
        parts = ("units", "courses", "sessions", "pending")
        return {
            **{name: getattr(self, name) for name in rest},
            "point_value": self.point_value.as_dict(),
            "asked": asked,
            "groups": [
                {"name": one.name, "p_holm": one.p_holm, "finding": one.finding.as_dict()}
                for one in self.groups
            ],
            **{name: [asdict(one) for one in getattr(self, name)] for name in parts},
        }


def make_study(dataset: Dataset, outcomes: Outcomes, *, seed: int, progress: Progress = silent) -> Study:
    """Ask everything; equal data and seed give equal answers.

    On one core: the fits are small, and threads that wait for each other took ten times the processor time.
    """
    with threadpool_limits(1):
        return _study(dataset, outcomes, seed, progress)


def _study(dataset: Dataset, outcomes: Outcomes, seed: int, progress: Progress) -> Study:
    setting = prepare(dataset, outcomes)
    wanted = scopes(dataset.catalogue, dataset.evidence)
    asked = _asked(setting, wanted, seed, progress)
    courses, sessions = evaluated(setting)
    return Study(
        as_of=to_date(dataset.evidence.as_of),
        people=len(dataset.people),
        records=len(outcomes.participations.person),
        years=tuple(outcomes.years.tolist()),
        switched_off=dataset.switched_off,
        asked=asked,
        groups=tuple(group_effects(setting, seed=seed)),
        units=tuple(
            one for scope in wanted if scope.kind in _UNIT_SCOPES for one in unit_effects(setting, scope)
        ),
        courses=tuple(courses),
        sessions=tuple(sessions),
        pending=tuple(pending(setting, sessions)),
        point_value=_point_value(setting, asked, seed),
    )


def _point_value(setting: Setting, asked: tuple[Asked, ...], seed: int) -> PointValue:
    """From the effect of all training, the widest scope."""
    if not asked:
        return NOT_ASKED
    return point_value(
        asked[0].findings["kinerja"],
        closed=lambda: mean_closed(setting, learn_closed(setting.dataset, seed=seed)),
    )


def _asked(setting: Setting, asked: list[Scope], seed: int, progress: Progress) -> tuple[Asked, ...]:
    performance = performance_effects(setting, asked, seed=seed, progress=progress)
    alumni = {role: with_expected(alumni_of(setting, role=role), seed=seed) for role in ("ATASAN", "REKAN")}
    answers = []
    for done, (scope, finding) in enumerate(zip(asked, performance, strict=True), start=1):
        behaviour = {
            f"L3 {role}": behaviour_effect(answered, scope, seed=seed) for role, answered in alumni.items()
        }
        answers.append(Asked(scope, {"kinerja": finding, "L2": learning_effect(setting, scope), **behaviour}))
        progress("Belajar dan perilaku", done, len(asked))
    return tuple(answers)

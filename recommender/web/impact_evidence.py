"""The newest evidence of impact as pages and answers read it, out of the body that ``impact`` stored.

Figures of groups, no person; what is about fewer than five people is left out here and counts of people are
rounded (:mod:`recommender.impact.told_counts`), so that no page can show more. It is shown beside lists and
never enters one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
import structlog

from recommender.domain.numerals import number
from recommender.impact.estimate import Z95
from recommender.impact.told_counts import told_count
from recommender.impact.told_levels import told_levels, told_pending
from recommender.impact.words import SCOPE_KINDS
from recommender.store.database import Database
from recommender.store.impact_studies import StoredStudy, newest_study, newest_study_id

PERFORMANCE: Final = "kinerja"
"""The outcome that the value of a point is counted in."""
GROUP: Final = "kelompok"
"""Kind of the groups named beforehand, beside the kinds of scopes."""
_WIDE: Final = ("provinsi", "bentuk", "jenis")


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Answer:
    """What was found of one effect.

    Attributes
    ----------
    outcome
        What may have changed: a name of ``impact.study.OUTCOMES`` or a measure of units.
    kind, name, label
        Whose effect: kind of scope, its stable name, and what it is called.
    people
        Participants, each counted once, to the nearest five (of measures: units that took up training); None
        where they are too few to be told. Studies stored before people were counted tell rows instead.
    person_years
        Rows that performance was compared in, a participant once a year; None where they do not say so.
    estimate
        None where none is given.
    finding
        Everything else, as ``impact.finding.Finding`` has it; empty where too few.
    p_holm
        Of groups: the p-value as one of all groups.
    """

    outcome: str
    kind: str
    name: str
    label: str
    verdict: str
    reason: str
    people: int | None
    estimate: Interval | None
    finding: Mapping[str, Any]
    p_holm: float | None = None
    person_years: int | None = None


@dataclass(frozen=True)
class PointValue:
    """What a required-level point is worth in points of the yearly score; None where nobody can say."""

    interval: Interval | None
    unit: str
    n: int
    verdict: str
    reason: str

    def of(self, benefit: Interval) -> Interval | None:
        """The worth of a benefit: from the worst pair of ends to the best one.

        Wider than the interval of the product of two independent figures would be, on purpose.
        """
        if self.interval is None:
            return None
        ends = [
            of_one * each
            for of_one in (self.interval.low, self.interval.high)
            for each in (benefit.low, benefit.high)
        ]
        return Interval(self.interval.value * benefit.value, min(ends), max(ends))

    def sentence(self, benefit: Interval) -> str:
        """What a benefit is worth, in Indonesian; empty where nobody can say."""
        worth = self.of(benefit)
        if worth is None:
            return ""
        ends = f"{number(worth.low, 2)} sampai {number(worth.high, 2)}"
        return (
            f"Manfaat {number(benefit.value, 2)} ≈ {number(worth.value, 2)} poin skor kinerja ({ends}); "
            f"pengaruh semua pelatihan: {self.verdict}."
        )


NO_VALUE: Final = PointValue(None, "poin skor kinerja per poin level wajib", 0, "", "")


@dataclass(frozen=True)
class Evidence:
    """A study, ready to be shown."""

    study_id: int
    snapshot_digest: str
    as_of: date
    made_on: str
    people: int
    records: int
    years: tuple[int, ...]
    switched_off: tuple[str, ...]
    answers: tuple[Answer, ...]
    """Wide scopes first, groups last."""
    courses: tuple[Mapping[str, Any], ...]
    """``impact.kirkpatrick.Evaluated`` of each course, and of each session, as ``told_levels``."""
    sessions: tuple[Mapping[str, Any], ...]
    pending: tuple[Mapping[str, Any], ...]
    """``impact.pending.Pending`` of each session, by the day its window closes, as ``told_pending``."""
    point_value: PointValue

    def find(self, outcome: str, kind: str, name: str) -> Answer | None:
        """The answer about one effect."""
        return next(
            (one for one in self.answers if (one.outcome, one.kind, one.name) == (outcome, kind, name)), None
        )

    def of_course(self, course_id: str) -> list[Answer]:
        """What was found of one course."""
        return [one for one in self.answers if (one.kind, one.name) == ("pelatihan", course_id)]

    def province(self) -> Answer | None:
        """All training, on performance."""
        whole = (one for one in self.answers if one.kind == "provinsi" and one.outcome == PERFORMANCE)
        return next(whole, None)


def interval_of(estimate: Mapping[str, Any] | None) -> Interval | None:
    """An estimate of the study; None where it was refused."""
    if estimate is None or estimate.get("effect") is None or estimate.get("se") is None:
        return None
    effect, away = float(estimate["effect"]), Z95 * float(estimate["se"])
    return Interval(effect, effect - away, effect + away)


def read_evidence(stored: StoredStudy) -> Evidence:
    """Read a stored study."""
    study = orjson.loads(stored.body)
    courses, sessions = told_levels(study["courses"], study["sessions"])
    return Evidence(
        study_id=stored.study_id, snapshot_digest=stored.snapshot_digest, as_of=stored.as_of,
        made_on=stored.made_on, people=study["people"], records=study["records"],
        years=tuple(study["years"]), switched_off=tuple(study["switched_off"]),
        answers=(*_asked(study), *_of_units(study), *_groups(study)),
        courses=tuple(courses), sessions=tuple(sessions),
        pending=tuple(_dated(one) for one in told_pending(study["pending"], sessions)),
        point_value=_point_value(study.get("point_value")),
    )  # fmt: skip


def _dated(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, **{name: date.fromisoformat(one[name]) for name in ("opens", "closes")}}


def _asked(study: Mapping[str, Any]) -> list[Answer]:
    rank = list(SCOPE_KINDS)
    asked = sorted(study["asked"], key=lambda one: rank.index(one["kind"]))
    return [
        _answer(outcome, one["kind"], one["name"], one["label"], finding)
        for one in asked
        for outcome, finding in one["findings"].items()
    ]


def _groups(study: Mapping[str, Any]) -> list[Answer]:
    return [
        _answer(PERFORMANCE, GROUP, one["name"], one["name"], one["finding"], p_holm=one["p_holm"])
        for one in study["groups"]
    ]


def _answer(
    outcome: str, kind: str, name: str, label: str, finding: Mapping[str, Any], p_holm: float | None = None
) -> Answer:
    judged, counted = finding["judgement"], finding.get("people")
    rows = int(finding["treated"])
    people = told_count(rows if counted is None else int(counted))
    few = people is None
    yearly = outcome == PERFORMANCE and counted is not None and not few
    return Answer(
        outcome, kind, name, label, judged["verdict"], judged["reason"],
        people,
        None if few else interval_of(finding["estimate"]),
        {} if few else finding, None if few else p_holm, told_count(rows) if yearly else None,
    )  # fmt: skip


def _of_units(study: Mapping[str, Any]) -> list[Answer]:
    """Units are offices, not people: their numbers are always told."""
    scopes = {one["label"]: (one["kind"], one["name"]) for one in study["asked"] if one["kind"] in _WIDE}
    found = []
    for one in study["units"]:
        kind, name = scopes.get(one["scope"], (_WIDE[0], one["scope"]))
        result, judged = one["result"], one["judgement"]
        effect = None if result is None else result["effect"]
        treated = 0 if effect is None else effect["treated"]
        found.append(Answer(
            one["measure"], kind, name, one["scope"], judged["verdict"], judged["reason"], treated,
            interval_of(effect), result or {},
        ))  # fmt: skip
    return found


def _point_value(value: Mapping[str, Any] | None) -> PointValue:
    if value is None:
        return NO_VALUE
    known = value["value"] is not None and value["low"] is not None and value["high"] is not None
    interval = Interval(value["value"], value["low"], value["high"]) if known else None
    return PointValue(
        interval, value["unit"], told_count(value["n"]) or 0, value["verdict"] or "", value["reason"] or ""
    )


class ImpactView:
    """The newest evidence that this process knows of; safe between threads, for it only assigns."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._evidence: Evidence | None = None

    def look(self) -> None:
        """Read a newer study where there is one; whatever fails, the one in place stays."""
        try:
            newest = newest_study_id(self._database)
            known = None if self._evidence is None else self._evidence.study_id
            if newest is None or newest == known:
                return
            stored = newest_study(self._database)
            self._evidence = None if stored is None else read_evidence(stored)
        except Exception as failure:
            structlog.get_logger().error("impact_unread", kind=type(failure).__name__)

    def current(self) -> Evidence | None:
        """The newest evidence; None before the first."""
        return self._evidence

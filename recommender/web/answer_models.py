"""What the service answers, as the OpenAPI document tells it; tests hold every answer against these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from recommender.domain.codes import FEEDBACK_EVENTS, FORMS, METHODS
from recommender.impact.verdict import VERDICTS
from recommender.ranking.levers import LEVER_TEXTS
from recommender.web.request_models import OneOf

Share = Annotated[float, Field(ge=-1e-9, le=1 + 1e-9)]


class Answer(BaseModel):
    """Base: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class Versioned(Answer):
    """Which version answered, and of which day its data are."""

    as_of: date
    model_version: str


class CourseAnswer(Answer):
    """A course."""

    course_id: str
    title: str
    form: Annotated[str, OneOf(FORMS)]
    jp: float
    cost_per_participant: float


class BenefitAnswer(Answer):
    """Expected levels closed over the position's standards, with its interval."""

    value: float
    low: float
    high: float
    unit: str


class ReasonAnswer(Answer):
    """Part of an item's score that vanishes when what the reason names is removed."""

    code: str
    share: float
    text: str


class SessionAnswer(Answer):
    """The next session."""

    session_id: str
    starts_on: date
    seats_left: int


class LeverAnswer(Answer):
    """The most useful help with a course that may not be finished; ``course`` to take instead, or null."""

    code: Annotated[str, OneOf(tuple(LEVER_TEXTS))]
    course: CourseAnswer | None
    p_complete: Share
    text: str


class PerformanceAnswer(Answer):
    """What a benefit is worth in points of the yearly performance score; from the worst ends to the best."""

    value: float
    low: float
    high: float
    unit: str
    verdict: Annotated[str, OneOf(VERDICTS)]
    text: str


class ItemAnswer(Answer):
    """One recommended course; the last four stand there only where advice was asked for.

    ``performance`` is null where the evidence of impact does not say what a point is worth.
    """

    rank: int
    course: CourseAnswer
    score: float
    benefit: BenefitAnswer
    p_complete: Share
    reasons: list[ReasonAnswer]
    next_session: SessionAnswer | None
    lever: LeverAnswer | None = None
    benefit_per_jp: float | None = None
    benefit_per_million_rupiah: float | None = None
    performance: PerformanceAnswer | None = None


class ExclusionAnswer(Answer):
    """A course that is not offered, and the rule that says so."""

    course_id: str
    code: str
    text: str


class AssessmentAnswer(Answer):
    """An assessment that would improve the list by more than any course helps; it measures all it names."""

    method: str
    competency_ids: list[str]
    value: float
    text: str


class ListAnswer(Versioned):
    """A list of recommendations; ``asn_id`` is null for a profile, the last two stand there on request."""

    asn_id: str | None
    advice: Literal["human decides"]
    items: list[ItemAnswer]
    excluded: list[ExclusionAnswer]
    notes: list[str]
    assessment: AssessmentAnswer | None = None
    counterfactual: str | None = None


class BatchAnswer(Versioned):
    """Lists in the order asked for; absent and foreign ids stand in ``not_found``."""

    advice: Literal["human decides"]
    recommendations: list[ListAnswer]
    not_found: list[str]


class LookupAnswer(Versioned):
    """The agency's key of a person."""

    asn_id: str


class GapAnswer(Answer):
    """A competency in which the person is below the standard of the post; levels 0-5."""

    competency_id: str
    name: str
    required: float
    level: float
    gap: float
    weight: float
    priority: float
    method: Annotated[str, OneOf(METHODS)] | None
    age_years: float | None
    reliability: str
    expired: bool
    text: str


class EntitlementAnswer(Answer):
    """What a rule owes the person, in the rule's own unit."""

    rule: str
    subject: str
    value: float | str
    unit: str
    legal_basis: str
    verified: bool
    missing: float
    text: str


class PersonNeedsAnswer(Versioned):
    """Gap needs and entitlement needs of a person; the two are never added up."""

    asn_id: str
    gap_needs: list[GapAnswer]
    entitlement_needs: list[EntitlementAnswer]
    notes: list[str]


class UnitGapAnswer(Answer):
    """A competency in which people of the unit are below their standards."""

    competency_id: str
    name: str
    people: int
    mean_gap: float
    priority: float


class UnitEntitlementAnswer(Answer):
    """What a rule owes people of the unit together, in the rule's own unit."""

    rule: str
    subject: str
    value: float | str
    unit: str
    legal_basis: str
    verified: bool
    people: int
    missing: float


class UnitNeedsAnswer(Versioned):
    """Needs of a unit and all below it."""

    unit_id: str
    name: str
    people: int
    gap_needs: list[UnitGapAnswer]
    entitlement_needs: list[UnitEntitlementAnswer]
    notes: list[str]


class FeedbackAnswer(Answer):
    """What was stored."""

    feedback_id: int
    event: Annotated[str, OneOf(FEEDBACK_EVENTS)]
    received_at: str


class ModelAnswer(Versioned):
    """The serving version."""

    snapshot_digest: str
    dial: Share
    metrics: dict[str, Any]
    seeds: dict[str, int]
    switched_off: list[str]


class LiveAnswer(Answer):
    """The process runs."""

    status: Literal["live"]


class ReadyAnswer(Answer):
    """Requests can be answered; ``degraded`` names why the promoted version is not the serving one."""

    status: Literal["ready", "degraded"]
    reason: str | None


class ModelReadyAnswer(Versioned):
    """A version is in place and has answered its golden query."""

    generation: int


class FieldErrorAnswer(Answer):
    """One field that cannot be accepted."""

    field: str
    text: str


class ProblemAnswer(Answer):
    """RFC 9457 problem with a stable code."""

    type: str
    title: str
    status: int
    code: str
    fix: str
    errors: list[FieldErrorAnswer] = Field(default_factory=list)

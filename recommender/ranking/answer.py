"""The answer of recommend(): plain frozen values, ready to be written as JSON or a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why an item is where it is.

    ``share`` is the part of the item's score that vanishes when what ``subject`` names is removed;
    the shares of an item add up to 1.
    """

    code: str
    """GAP, PRACTICE or NO_EVIDENCE; see ``ranking.reasons.REASON_TEXTS``."""
    share: float
    text: str
    subject: str
    """Competency id of a gap; empty for the other codes."""


@dataclass(frozen=True)
class Benefit:
    """Expected levels closed, Σ weight·levels over the position's standards, with its interval."""

    value: float
    low: float
    high: float
    unit: str = "required-level points closed"


@dataclass(frozen=True)
class Item:
    """One recommended course."""

    rank: int
    course: int
    """Row in the catalogue."""
    score: float
    benefit: Benefit
    p_complete: float
    reasons: tuple[Reason, ...]
    session: int
    """Row of the next session, or -1."""


@dataclass(frozen=True)
class Exclusion:
    """A course that is not offered to this person, and the rule that says so."""

    course: int
    code: str
    text: str
    column: str = ""
    """For RULE_UNKNOWN: the column whose value is missing."""


@dataclass(frozen=True)
class Recommendation:
    """The list of one person."""

    asn_id: str
    items: tuple[Item, ...]
    excluded: tuple[Exclusion, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Lever:
    """The most useful help with a course that the person may not finish."""

    code: str
    """ONLINE_VARIANT, SHORTER_COURSE, OTHER_DATE or SUPPORT."""
    course: int
    """Row of the course to take instead, or -1."""
    p_complete: float
    """Probability to finish with this help."""
    text: str


@dataclass(frozen=True)
class ItemAdvice:
    """What is said of one item when advice is asked for."""

    lever: Lever | None
    """None where the person will probably finish."""
    benefit_per_jp: float
    benefit_per_million_rupiah: float | None
    """None for a course that is free."""


@dataclass(frozen=True)
class AssessmentAdvice:
    """An assessment that would improve the list by more than any course helps."""

    method: str
    """Code of the method."""
    competencies: tuple[int, ...]
    """Rows of the competencies of the post that it measures."""
    value: float
    """Expected improvement of the list, in required-level points closed."""
    text: str


@dataclass(frozen=True)
class Advice:
    """What is said beside a list, ``items`` one for each of its items."""

    items: tuple[ItemAdvice, ...]
    assessment: AssessmentAdvice | None
    counterfactual: str | None
    """One sentence: at which level another course would be number 1."""

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
    """GAP, GAP_TARGET or PRACTICE."""
    share: float
    text: str
    subject: str
    """Competency id of a gap; empty for PRACTICE."""


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

"""What the models and the server know, as frozen arrays: catalogue, standards, people, evidence.

numpy only: the serving process loads these from memory-mapped files. Days are day numbers
(:mod:`recommender.domain.days`), codes are positions in the tuples of
:mod:`recommender.domain.codes`, and ``-1`` (``UNKNOWN``) is "not known" for every integer code.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.features.identifiers import Vocabulary

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """One eligibility rule of a course, as the agency wrote it."""

    course: int
    """Row of the course."""
    rule: str
    """A code of ``domain.codes.RULES``."""
    values: tuple[str, ...]
    """The listed values; one for rules that take a number."""


@dataclass(frozen=True)
class CourseText:
    """What people read of a course."""

    title: str
    provider: str
    description: str


@dataclass(frozen=True)
class Catalogue:
    """The courses. C courses; M course-competency pairs, sorted by course, then competency."""

    courses: Vocabulary
    texts: tuple[CourseText, ...]
    """C titles, providers, descriptions."""
    dev_kind: I32
    """(C,) id 1-25 of ``DEV_KINDS``."""
    form: I8
    """(C,) position in ``FORMS``."""
    delivery: I8
    """(C,) position in ``DELIVERIES`` or -1."""
    jp: F32
    """(C,) hours of 45 minutes."""
    days: F32
    """(C,) days, NaN if not stated."""
    cost: NDArray[np.float64]
    """(C,) rupiah per participant."""
    provider: I32
    """(C,) code of the provider, equal for equal names; -1 if not stated."""
    family: I32
    """(C,) code of form x kind x level: the group that thin evidence is shrunk to."""
    active: Bool
    """(C,) offered at all."""
    valid_from: I32
    """(C,) first day of validity or MISSING_DAY."""
    valid_to: I32
    """(C,) last day of validity or MISSING_DAY."""
    pair_course: I32
    """(M,) row of the course."""
    pair_competency: I32
    """(M,) row of the competency."""
    level_from: F32
    """(M,) level the course starts from; ``level_to - 1`` where the agency left it empty."""
    level_to: F32
    """(M,) level the course leads to."""
    strength: F32
    """(M,) 0-1, share of the course that serves this competency."""
    rules: tuple[Rule, ...]
    session_course: I32
    """(S,) row of the course of each session, sorted by start day, then session id."""
    session_id: NDArray[np.str_]
    """(S,)"""
    session_start: I32
    """(S,) first day."""
    session_end: I32
    """(S,) last day."""
    session_seats: I32
    """(S,) seats left: the seats less those already enrolled."""
    session_status: I8
    """(S,) position in ``SESSION_STATUSES``."""

    def __len__(self) -> int:
        return len(self.courses)


@dataclass(frozen=True)
class Competencies:
    """K competencies."""

    ids: Vocabulary
    names: tuple[str, ...]
    kind: I8
    """(K,) position in ``COMPETENCY_KINDS``."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Positions:
    """J positions with their competency standards valid on the as-of date."""

    ids: Vocabulary
    names: tuple[str, ...]
    position_class: I8
    """(J,) position in ``POSITION_CLASSES``."""
    jf_tier: I8
    """(J,) position in ``JF_TIERS`` or -1."""
    family: I32
    """(J,) code of the job family or -1."""
    required: F32
    """(J, K) level 1-5; 0 where the position has no standard for the competency."""
    weight: F32
    """(J, K) rows add up to 1 over the position's standards (all 0 without a standard)."""


@dataclass(frozen=True)
class Units:
    """U organisational units as a tree."""

    ids: Vocabulary
    names: tuple[str, ...]
    parent: I32
    """(U,) row of the parent or -1."""
    region: tuple[str, ...]
    """Region code or empty."""


@dataclass(frozen=True)
class Profile:
    """What HR knows of n people, one row each.

    Sex, religion and marital status have no place here; ``born_on`` serves the MAX_AGE rule alone
    and is never a feature.
    """

    position: I32
    target_position: I32
    unit: I32
    employment: I8
    legal_status: NDArray[np.int16]
    """Numeric value of the two-digit code, e.g. 1 for "01"; -1 if not known."""
    grade: NDArray[np.int16]
    grade_since: I32
    position_since: I32
    hired_on: I32
    retires_on: I32
    born_on: I32
    edu_level: NDArray[np.int16]
    """Numeric value of the code, e.g. 40 for S-1; -1 if not known."""
    travel_hours: F32
    training_hold: Bool


@dataclass(frozen=True)
class People(Profile):
    """n people, one row each: a whole province, a batch, or one profile nobody has seen before.

    Ragged blocks (history, features) are in compressed rows: the entries of person i are
    ``[indptr[i]:indptr[i + 1]]``.
    """

    asn_id: NDArray[np.str_]
    level: F32
    """(n, K) estimated level, 0-5 (posterior mean)."""
    level_sd: F32
    """(n, K) standard deviation of the estimate, in levels."""
    level_method: I8
    """(n, K) method of the newest assessment or -1 if never assessed."""
    level_day: I32
    """(n, K) day of the newest assessment or MISSING_DAY."""
    history_indptr: NDArray[np.int64]
    history_course: I32
    """Row of the course, in order of end day."""
    history_day: I32
    """End day."""
    history_status: I8
    """Position in ``RECORD_STATUSES``."""
    feature_indptr: NDArray[np.int64]
    feature: I32
    """Row in the vocabulary of person features (position, class, unit, family, ...)."""
    completion: F32
    """(n, F) inputs of the completion model that describe the person."""
    jp_this_year: F32
    """JP credited so far in the calendar year of the as-of date."""

    def __len__(self) -> int:
        return len(self.asn_id)

    def history_person(self) -> NDArray[np.int64]:
        """(H,) row of the person of each history entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.history_indptr))

    def take(self, rows: NDArray[Any] | list[int]) -> People:
        """The people of ``rows``, in that order."""
        index = np.asarray(rows, dtype=np.int64)
        ragged = {
            **_take_ragged(self.history_indptr, index, "history_indptr", {
                "history_course": self.history_course,
                "history_day": self.history_day,
                "history_status": self.history_status,
            }),
            **_take_ragged(self.feature_indptr, index, "feature_indptr", {"feature": self.feature}),
        }  # fmt: skip
        flat = {one.name: getattr(self, one.name)[index] for one in fields(self) if one.name not in ragged}
        return People(**flat, **ragged)


def _take_ragged(
    indptr: NDArray[np.int64], index: NDArray[np.int64], name: str, blocks: dict[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    start, length = indptr[index], indptr[index + 1] - indptr[index]
    new = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    entries = np.arange(new[-1]) - np.repeat(new[:-1] - start, length)
    return {name: new, **{key: block[entries] for key, block in blocks.items()}}


@dataclass(frozen=True)
class Evidence:
    """Dated observations that models learn from; nothing here is needed to serve.

    A assessments, R training records, V evaluations. All on or before the as-of date.
    """

    as_of: int
    """Day number; nothing later is in here."""
    assessed_person: I32
    assessed_competency: I32
    assessed_level: F32
    assessed_method: I8
    assessed_day: I32
    """(A,) sorted by person, competency, day."""
    record_person: I32
    record_course: I32
    record_start: I32
    record_end: I32
    """(R,) sorted by end day, then person, then course."""
    record_status: I8
    record_jp: F32
    record_pre: F32
    """0-100, NaN if missing."""
    record_post: F32
    record_nominator: I8
    evaluated_person: I32
    evaluated_course: I32
    evaluated_level: I8
    """(V,) Kirkpatrick 1, 3 or 4."""
    evaluated_role: I8
    evaluated_score: F32
    evaluated_day: I32
    performance_person: I32
    performance_year: I32
    performance_score: F32
    """(Y,) yearly score 0-120, NaN if missing."""


@dataclass(frozen=True)
class Dataset:
    """Everything of one snapshot as of one date."""

    catalogue: Catalogue
    competencies: Competencies
    positions: Positions
    units: Units
    people: People
    """Levels in here are the raw prior (mean 0, no information) until levels are learnt."""
    evidence: Evidence
    feature_names: tuple[str, ...]
    """Names of the person features, ``block=value``."""
    switched_off: tuple[str, ...]
    """Optional tables that the snapshot does not have."""

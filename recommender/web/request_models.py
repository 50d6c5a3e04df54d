"""What clients may send. Unknown fields are refused; a body is read strictly (a number is no text).

A value of the right form that is not known (a position nobody has, a code of no list) is no error in a
profile: its answer names it in ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from recommender.domain.codes import (
    DECLINE_REASONS,
    DEV_KINDS,
    EMPLOYMENT,
    FEEDBACK_EVENTS,
    FORMS,
    METHODS,
    RECORD_STATUSES,
)

BATCH_LIMIT: Final = 500
LIST_LIMIT: Final = 100
INCLUDES: Final = ("excluded", "advice", "excluded,advice", "advice,excluded")
"""What a list may bring besides its items."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""An identifier of the agency: 1-64 characters, none of them a control character."""


@dataclass(frozen=True)
class OneOf:
    """Annotation of a text that must be one of ``codes``."""

    codes: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.codes))


def _plain_number(value: Any) -> Any:
    """A query value is text: let through only plain decimals, not ``1_0``, `` 5`` or ``inf``."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return None
    return value


def _day(value: Any) -> Any:
    """A date in JSON is text ``yyyy-mm-dd``; anything else is left for pydantic to refuse."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    return _or_none(date.fromisoformat, value)


def _moment(value: Any) -> Any:
    """A moment in JSON is RFC 3339 text with its offset: without one the moment is not known."""
    form = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{8,18}([Zz]|[+-][0-9]{2}:[0-9]{2})"
    if not isinstance(value, str) or not re.fullmatch(form, value):
        return None
    return _or_none(datetime.fromisoformat, value.upper())


def _or_none(read: Callable[[str], date], text: str) -> date | None:
    try:
        return read(text)
    except ValueError:
        return None


_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
Day = Annotated[date, BeforeValidator(_day), Field(ge=_FIRST, le=_LAST)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC)),
]
Count = Annotated[int, BeforeValidator(_plain_number), Field(ge=1, le=LIST_LIMIT)]
Kind = Annotated[int, BeforeValidator(_plain_number), Field(ge=min(DEV_KINDS), le=max(DEV_KINDS))]
Jp = Annotated[float, BeforeValidator(_plain_number), Field(gt=0, le=10_000)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuery(_Request):
    """No query parameter is known here."""


class ListOptions(_Request):
    """What a list may be narrowed to."""

    n: Count = Field(10, description="Panjang daftar.")
    kind: Kind | None = Field(None, description="Jenis pengembangan (jenisDiklat SIASN, 1-25).")
    form: Annotated[str, OneOf(FORMS)] | None = Field(None, description="Bentuk pelatihan.")
    max_jp: Jp | None = Field(None, description="JP terbanyak per pelatihan.")
    include: Annotated[str, OneOf(INCLUDES)] | None = Field(
        None,
        description="`excluded`: sertakan pelatihan yang dikecualikan beserta alasannya; `advice`: sertakan"
        " saran di samping daftar; keduanya dipisah koma.",
    )

    def includes(self, what: str) -> bool:
        """Whether ``excluded`` or ``advice`` is asked for."""
        return self.include is not None and what in self.include.split(",")


class Assessment(_Request):
    """One assessed level of a profile."""

    competency_id: Id
    level: float = Field(ge=0, le=5, multiple_of=0.5)
    method: Id = Field(description=", ".join(METHODS))
    assessed_on: Day


class HistoryEntry(_Request):
    """One training of a profile."""

    course_id: Id
    ends_on: Day
    status: Id = Field(description=", ".join(RECORD_STATUSES))


class Profile(_Request):
    """A person the snapshot does not know; whatever is left out counts as not known."""

    employment: Id | None = Field(None, description=", ".join(EMPLOYMENT))
    grade_id: int | None = Field(None, ge=0, le=999, description="11-45 PNS, 101-117 PPPK.")
    position_id: Id | None = None
    unit_id: Id | None = None
    edu_level_id: Id | None = None
    hired_on: Day | None = None
    retires_on: Day | None = None
    travel_hours: float | None = Field(None, ge=0, le=240)
    assessments: list[Assessment] = Field(default_factory=list, max_length=500)
    history: list[HistoryEntry] = Field(default_factory=list, max_length=1000)


class ProfileRequest(ListOptions):
    """A list for a profile."""

    profile: Profile


class BatchRequest(ListOptions):
    """Lists for many people at once."""

    asn_ids: list[Id] = Field(min_length=1, max_length=BATCH_LIMIT)
    include: Annotated[str, OneOf(INCLUDES[:1])] | None = Field(
        None,
        description="`excluded`: sertakan pelatihan yang dikecualikan beserta alasannya. Saran diminta"
        " orang per orang.",
    )


class LookupRequest(_Request):
    """A NIP as text: as a JSON number it would already have lost digits."""

    nip: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class FeedbackRequest(_Request):
    """What happened with a recommended course."""

    asn_id: Id
    course_id: Id
    event: Annotated[str, OneOf(FEEDBACK_EVENTS)]
    reason: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        None,
        description="Untuk DECLINED, kode yang dipelajari: "
        + ", ".join(f"`{code}` ({text})" for code, text in DECLINE_REASONS.items())
        + ". Teks lain disimpan, tidak dipelajari.",
    )
    occurred_at: Moment = Field(description="RFC 3339 dengan zona waktu, mis. 2026-11-24T08:30:00+07:00.")


REQUEST_MODELS: Final = (
    ListOptions, Assessment, HistoryEntry, Profile, ProfileRequest, BatchRequest, LookupRequest,
    FeedbackRequest,
)  # fmt: skip
FIELD_NAMES: Final = frozenset(name for one in REQUEST_MODELS for name in one.model_fields)

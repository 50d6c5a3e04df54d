"""What clients send and get of plans."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from recommender.domain.plan_codes import ACTIONS, DECLINED, PARTICIPANT, REASONS, RESERVE, STATES, STOPS
from recommender.domain.plan_rules import FIXED_RULES, MOST_SCENARIOS, PLAN_FIELDS
from recommender.web.answer_models import Answer
from recommender.web.request_models import Id, OneOf

MOST_WISHES: Final = 500

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, StringConstraints(max_length=1000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Rupiah = Annotated[float, Field(ge=0, le=1e15)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_RULES: Final[dict[str, Any]] = {
    one.code: (float | None, Field(None, ge=one.low, le=one.high, description=f"{one.label}. {one.text}"))
    for one in PLAN_FIELDS
}
PlanRules: Final[Any] = create_model(
    "PlanRules",
    __base__=_Request,
    __doc__="Rules of a plan; what is left out is off, or at its default.",
    **_RULES,
)


class Pair(_Request):
    """One person and one session."""

    asn_id: Id
    session_id: Id


_RULE: Final = "|".join((*_RULES, *FIXED_RULES))
Scenario = Annotated[
    str,
    StringConstraints(
        max_length=80,
        pattern=rf"^(budget:[+-][0-9]{{1,3}}([.,][0-9]{{1,2}})?%|session:[^\x00-\x1f\x7f]{{1,64}}|off:({_RULE}))$",
    ),
]
"""One what-if: ``budget:-10%``, ``session:ID`` (not held) or ``off:RULE``."""


class PlanRequest(_Request):
    """A plan to be computed."""

    title: Title = Field("", description="Nama rencana; kosong: tahunnya.")
    year: Year = Field(description="Angkatan yang mulai pada tahun ini.")
    budget: Rupiah | None = Field(None, description="Rupiah; satu pagu lagi atas semuanya.")
    rules: PlanRules = Field(default_factory=PlanRules)
    lock: list[Pair] = Field(default_factory=list, max_length=MOST_WISHES)
    ban: list[Pair] = Field(default_factory=list, max_length=MOST_WISHES)
    drop: list[Id] = Field(
        default_factory=list, max_length=MOST_WISHES, description="Angkatan yang tidak diselenggarakan."
    )
    off: list[Annotated[str, OneOf(tuple(_RULES))]] = Field(
        default_factory=list, max_length=len(_RULES), description="Aturan bawaan yang tidak dipakai."
    )
    lottery: int | None = Field(
        None, ge=0, le=2**32 - 1, description="Benih undian kursi di sekitar batas; kosong: tidak diundi."
    )
    what_if: list[Scenario] = Field(
        default_factory=list, max_length=MOST_SCENARIOS,
        description="Pengandaian: `budget:-10%`, `session:ID`, `off:ATURAN`.",
    )  # fmt: skip


class DecisionRequest(_Request):
    """One decision; each action has its own fields."""

    action: Annotated[str, OneOf((*[one for one in ACTIONS if one != "PROPOSE"], *STOPS))]
    revision: int = Field(ge=0, le=1_000_000, description="Revisi terbaru yang dilihat.")
    session_id: Id | None = Field(None, description="ACCEPT, LOCK, SWAP, DECLINE.")
    asn_id: Id | None = Field(None, description="ACCEPT (tanpa ini: seluruh angkatan), LOCK, SWAP, DECLINE.")
    replacement: Id | None = Field(None, description="SWAP: cadangan angkatan itu.")
    reason: Annotated[str, OneOf(tuple(REASONS))] | None = Field(None, description="SWAP, DECLINE, RETURN.")
    note: Note | None = Field(None, description="Wajib untuk alasan LAINNYA.")
    digest: Digest | None = Field(None, description="APPROVE: sidik isi yang ditelaah.")


PLAN_FIELD_NAMES: Final = frozenset(
    name for one in (PlanRequest, PlanRules, Pair, DecisionRequest) for name in one.model_fields
)


class PlanAsked(Answer):
    """A plan that will be computed."""

    plan_id: str
    state: Annotated[str, OneOf(tuple(STATES))]


class DecisionAnswer(PlanAsked):
    """Where the plan stands after a decision."""

    revision: int
    digest: str


class ProgressAnswer(Answer):
    """How far the computation is."""

    step: str
    done: int
    total: int


class PlanFailure(Answer):
    """Why there is no plan; ``conflict`` is the smallest set of demands that contradict each other."""

    code: str
    text: str
    fix: str
    conflict: list[str]


class PlanSession(Answer):
    """A session that is held."""

    session_id: str
    course_id: str
    title: str
    starts_on: str
    ends_on: str
    seats: int
    minimum: int
    cost: float
    jp: float
    form: str


class PlanPlace(Answer):
    """A participant, a reserve, or somebody who was taken out."""

    asn_id: str
    session_id: str
    status: Annotated[str, OneOf((PARTICIPANT, RESERVE, DECLINED))]
    mark: Annotated[str, OneOf(("", "ACCEPTED", "LOCKED"))]
    benefit: float
    cost: float
    reason: str
    account: str
    unit_id: str
    unit: str
    position: str
    position_class: str
    grade_id: int
    employment: str
    region: str = ""
    jp_before: float = Field(0.0, description="JP pada tahun rencana sebelum rencana ini.")
    owed: bool = Field(False, description="Wajib mengikuti pelatihan yang ada angkatannya.")
    mandatory: bool = Field(False, description="Pelatihan ini yang wajib baginya.")


class PlanStaff(Answer):
    """What the rules ask about people beyond those of the plan."""

    people: int = Field(description="Pegawai yang direncanakan.")
    with_jp: int = Field(description="Di antaranya yang sudah mencapai 20 JP.")
    units: dict[str, int] = Field(description="Banyaknya pegawai tiap unit dalam rencana.")


class PlanBinding(Answer):
    """A rule that holds the plan back; ``price`` is the value of one unit of leeway."""

    rule: str
    subject: str
    price: float
    text: str


class PlanProof(Answer):
    """What the plan was worth when it was computed, and a proven upper bound."""

    value: float
    bound: float
    gap: float
    complete: bool
    mandatory: int | None = Field(None, description="Tempat pelatihan wajib, bila didahulukan.")
    mandatory_most: int | None = Field(
        None, description="Tidak ada rencana dengan tempat wajib lebih banyak."
    )


class PlanDraw(Answer):
    """Seats of one session that were drawn by lot among people whose gains hardly differ."""

    session_id: str
    eligible: list[str]
    drawn: list[str]
    odds: float
    seed: int


class PlanOutcome(Answer):
    """What a plan comes to; the first is the plan itself, the others are what-ifs."""

    name: str
    seats: int
    people: int
    benefit: float
    cost: float
    value: float
    bound: float
    feasible: bool


class PlanTeaches(Answer):
    """A competency a course raises."""

    competency: str
    level_from: float
    level_to: float


class PlanTerm(Answer):
    """Who may attend a course."""

    rule: str
    value: str


class PlanSource(Answer):
    """Where the money of a ceiling comes from; an empty ``account`` is the whole agency."""

    account: str
    unit: str
    source: str


class PlanCourse(Answer):
    """What the plan keeps of a course for its yearly document."""

    course_id: str
    dev_kind: int
    delivery: str
    provider: str
    teaches: list[PlanTeaches]
    terms: list[PlanTerm]


class PlanContent(Answer):
    """What is reviewed and approved; ``digest`` is of exactly this."""

    year: int
    version: str
    snapshot: str
    as_of: str
    settings: dict[str, float]
    budget: float | None
    figures: PlanProof
    bindings: list[PlanBinding]
    ceilings: dict[str, float]
    whole: float | None
    sessions: list[PlanSession]
    places: list[PlanPlace]
    staff: PlanStaff | None = None
    draws: list[PlanDraw] = Field(default_factory=list)
    outcomes: list[PlanOutcome] = Field(default_factory=list)
    courses: list[PlanCourse] = Field(default_factory=list)
    sources: list[PlanSource] = Field(default_factory=list)


class PlanRevision(Answer):
    """One decision."""

    revision: int
    at: str
    key_id: str
    action: str
    session_id: str
    asn_id: str
    replacement: str
    reason: str
    note: str
    digest: str


class PlanAnswer(DecisionAnswer):
    """A plan with its history."""

    title: str
    unit_id: str | None
    created_at: str
    created_by: str
    submitted_by: str | None
    progress: ProgressAnswer
    failure: PlanFailure | None
    history: list[PlanRevision]
    content: PlanContent | None

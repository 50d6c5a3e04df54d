"""Plans: asked for, looked at, decided on, exported. Nothing is computed here."""

from __future__ import annotations

from typing import Any, Final, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from recommender.domain.plan_codes import PLANNING
from recommender.store.plan_content import Decision
from recommender.store.plans import PlanView
from recommender.web.context import caller, services
from recommender.web.operation import json_answer, operation
from recommender.web.plan_access import decide, visible_plan
from recommender.web.plan_models import DecisionAnswer, DecisionRequest, PlanAnswer, PlanAsked, PlanRequest
from recommender.web.problems import FieldError, RequestRefused
from recommender.web.request_key import HEADER, given_key
from recommender.web.request_models import NoQuery
from recommender.web.scope import require_person
from recommender.web.workbook_answer import XLSX, workbook_answer

blueprint = Blueprint("plans", __name__)

_ROLES: Final = ("planner", "approver")
_KEY: Final = {HEADER: "Kunci permintaan; pengulangan dengan kunci dan isi sama dikerjakan sekali."}
_FIELDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ACCEPT": (("session_id",), ("asn_id", "note")),
    "LOCK": (("session_id", "asn_id"), ("note",)),
    "SWAP": (("session_id", "asn_id", "replacement", "reason"), ("note",)),
    "DECLINE": (("session_id", "asn_id", "reason"), ("note",)),
    "SUBMIT": ((), ("note",)), "RETURN": (("reason",), ("note",)), "APPROVE": (("digest",), ("note",)),
    "STOP": ((), ()), "CANCEL": ((), ()),
}  # fmt: skip
"""What each action needs, and what it may have besides."""


class ExportQuery(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    include: Literal["names"] | None = Field(None, description="`names`: sertakan NIP dan nama.")
    sheet: Literal["renbangkom"] | None = Field(
        None, description="`renbangkom`: hanya rencana tahunan beserta sumber dana dan JP tiap pegawai."
    )


def request_values(body: PlanRequest) -> dict[str, Any]:
    """The request as the process that computes plans reads it; whom it names must be visible.

    Raises
    ------
    RequestRefused
        ``ASN_UNKNOWN``.
    """
    for one in (*body.lock, *body.ban):
        require_person(one.asn_id)
    return {
        "year": body.year, "budget": body.budget, "rules": body.rules.model_dump(exclude_none=True),
        "lock": [[one.asn_id, one.session_id] for one in body.lock],
        "ban": [[one.asn_id, one.session_id] for one in body.ban], "drop": list(body.drop),
        "off": list(body.off), "lottery": body.lottery, "what_if": list(body.what_if),
    }  # fmt: skip


@blueprint.post("/v1/plans")
@operation(
    roles=_ROLES,
    summary="Meminta rencana: siapa ke angkatan mana dalam pagu dan aturan. Disusun di belakang layar.",
    body=PlanRequest,
    answer=PlanAsked,
    status=202,
    problems=("ASN_UNKNOWN", "IDEMPOTENCY_MISMATCH", "MODEL_NOT_READY"),
    headers=_KEY,
    example={"year": 2027, "budget": 5e9, "rules": {"RESERVES": 3, "MAX_DAYS_AWAY": 10}},
)
def create(*, query: NoQuery, body: PlanRequest) -> Response:
    """Note what is asked for; the process that computes it starts by itself."""
    plan_id = services().plans.create(
        caller(), title=body.title or f"Rencana {body.year}", request=request_values(body),
        request_key=given_key(),
    )  # fmt: skip
    answer = json_answer({"plan_id": plan_id, "state": PLANNING}, status=202)
    answer.headers["Location"] = f"/v1/plans/{plan_id}"
    return answer


@blueprint.get("/v1/plans/<plan_id>")
@operation(
    roles=_ROLES,
    summary="Satu rencana: kemajuan, isi, bukti, harga aturan, dan riwayat keputusan.",
    answer=PlanAnswer,
    problems=("PLAN_UNKNOWN", "MODEL_NOT_READY"),
)
def show_plan(plan_id: str, *, query: NoQuery) -> dict[str, Any]:
    """A plan as it is now."""
    return _answer(visible_plan(plan_id))


def _answer(view: PlanView) -> dict[str, Any]:
    row = view.row
    history = [
        {name: value for name, value in vars(one).items() if name != "plan_id"} for one in view.history
    ]
    return {
        "plan_id": row.plan_id, "title": row.title, "state": row.state, "revision": row.revision,
        "digest": view.digest, "unit_id": row.unit_id, "created_at": row.created_at,
        "created_by": row.created_by, "submitted_by": row.submitted_by,
        "progress": {"step": row.step, "done": row.done, "total": row.total},
        "failure": None if row.failure is None else {"conflict": [], **row.failure},
        "history": history, "content": view.content,
    }  # fmt: skip


@blueprint.post("/v1/plans/<plan_id>/decisions")
@operation(
    roles=_ROLES,
    summary="Memutuskan: terima, kunci, tukar, tolak, ajukan, setujui (orang lain), kembalikan, hentikan.",
    body=DecisionRequest,
    answer=DecisionAnswer,
    problems=(
        "PLAN_UNKNOWN", "FOUR_EYES", "PLAN_STATE", "PLAN_EDITED", "PLAN_CHANGED", "PLAN_PLACE_LOCKED",
        "PLAN_PLACE_UNKNOWN", "PLAN_REASON_MISSING", "PLAN_SWAP_REFUSED", "PLAN_CLASS_TOO_SMALL",
        "PLAN_RULES_BROKEN",
        "IDEMPOTENCY_MISMATCH", "MODEL_NOT_READY",
    ),
    headers=_KEY,
    example={
        "action": "SWAP", "revision": 1, "session_id": "S2201", "asn_id": "A000123",
        "replacement": "A000456", "reason": "TUGAS",
    },
)  # fmt: skip
def decision(plan_id: str, *, query: NoQuery, body: DecisionRequest) -> dict[str, Any]:
    """One decision, one revision."""
    _require_fields(body)
    made = Decision(
        body.action, body.session_id or "", body.asn_id or "", body.replacement or "", body.reason or "",
        body.note or "",
    )  # fmt: skip
    return decide(plan_id, made, revision=body.revision, digest=body.digest or "", request_key=given_key())


def _require_fields(body: DecisionRequest) -> None:
    needed, allowed = _FIELDS[body.action]
    given = {name for name, value in body if value is not None} - {"action", "revision"}
    errors = [
        FieldError(f"body.{name}", f"wajib untuk {body.action}") for name in needed if name not in given
    ]
    errors += [
        FieldError(f"body.{name}", f"tidak dipakai untuk {body.action}")
        for name in sorted(given - {*needed, *allowed})
    ]
    if errors:
        raise RequestRefused("FIELDS_INVALID", errors=tuple(errors))


@blueprint.get("/v1/plans/<plan_id>/export.xlsx")
@operation(
    roles=_ROLES,
    summary="Daftar calon peserta (urut eselon, pangkat, nama), cadangan, renbangkom, keputusan, lampiran.",
    answer=XLSX,
    query=ExportQuery,
    problems=("PLAN_UNKNOWN", "PLAN_STATE", "MODEL_NOT_READY"),
    example={"include": "names"},
)
def export(plan_id: str, *, query: ExportQuery) -> Response:
    """The plan as a workbook."""
    with_names = query.include == "names"
    return export_answer(visible_plan(plan_id), with_names=with_names, renbangkom=query.sheet is not None)


def export_answer(view: PlanView, *, with_names: bool, renbangkom: bool = False) -> Response:
    """The workbook of a plan that has content, or its yearly document alone; ``PLAN_STATE`` otherwise."""
    # xlsxwriter: seldom needed, slow to import
    from recommender.web.plan_export import plan_file, renbangkom_file

    if view.content is None:
        raise RequestRefused("PLAN_STATE")
    digest = view.content["snapshot"]
    ids = {one["asn_id"] for one in view.content["places"]}
    known = services().files.people(digest, ids) if with_names else None
    if renbangkom:
        file = renbangkom_file(view, view.content, known=known)
        return workbook_answer(file, name=f"renbangkom-{view.content['year']}-{view.row.plan_id}")
    return workbook_answer(plan_file(view, view.content, known=known), name=f"rencana-{view.row.plan_id}")

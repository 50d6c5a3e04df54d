"""Plans as people decide on them: one decision, one revision, nothing lost and nothing changed.

A revision is made by compare-and-set. Who decides on a session tells the revision she saw; where
somebody decided on the same session since, her decision is refused and she is told who it was. What
concerns the whole plan (submit, approve, return) is refused after any later revision. Every change
of state has its entry in the audit chain in the same transaction.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from recommender.domain.plan_codes import CANCELLED, EDITS, PLANNING, STATES, STOPS, TRANSITIONS
from recommender.errors import BadInput, Conflict, NotFound, NotPermitted
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.idempotency import once
from recommender.store.keys import Caller
from recommender.store.plan_check import Broken, broken_rules, newly_broken
from recommender.store.plan_content import Content, Decision, content_digest, decided
from recommender.store.plan_memory import Known, PlanMemory
from recommender.store.schema import PLAN_PROPOSALS, PLAN_REVISIONS, PLANS

_HANDS: Final = ("PROPOSE", "SUBMIT", *EDITS)
"""What makes a plan one's own work: whoever did any of it does not approve it."""
_MOST_TOLD: Final = 5
"""Broken rules that a refusal tells."""


@dataclass(frozen=True)
class Revision:
    """One row of the history."""

    plan_id: str
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


@dataclass(frozen=True)
class PlanRow:
    """Where a plan stands."""

    plan_id: str
    title: str
    unit_id: str | None
    request: Mapping[str, Any]
    state: str
    revision: int
    """0 until there is a proposal, which is revision 1."""
    created_at: str
    created_by: str
    submitted_by: str | None
    step: str
    done: int
    total: int
    failure: Mapping[str, Any] | None


@dataclass(frozen=True)
class PlanView:
    """A plan with its history and what it says now."""

    row: PlanRow
    history: tuple[Revision, ...]
    content: Content | None
    """None until there is a proposal; shared between requests, so nobody changes it."""
    known: Known | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the content now; empty until there is one."""
        return self.history[-1].digest if self.history else ""

    @property
    def broken(self) -> Sequence[Broken]:
        """The rules that the content breaks."""
        return () if self.content is None else (self.known or Known(self.content)).broken

    @property
    def hands(self) -> frozenset[str]:
        """Who asked for, proposed, changed or submitted it, and so does not approve it."""
        made = {one.key_id for one in self.history if one.action in _HANDS}
        return frozenset(made | {self.row.created_by})


class Plans:
    """The plans of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._memory = PlanMemory()

    def create(
        self, caller: Caller, *, title: str, request: Mapping[str, Any], request_key: str | None = None
    ) -> str:
        """Ask for a plan and return its id; the same ``request_key`` asks once.

        ``request`` is plain JSON values, read by the process that computes plans.
        """
        plan_id = secrets.token_hex(8)

        def work(connection: Connection) -> dict[str, Any]:
            connection.execute(insert(PLANS).values(
                plan_id=plan_id, title=title, unit_id=caller.unit_id,
                request=json.dumps(dict(request), sort_keys=True, ensure_ascii=False),
                state=PLANNING, revision=0, created_at=self.database.now(), created_by=caller.key_id,
                step="", done=0, total=0, stop_asked=0, attempts=0,
            ))  # fmt: skip
            self._audit(connection, caller, "PLAN_CREATE", plan_id)
            return {"plan_id": plan_id}

        body = {"title": title, **request}
        return str(self._once(caller, request_key, body, work)["plan_id"])

    def recent(self, *, states: Collection[str] = tuple(STATES), most: int = 200) -> list[PlanRow]:
        """The newest plans in one of ``states``, newest first."""
        query = select(*_COLUMNS).where(PLANS.c.state.in_(states))
        query = query.order_by(PLANS.c.created_at.desc(), PLANS.c.plan_id).limit(most)
        with self.database.reading() as connection:
            return [_row(one) for one in connection.execute(query).mappings()]

    def hands(self, plan_ids: Collection[str]) -> dict[str, set[str]]:
        """Who proposed, changed or submitted each of these plans, and so does not approve it."""
        query = select(PLAN_REVISIONS.c.plan_id, PLAN_REVISIONS.c.key_id).distinct()
        query = query.where(PLAN_REVISIONS.c.plan_id.in_(plan_ids))
        query = query.where(PLAN_REVISIONS.c.action.in_(_HANDS))
        found: dict[str, set[str]] = {one: set() for one in plan_ids}
        with self.database.reading() as connection:
            for plan_id, key_id in connection.execute(query):
                found[plan_id].add(key_id)
        return found

    def row(self, plan_id: str) -> PlanRow:
        """Where a plan stands, without its content.

        Raises
        ------
        NotFound
            ``PLAN_UNKNOWN``.
        """
        with self.database.reading() as connection:
            return _found_row(connection, plan_id)

    def view(self, plan_id: str) -> PlanView:
        """A plan as it is now.

        Raises
        ------
        NotFound
            ``PLAN_UNKNOWN``.
        """
        with self.database.reading() as connection:
            return _view(connection, plan_id, self._memory)

    def stop(self, caller: Caller, plan_id: str, *, action: str) -> str:
        """Ask for the best so far (``STOP``) or give the plan up (``CANCEL``); returns the state.

        Raises
        ------
        NotFound
            ``PLAN_UNKNOWN``.
        Conflict
            ``PLAN_STATE``: it is not being computed.
        """
        with self.database.writing() as connection:
            row = _locked_row(connection, plan_id)
            if row.state != PLANNING or action not in STOPS:
                raise _wrong_state()
            here = update(PLANS).where(PLANS.c.plan_id == plan_id)
            if action == "STOP":
                connection.execute(here.values(stop_asked=1))
                return PLANNING
            connection.execute(here.values(state=CANCELLED, lease=None, lease_until=None))
            self._audit(connection, caller, "PLAN_CANCEL", plan_id)
            return CANCELLED

    def decide(
        self, caller: Caller, plan_id: str, decision: Decision, *, revision: int, digest: str = "",
        request_key: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Add ``decision`` as the next revision.

        Parameters
        ----------
        revision
            The newest revision the caller saw.
        digest
            The content's digest that the caller saw; ``APPROVE`` needs it.

        Returns
        -------
        dict
            ``plan_id``, ``state``, ``revision``, ``digest``.

        Raises
        ------
        NotFound
            ``PLAN_UNKNOWN``.
        Conflict
            ``PLAN_STATE``; ``PLAN_EDITED`` where somebody was faster; ``PLAN_CHANGED`` where the content
            is not the one that was reviewed; ``PLAN_PLACE_LOCKED``.
        NotPermitted
            ``FOUR_EYES``: who proposed, changed or submitted a plan does not approve it.
        BadInput
            See :func:`recommender.store.plan_content.decided`; ``PLAN_SWAP_REFUSED`` and, of a submission,
            ``PLAN_RULES_BROKEN`` name the rules of :func:`recommender.store.plan_check.broken_rules`.
        """

        def work(connection: Connection) -> dict[str, Any]:
            _locked_row(connection, plan_id)
            view = _view(connection, plan_id, self._memory)
            return self._decide(connection, caller, view, decision, revision, digest)

        body = {"plan_id": plan_id, **asdict(decision), "revision": revision, "digest": digest}
        return self._once(caller, request_key, body, work)

    def _decide(
        self, connection: Connection, caller: Caller, view: PlanView, decision: Decision, revision: int,
        digest: str,
    ) -> dict[str, Any]:  # fmt: skip
        row = view.row
        possible, state = TRANSITIONS.get(decision.action, ((), ""))
        # Who was too late is told so first: the state may be another because of it.
        _require_newest(view, decision, revision)
        if row.state not in possible or view.content is None:
            raise _wrong_state()
        if decision.action == "APPROVE":
            _require_approvable(view, caller, digest)
        after = decided(view.content, decision)
        if decision.action == "SWAP":
            _require_rules(view.content, after)
        if decision.action == "SUBMIT":
            _require_whole(after)
        new = Revision(
            row.plan_id, row.revision + 1, self.database.now(), caller.key_id, digest=content_digest(after),
            **asdict(decision),
        )  # fmt: skip
        connection.execute(insert(PLAN_REVISIONS).values(**vars(new)))
        submitted = {"submitted_by": caller.key_id} if decision.action == "SUBMIT" else {}
        connection.execute(
            update(PLANS)
            .where(PLANS.c.plan_id == row.plan_id)
            .values(state=state, revision=new.revision, **submitted)
        )
        self._audit(
            connection, caller, f"PLAN_{decision.action}", row.plan_id, revision=new.revision, state=state,
            digest=new.digest, reason=decision.reason,
        )  # fmt: skip
        return {"plan_id": row.plan_id, "state": state, "revision": new.revision, "digest": new.digest}

    def _once(
        self, caller: Caller, request_key: str | None, body: Mapping[str, Any],
        work: Callable[[Connection], dict[str, Any]],
    ) -> dict[str, Any]:  # fmt: skip
        if request_key is None:
            with self.database.writing() as connection:
                return work(connection)
        return once(
            self.database, key_id=caller.key_id, request_key=f"plan:{request_key}", body=body, work=work
        )

    def _audit(
        self, connection: Connection, caller: Caller, action: str, plan_id: str, **details: Any
    ) -> None:
        append_audit(
            self.database, connection, actor=caller.key_id, action=action, subject=plan_id, details=details
        )


_COLUMNS = [PLANS.c[name] for name in PlanRow.__dataclass_fields__]


def _row(values: Mapping[Any, Any]) -> PlanRow:
    failure = values["failure"]
    told = {
        "request": json.loads(values["request"]),
        "failure": json.loads(failure) if failure else None,
    }
    return PlanRow(**{**values, **told})


def _locked_row(connection: Connection, plan_id: str) -> PlanRow:
    """The row, kept from others until the transaction ends."""
    return _found_row(connection, plan_id, locked=True)


def _found_row(connection: Connection, plan_id: str, *, locked: bool = False) -> PlanRow:
    query = select(*_COLUMNS).where(PLANS.c.plan_id == plan_id)
    found = connection.execute(query.with_for_update() if locked else query).mappings().first()
    if found is None:
        raise _unknown()
    return _row(found)


def _view(connection: Connection, plan_id: str, memory: PlanMemory) -> PlanView:
    row = _found_row(connection, plan_id)
    history = tuple(
        Revision(*one)
        for one in connection.execute(
            select(*(PLAN_REVISIONS.c[name] for name in Revision.__dataclass_fields__))
            .where(PLAN_REVISIONS.c.plan_id == plan_id)
            .order_by(PLAN_REVISIONS.c.revision)
        )
    )
    if not history:
        return PlanView(row, history, None)
    known = memory.get(history[-1].digest, lambda: _content(connection, history))
    return PlanView(row, history, known.content, known)


def _content(connection: Connection, history: Sequence[Revision]) -> Content:
    """The proposal after every decision."""
    query = select(PLAN_PROPOSALS.c.content).where(PLAN_PROPOSALS.c.plan_id == history[0].plan_id)
    content: Content = json.loads(connection.execute(query).scalar_one())
    for one in history:
        if one.action in EDITS:
            content = decided(
                content,
                Decision(one.action, one.session_id, one.asn_id, one.replacement, one.reason, one.note),
            )
    return content


def _require_newest(view: PlanView, decision: Decision, revision: int) -> None:
    """Nobody else decided since ``revision``: on the session, or on anything where the plan is meant."""
    whole = decision.action not in EDITS
    later = [
        one
        for one in view.history
        if one.revision > revision and (whole or one.session_id in ("", decision.session_id))
    ]
    if later or revision > view.row.revision:
        who = f" oleh akun {later[-1].key_id}" if later else ""
        raise Conflict(
            "PLAN_EDITED", f"Rencana ini sudah diubah{who}; sekarang revisi {view.row.revision}.",
            fix="Muat ulang, periksa perubahannya, lalu putuskan lagi.",
            changed_by=later[-1].key_id if later else "", revision=view.row.revision,
        )  # fmt: skip


def _require_rules(before: Content, after: Content) -> None:
    """A swap breaks no rule that held; asked when it is decided, not when a history is read."""
    broken = newly_broken(before, after)
    if broken:
        why = " ".join(one.text for one in broken)
        raise BadInput(
            "PLAN_SWAP_REFUSED", f"Pertukaran ini melanggar aturan. {why}",
            fix="Pilih cadangan lain, atau tolak tanpa pengganti.",
        )  # fmt: skip


def _require_whole(content: Content) -> None:
    """What is handed in for approval keeps every rule, after refusals too."""
    broken = broken_rules(content)
    if broken:
        more = f" Dan {len(broken) - _MOST_TOLD} lagi." if len(broken) > _MOST_TOLD else ""
        raise BadInput(
            "PLAN_RULES_BROKEN", " ".join(one.text for one in broken[:_MOST_TOLD]) + more,
            fix="Tukar atau tolak lagi, atau susun ulang dengan kunci dan penolakan ini.",
        )  # fmt: skip


def _require_approvable(view: PlanView, caller: Caller, digest: str) -> None:
    if caller.key_id in view.hands:
        raise NotPermitted(
            "FOUR_EYES", "Yang menyusun, mengubah, atau mengajukan rencana tidak menyetujuinya.",
            fix="Minta pejabat penyetuju lain.",
        )  # fmt: skip
    if digest != view.digest:
        raise Conflict(
            "PLAN_CHANGED", "Isi rencana bukan lagi yang ditelaah.",
            fix="Muat ulang rencana dan telaah lagi sebelum menyetujui.",
        )  # fmt: skip


def _wrong_state() -> Conflict:
    return Conflict(
        "PLAN_STATE", "Keputusan ini tidak berlaku pada keadaan rencana sekarang.",
        fix="Muat ulang rencana untuk melihat keadaannya.",
    )  # fmt: skip


def _unknown() -> NotFound:
    return NotFound("PLAN_UNKNOWN", "Rencana tidak dikenal.", fix="Pilih rencana di daftar.")

"""What a plan says, as plain JSON values, and what a decision makes of it.

A content is ``{"sessions": [...], "places": [...], "ceilings": {account: rupiah}, "whole": rupiah or
None, ...}``. A place has ``asn_id``, ``session_id``, ``status`` (PESERTA, CADANGAN or DITOLAK), ``mark``
(empty, ACCEPTED or LOCKED), ``cost`` (rupiah), ``account`` (the unit whose ceiling pays, or empty) and
what people read; a session has ``session_id``, ``course_id``, ``starts_on``, ``ends_on`` (ISO dates)
and ``minimum`` (smallest class).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recommender.domain.plan_codes import DECLINED, PARTICIPANT, REASONED, REASONS, RESERVE
from recommender.errors import BadInput, Conflict

Content = dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """What somebody decides; empty fields are not used by the action."""

    action: str
    session_id: str = ""
    asn_id: str = ""
    replacement: str = ""
    reason: str = ""
    note: str = ""


def content_digest(content: Content) -> str:
    """SHA-256 of the canonical JSON text: equal contents, equal digests."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def decided(content: Content, decision: Decision) -> Content:
    """The content after ``decision``; what was given stays as it is.

    Raises
    ------
    BadInput
        ``PLAN_REASON_MISSING``, ``PLAN_PLACE_UNKNOWN``, ``PLAN_SWAP_REFUSED`` or
        ``PLAN_CLASS_TOO_SMALL``.
    Conflict
        ``PLAN_PLACE_LOCKED``.
    """
    _require_reason(decision)
    here = decision.session_id
    places = [dict(one) if one["session_id"] == here else one for one in content["places"]]
    after = {**content, "places": places}
    if decision.action == "SUBMIT":
        _require_classes(content)
    elif decision.action in ("ACCEPT", "LOCK"):
        mark = "LOCKED" if decision.action == "LOCK" else "ACCEPTED"
        for one in _marked(places, decision):
            one["mark"] = mark
    elif decision.action in ("SWAP", "DECLINE"):
        leaving = _place(places, decision.session_id, decision.asn_id, PARTICIPANT)
        if leaving["mark"] == "LOCKED":
            raise Conflict(
                "PLAN_PLACE_LOCKED", "Tempat ini dikunci.", fix="Terima dahulu untuk melepas kuncinya."
            )
        leaving.update(status=DECLINED, mark="")
        if decision.action == "SWAP":
            _let_in(content, after, decision)
    return after


def participants(content: Content) -> Iterator[dict[str, Any]]:
    """Places that are taken."""
    return (one for one in content["places"] if one["status"] == PARTICIPANT)


def small_classes(content: Content) -> list[str]:
    """Sessions with some participants, but fewer than they need."""
    count = Counter(one["session_id"] for one in participants(content))
    least = {one["session_id"]: one["minimum"] for one in content["sessions"]}
    return [session for session in least if 0 < count[session] < least[session]]


def _require_reason(decision: Decision) -> None:
    needs_note = decision.reason == "LAINNYA" and not decision.note.strip()
    if decision.action in REASONED and (decision.reason not in REASONS or needs_note):
        raise BadInput(
            "PLAN_REASON_MISSING", "Keputusan ini perlu alasan.",
            fix="Pilih satu alasan; untuk LAINNYA tulis juga catatan.",
        )  # fmt: skip


def _require_classes(content: Content) -> None:
    small = small_classes(content)
    if small:
        title = {one["session_id"]: one["title"] for one in content["sessions"]}
        named = ", ".join(f"{title[one]} ({one})" for one in small[:10])
        raise BadInput(
            "PLAN_CLASS_TOO_SMALL", f"Peserta kurang dari kelas terkecil: {named}.",
            fix="Tukar yang ditolak dengan cadangan, atau tolak semua peserta angkatan itu.",
        )  # fmt: skip


def _marked(places: list[dict[str, Any]], decision: Decision) -> list[dict[str, Any]]:
    """The place that is named; without a name all of the session that nobody marked yet."""
    if decision.asn_id:
        return [_place(places, decision.session_id, decision.asn_id, PARTICIPANT)]
    here = [
        one for one in places if one["session_id"] == decision.session_id and one["status"] == PARTICIPANT
    ]
    if not here:
        raise _unknown()
    return [one for one in here if not one["mark"]]


def _place(places: list[dict[str, Any]], session_id: str, asn_id: str, status: str) -> dict[str, Any]:
    for one in places:
        if (one["session_id"], one["asn_id"], one["status"]) == (session_id, asn_id, status):
            return one
    raise _unknown()


def _unknown() -> BadInput:
    return BadInput(
        "PLAN_PLACE_UNKNOWN", "Peserta, cadangan, atau angkatan ini tidak ada dalam rencana.",
        fix="Muat ulang rencana, lalu pilih dari daftarnya.",
    )  # fmt: skip


def _let_in(before: Content, after: Content, decision: Decision) -> None:
    """Give the free place to a reserve, if her days and the money allow."""
    coming = _place(after["places"], decision.session_id, decision.replacement, RESERVE)
    sessions = {one["session_id"]: one for one in after["sessions"]}
    here = sessions[decision.session_id]
    for one in participants(after):
        other = sessions[one["session_id"]]
        apart = here["ends_on"] < other["starts_on"] or other["ends_on"] < here["starts_on"]
        if one["asn_id"] == decision.replacement and not (apart and other["course_id"] != here["course_id"]):
            raise _refused("Cadangan ini sudah mengikuti angkatan pada hari atau pelatihan yang sama.")
    coming.update(status=PARTICIPANT, mark="ACCEPTED")
    over = [name for name in _overspent(after) if name not in _overspent(before)]
    if over:
        raise _refused(f"Pagu {', '.join(over)} tidak cukup untuk cadangan ini.")


def _overspent(content: Content) -> list[str]:
    spent: Counter[str] = Counter()
    for one in participants(content):
        spent[one["account"]] += one["cost"]
    caps: Mapping[str, float] = content["ceilings"]
    over = [name for name, cap in caps.items() if spent[name] > cap + 1e-6 * max(1.0, cap)]
    whole = content["whole"]
    if whole is not None and sum(spent.values()) > whole + 1e-6 * max(1.0, whole):
        over.append("seluruh instansi")
    return over


def _refused(text: str) -> BadInput:
    return BadInput("PLAN_SWAP_REFUSED", text, fix="Pilih cadangan lain, atau tolak tanpa pengganti.")

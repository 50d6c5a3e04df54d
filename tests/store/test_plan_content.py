from __future__ import annotations

from typing import Any

import pytest

from recommender.errors import ServiceError
from recommender.store.plan_content import Decision, content_digest, decided, participants, small_classes
from tests.store.plan_world import content, place


def status_of(plan: dict[str, Any], asn_id: str, session_id: str = "S1") -> tuple[str, str]:
    return next(
        (one["status"], one["mark"])
        for one in plan["places"]
        if (one["asn_id"], one["session_id"]) == (asn_id, session_id)
    )


def test_accepting_a_session_marks_all_that_are_not_marked() -> None:
    locked = decided(content(), Decision("LOCK", "S1", "A1"))
    after = decided(locked, Decision("ACCEPT", "S1"))
    assert [status_of(after, one)[1] for one in ("A1", "A3")] == ["LOCKED", "ACCEPTED"]
    assert status_of(after, "A3", "S2") == ("PESERTA", "")


def test_a_swap_gives_the_place_to_the_reserve() -> None:
    before = content()
    after = decided(before, Decision("SWAP", "S1", "A3", "A4", "TUGAS"))
    assert status_of(after, "A3") == ("DITOLAK", "")
    assert status_of(after, "A4") == ("PESERTA", "ACCEPTED")
    assert len(list(participants(after))) == 3
    assert before == content()
    assert content_digest(before) == content_digest(content()) != content_digest(after)


def test_an_accepted_place_is_no_longer_locked() -> None:
    locked = decided(content(), Decision("LOCK", "S1", "A1"))
    with pytest.raises(ServiceError, match="PLAN_PLACE_LOCKED"):
        decided(locked, Decision("DECLINE", "S1", "A1", reason="TUGAS"))
    freed = decided(locked, Decision("ACCEPT", "S1", "A1"))
    assert status_of(decided(freed, Decision("DECLINE", "S1", "A1", reason="TUGAS")), "A1")[0] == "DITOLAK"


@pytest.mark.parametrize(("plan", "decision", "code"), [
    (content(), Decision("SWAP", "S1", "A3", "A6", "TUGAS"), "PLAN_SWAP_REFUSED"),  # too dear
    (content(places=[place("A1", "S1"), place("A4", "S1", "CADANGAN"), place("A4", "S2")],
             sessions=[{**one, "starts_on": "2026-08-03"} for one in content()["sessions"]]),
     Decision("SWAP", "S1", "A1", "A4", "TUGAS"), "PLAN_SWAP_REFUSED"),  # away on these days
    (content(), Decision("SWAP", "S1", "A3", "A5", "TUGAS"), "PLAN_PLACE_UNKNOWN"),
    (content(), Decision("SWAP", "S1", "A3", "A4"), "PLAN_REASON_MISSING"),
    (content(), Decision("DECLINE", "S1", "A3", reason="LAINNYA", note=" "), "PLAN_REASON_MISSING"),
    (content(), Decision("DECLINE", "S1", "A4", reason="TUGAS"), "PLAN_PLACE_UNKNOWN"),
    (content(), Decision("ACCEPT", "S9"), "PLAN_PLACE_UNKNOWN"),
])  # fmt: skip
def test_what_cannot_be_is_refused(plan: dict[str, Any], decision: Decision, code: str) -> None:
    with pytest.raises(ServiceError, match=code):
        decided(plan, decision)


def test_a_class_that_became_too_small_is_not_submitted() -> None:
    sessions = [{**one, "minimum": 2} for one in content()["sessions"][:1]]
    plan = content(sessions=sessions, places=[place("A1", "S1"), place("A3", "S1")])
    assert decided(plan, Decision("SUBMIT")) == plan
    short = decided(plan, Decision("DECLINE", "S1", "A3", reason="TUGAS"))
    assert small_classes(short) == ["S1"]
    with pytest.raises(ServiceError, match="PLAN_CLASS_TOO_SMALL") as told:
        decided(short, Decision("SUBMIT"))
    assert told.value.text == "Peserta kurang dari kelas terkecil: Pelatihan S1 (S1)."
    empty = decided(short, Decision("DECLINE", "S1", "A1", reason="TUGAS"))
    assert small_classes(empty) == []

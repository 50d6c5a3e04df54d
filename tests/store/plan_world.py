"""A plan small enough to follow by hand: two sessions, three participants, two reserves, one ceiling."""

from __future__ import annotations

from typing import Any

from recommender.store.database import Database
from recommender.store.keys import Caller, create_key
from recommender.store.plan_jobs import claim, propose
from recommender.store.plans import Plans

DAYS = {"S1": ("2026-08-03", "2026-08-07"), "S2": ("2026-09-01", "2026-09-01")}


def place(asn_id: str, session_id: str, status: str = "PESERTA", **changes: Any) -> dict[str, Any]:
    known = {
        "asn_id": asn_id, "session_id": session_id, "status": status, "mark": "", "benefit": 0.5,
        "cost": 1_000_000.0, "account": "U1", "reason": "Menutup kesenjangan Komunikasi.", "unit_id": "U1",
        "unit": "Dinas Kominfo", "position": "Analis Data", "position_class": "JF_KEAHLIAN", "grade_id": 32,
        "employment": "PNS", "region": "1871", "jp_before": 0.0, "owed": False, "mandatory": False,
    }  # fmt: skip
    return {**known, **changes}


def content(**changes: Any) -> dict[str, Any]:
    known = {
        "year": 2026, "version": "2026Q2-00000001", "snapshot": "0" * 64, "as_of": "2026-06-30",
        "settings": {"MAX_COURSES_PER_PERSON": 2.0, "RESERVES": 2.0}, "budget": None,
        "figures": {"value": 1.5, "bound": 1.6, "gap": 0.0625, "complete": True},
        "bindings": [{
            "rule": "SEATS", "subject": "S1", "price": 0.2,
            "text": "Satu kursi lagi pada S1 membeli sekitar 0,200 poin.",
        }],
        "ceilings": {"U1": 3_000_000.0}, "whole": None,
        "staff": {"people": 10, "with_jp": 1, "units": {"U1": 4, "U2": 6}},
        "sessions": [
            {
                "session_id": session, "course_id": f"C{session[1]}", "title": f"Pelatihan {session}",
                "starts_on": first, "ends_on": last, "seats": 30, "minimum": 1, "cost": 1_000_000.0,
                "jp": 40.0, "form": "KLASIKAL",
            }
            for session, (first, last) in DAYS.items()
        ],
        "places": [
            place("A1", "S1", cost=500_000.0, account="", unit_id="U2", unit="Seksi Layanan"),
            place("A3", "S1"), place("A4", "S1", "CADANGAN"), place("A6", "S1", "CADANGAN", cost=9e9),
            place("A3", "S2"), place("A5", "S2", "CADANGAN"),
        ],
    }  # fmt: skip
    return {**known, **changes}


def account(database: Database, role: str, unit_id: str | None = None) -> Caller:
    record, _ = create_key(database, role=role, unit_id=unit_id, actor="test")
    return Caller(record.key_id, record.role, record.unit_id)


def proposed(database: Database, caller: Caller, **changes: Any) -> str:
    """A plan with its proposal."""
    plan_id = Plans(database).create(caller, title="Rencana 2026", request={"year": 2026})
    job = claim(database)
    assert job is not None and job.plan_id == plan_id
    assert propose(database, job, content(**changes))
    return plan_id

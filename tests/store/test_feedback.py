from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from recommender.domain.codes import FEEDBACK_EVENTS
from recommender.errors import BadInput
from recommender.store.database import Database, open_database
from recommender.store.feedback import record_feedback
from recommender.store.keys import Caller
from recommender.store.schema import FEEDBACK
from tests.store.worlds import portal, report, side_by_side


def stored(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(FEEDBACK)).scalar_one()


def test_a_report_is_stored_as_it_was_told(database: Database) -> None:
    caller = portal(database)
    told = report(
        event="DECLINED",
        reason="Jadwal bentrok",
        occurred_at=datetime(2026, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=7))),
    )
    answer = record_feedback(database, told, caller=caller, request_key="1")
    with database.reading() as connection:
        row = connection.execute(select(FEEDBACK)).one()
    assert row == (
        answer["feedback_id"], "A1", "C1", "DECLINED", "Jadwal bentrok", "2026-11-24T01:30:00.000000Z",
        answer["received_at"], caller.key_id,
    )  # fmt: skip
    assert answer["event"] == "DECLINED"


def test_the_same_request_again_gives_the_same_answer_and_no_second_row(database: Database) -> None:
    caller = portal(database)
    first = record_feedback(database, report(), caller=caller, request_key="1")
    assert [record_feedback(database, report(), caller=caller, request_key="1") for _ in range(3)] == [
        first
    ] * 3
    assert stored(database) == 1


@pytest.mark.parametrize(
    "change", [{"asn_id": "A2"}, {"course_id": "C2"}, {"event": "SHOWN"}, {"reason": ""}]
)
def test_the_same_key_with_another_body_is_refused(database: Database, change: dict[str, str]) -> None:
    caller = portal(database)
    record_feedback(database, report(), caller=caller, request_key="1")
    with pytest.raises(BadInput) as refusal:
        record_feedback(database, report(**change), caller=caller, request_key="1")
    assert (refusal.value.code, refusal.value.status) == ("IDEMPOTENCY_MISMATCH", 422)
    assert stored(database) == 1


def test_request_keys_of_different_callers_never_meet(database: Database) -> None:
    answers = [
        record_feedback(database, report(asn_id=asn_id), caller=portal(database), request_key="1")
        for asn_id in ("A1", "A2")
    ]
    assert answers[0]["feedback_id"] != answers[1]["feedback_id"]
    assert stored(database) == 2


def report_ten(url: str, caller: Caller) -> list[int]:
    database = open_database(url)
    return [
        record_feedback(database, report(), caller=caller, request_key=str(number))["feedback_id"]
        for number in range(10)
    ]


def test_eight_processes_that_retry_the_same_ten_requests_store_ten_rows(
    database: Database, url: str
) -> None:
    caller = portal(database)
    answers = side_by_side(report_ten, [(url, caller)] * 8)
    assert answers == [answers[0]] * 8
    assert len(set(answers[0])) == stored(database) == 10


@pytest.mark.parametrize("event", FEEDBACK_EVENTS)
def test_every_event_of_the_contract_is_stored(sqlite: Database, event: str) -> None:
    assert (
        record_feedback(sqlite, report(event=event), caller=portal(sqlite), request_key="1")["event"] == event
    )


def test_unknown_events_and_times_without_a_zone_are_refused(sqlite: Database) -> None:
    caller = portal(sqlite)
    with pytest.raises(BadInput, match="EVENT_UNKNOWN"):
        record_feedback(sqlite, report(event="LIKED"), caller=caller, request_key="1")
    with pytest.raises(BadInput, match="TIME_ZONE_MISSING"):
        record_feedback(sqlite, report(occurred_at=datetime(2026, 1, 1)), caller=caller, request_key="1")
    assert stored(sqlite) == 0

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from recommender.impact.estimate import Estimate
from recommender.impact.finding import Finding
from recommender.impact.point_value import NOT_ASKED, point_value
from recommender.impact.stored_value import stored_value, told_value
from recommender.impact.verdict import Judgement
from recommender.store.database import Database, open_database
from recommender.store.impact_studies import record_study


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/asn.db", audit_key=b"0" * 32)
    yield opened
    opened.close()


def store(database: Database, study: dict[str, Any]) -> None:
    record_study(
        database, snapshot_digest="a" * 64, as_of=date(2026, 10, 31), body=orjson.dumps(study), actor="timer"
    )


def test_a_value_is_told_with_its_interval_and_verdict(database: Database) -> None:
    effect = Finding(12_343, Judgement("mungkin", "NOT_SURE"), Estimate(1.5, 0.5, 50_000, 12_345))
    worth = point_value(effect, closed=lambda: Estimate(0.25, 0.0, 12_345, 12_345))
    store(database, {"point_value": worth.as_dict()})
    found = stored_value(database)
    assert (found["value"], found["as_of"], found["snapshot"]) == (6.0, "2026-10-31", "a" * 64)
    assert told_value(found) == (
        "Satu poin manfaat ≈ 6,00 poin skor kinerja per poin level wajib (selang 95%: 2,08 sampai 9,92), "
        "dari 12.345 orang-tahun; pengaruh semua pelatihan: mungkin. "
        "Kajian dampak atas data sampai 31 Oktober 2026."
    )


def test_what_nobody_can_say_is_told_as_that_and_why(database: Database) -> None:
    store(database, {"point_value": NOT_ASKED.as_dict()})
    text = told_value(stored_value(database))
    assert text.startswith(f"Nilai satu poin manfaat: belum dapat disimpulkan. {NOT_ASKED.reason} Kajian")
    assert "≈" not in text


def test_an_interval_without_an_end_is_no_interval(database: Database) -> None:
    store(database, {"point_value": {**NOT_ASKED.as_dict(), "value": 6.0, "low": 1.0}})
    assert "6,00" not in told_value(stored_value(database))


def test_before_the_first_study_and_of_an_old_one_nothing_is_told(database: Database) -> None:
    assert stored_value(database) == {}
    store(database, {})
    assert stored_value(database) == {}

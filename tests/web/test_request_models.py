from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from recommender.web.request_models import FeedbackRequest, ListOptions, ProfileRequest

EVENT = {"asn_id": "A1", "course_id": "C1", "event": "SHOWN", "occurred_at": "2026-11-24T08:30:00+07:00"}


@pytest.mark.parametrize(
    "text", ["", "0", "101", "-1", "+5", " 5", "1_0", "5.5", "٥", "0x5", "1e1", "9" * 5000]
)
def test_n_is_a_plain_number_from_1_to_100(text: str) -> None:
    with pytest.raises(ValidationError):
        ListOptions.model_validate({"n": text})


@pytest.mark.parametrize("text", ["inf", "nan", "0", "-2", "1e3", ""])
def test_max_jp_is_a_plain_positive_number(text: str) -> None:
    with pytest.raises(ValidationError):
        ListOptions.model_validate({"max_jp": text})


def test_query_values_are_read() -> None:
    options = ListOptions.model_validate({"n": "5", "kind": "16", "form": "NONKLASIKAL", "max_jp": "12.5"})
    assert (options.n, options.kind, options.form, options.max_jp) == (5, 16, "NONKLASIKAL", 12.5)


@pytest.mark.parametrize(
    "when",
    [
        "2026-11-24T08:30:00", "2026-11-24", "2026-11-24 08:30:00+07:00", "2026-13-24T08:30:00Z", 1764000000,
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", None, "20261124T083000Z",
    ],
)  # fmt: skip
def test_a_moment_without_its_offset_is_refused(when: Any) -> None:
    with pytest.raises(ValidationError):
        FeedbackRequest.model_validate({**EVENT, "occurred_at": when}, strict=True)


def test_a_moment_is_read() -> None:
    event = FeedbackRequest.model_validate(EVENT, strict=True)
    assert event.occurred_at.isoformat() == "2026-11-24T08:30:00+07:00"


@pytest.mark.parametrize(
    "profile",
    [
        {"sex": "L"}, {"religion": "x"}, {"age": 40}, {"nip": "198001012015031001"}, {"grade_id": "33"},
        {"grade_id": True}, {"hired_on": "01-03-2015"}, {"hired_on": "2015-02-30"}, {"position_id": 7},
        {"travel_hours": -1}, {"assessments": {}}, {"position_id": ""}, {"position_id": "A\x00"},
        {"history": [{"course_id": "C1", "ends_on": "2025-01-01", "status": ""}]},
    ],
)  # fmt: skip
def test_a_profile_holds_only_what_it_may(profile: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ProfileRequest.model_validate({"profile": profile}, strict=True)

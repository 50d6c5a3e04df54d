"""What happened with a recommendation, told by the portal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from recommender.features.identifiers import UNKNOWN
from recommender.web.answer_models import FeedbackAnswer
from recommender.web.context import caller, served, services
from recommender.web.operation import operation
from recommender.web.problems import RequestRefused
from recommender.web.request_key import given_key
from recommender.web.request_models import FeedbackRequest, NoQuery
from recommender.web.scope import require_person

blueprint = Blueprint("feedback", __name__)


@blueprint.post("/v1/feedback")
@operation(
    roles=("portal",),
    summary="Mencatat apa yang terjadi dengan sebuah rekomendasi, satu kali saja.",
    body=FeedbackRequest,
    answer=FeedbackAnswer,
    problems=("ASN_UNKNOWN", "COURSE_UNKNOWN", "IDEMPOTENCY_MISMATCH", "MODEL_NOT_READY"),
    headers={"Idempotency-Key": "Kunci permintaan; pengulangan dengan kunci dan isi sama dicatat sekali."},
    example={
        "asn_id": "A000123",
        "course_id": "C017",
        "event": "OPENED",
        "occurred_at": "2026-11-24T08:30:00+07:00",
    },
)
def feedback(*, query: NoQuery, body: FeedbackRequest) -> Mapping[str, Any]:
    """Append one event; the same request again gives the same answer."""
    require_person(body.asn_id)
    if served().bundle.catalogue.courses.row(body.course_id) == UNKNOWN:
        raise RequestRefused("COURSE_UNKNOWN")
    return services().record_feedback(body, caller(), _idempotency_key(body))


def _idempotency_key(body: FeedbackRequest) -> str:
    """The client's key; without one the event itself, so that a repeated report is one event."""
    given = given_key()
    if given is None:
        return "event-" + hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    return "client-" + given

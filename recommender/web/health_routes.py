"""Four different questions: is it alive, can it answer, which version answers, how is it doing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from recommender.web.answer_models import LiveAnswer, ModelReadyAnswer, ReadyAnswer
from recommender.web.answers import stamp
from recommender.web.context import served, services
from recommender.web.metrics import MEDIA_TYPE, metrics_text
from recommender.web.operation import PUBLIC, operation
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@operation(roles=PUBLIC, summary="Apakah proses hidup?", answer=LiveAnswer)
def live(*, query: NoQuery) -> dict[str, Any]:
    """Always yes: whoever can answer this is alive."""
    return {"status": "live"}


@blueprint.get("/health/ready")
@operation(
    roles=PUBLIC,
    summary="Dapatkah permintaan dijawab? degraded: versi lama masih melayani, alasannya disebut.",
    answer=ReadyAnswer,
    problems=("MODEL_NOT_READY", "STORAGE_UNAVAILABLE"),
)
def ready(*, query: NoQuery) -> dict[str, Any]:
    """Ready needs a version in place and a database that answers."""
    served()
    if not services().storage_ready():
        raise RequestRefused("STORAGE_UNAVAILABLE")
    refusal = services().models.refusal
    return {"status": "degraded" if refusal else "ready", "reason": refusal.code if refusal else None}


@blueprint.get("/health/model")
@operation(
    roles=PUBLIC,
    summary="Versi model mana yang melayani?",
    answer=ModelReadyAnswer,
    problems=("MODEL_NOT_READY",),
)
def model_ready(*, query: NoQuery) -> dict[str, Any]:
    """The version in place; it has answered its golden query."""
    return {**stamp(served()), "generation": served().generation}


@blueprint.get("/metrics")
@operation(roles=PUBLIC, summary="Angka untuk Prometheus, tanpa data pribadi.", answer=MEDIA_TYPE)
def metrics(*, query: NoQuery) -> Response:
    """Counts and times of all workers."""
    return Response(metrics_text(services().metrics), mimetype=MEDIA_TYPE)

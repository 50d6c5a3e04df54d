"""What the serving version is and what it cannot do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from recommender.web.answer_models import ModelAnswer
from recommender.web.answers import stamp
from recommender.web.context import served
from recommender.web.operation import ANY_ROLE, operation
from recommender.web.request_models import NoQuery

blueprint = Blueprint("model", __name__)


@blueprint.get("/v1/model")
@operation(
    roles=ANY_ROLE,
    summary="Versi yang melayani, tanggal data, ukuran mutu, dan tabel yang tidak ada.",
    answer=ModelAnswer,
    problems=("MODEL_NOT_READY",),
)
def model(*, query: NoQuery) -> dict[str, Any]:
    """The serving version."""
    bundle = served().bundle
    return {
        **stamp(served()),
        "snapshot_digest": bundle.snapshot_digest,
        "dial": float(bundle.dial),
        "metrics": dict(bundle.metrics),
        "seeds": dict(bundle.seeds),
        "switched_off": list(bundle.switched_off),
    }

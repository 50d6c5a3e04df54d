"""What a record holds of an answer: its bytes, and what was asked, so that it can be given again."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import orjson

from recommender.ranking.answer import Recommendation
from recommender.ranking.recommend import Options


def answer_bytes(answer: Recommendation) -> bytes:
    """The one way to write a recommendation: equal answers, equal bytes; for digests, not for people.

    JSON with sorted names; numbers as the shortest text that reads back as the same double.
    """
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY)


def request_of(asn_id: str, *, as_of: date, options: Options, objected: bool) -> dict[str, Any]:
    """What :func:`recommender.retraining.replay.replay` must know of a request, as plain JSON values."""
    chosen = {one.name: getattr(options, one.name) for one in fields(Options)}
    return {"asn_id": asn_id, "as_of": as_of.isoformat(), "objected": objected, "options": chosen}

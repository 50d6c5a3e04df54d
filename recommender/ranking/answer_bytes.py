"""The one way to write a recommendation as bytes: equal answers, equal bytes; for digests, not for people."""

from __future__ import annotations

import orjson

from recommender.ranking.answer import Recommendation


def answer_bytes(answer: Recommendation) -> bytes:
    """JSON with sorted names; numbers as the shortest text that reads back as the same double."""
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY)

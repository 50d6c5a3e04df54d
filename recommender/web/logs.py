"""JSON logs, one line a request, without personal data: no path, no query, no body, no key.

A request is named by its id, the route's pattern, the key's id and, where it concerns one person, a
keyed pseudonym, so that an incident can be traced by those who hold the pseudonym key alone.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import sys
import time
from collections.abc import Callable, Mapping

import orjson
import structlog
from flask import Flask, Response, g, request

from recommender.web.context import services


def configure_logs() -> None:
    """One JSON object a line on stderr."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_one_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _one_line(event: Mapping[str, object], default: Callable[[object], object]) -> str:
    return orjson.dumps(event, default=default).decode()


def log_pseudonym(asn_id: str, *, key: bytes) -> str:
    """16 hex digits that stand for a person in the log; without the key nobody can tell for whom."""
    return hmac.new(key, b"log:" + asn_id.encode(), hashlib.sha256).hexdigest()[:16]


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    route = request.url_rule.rule if request.url_rule else "-"
    seconds = time.perf_counter() - g.started
    about: dict[str, str] = {}
    if "caller" in g:
        about["key_id"] = g.caller.key_id
        asn_id = (request.view_args or {}).get("asn_id")
        if asn_id is not None:
            about["person"] = services().log_pseudonym(asn_id)
    structlog.get_logger().info(
        "request", method=request.method, route=route, status=response.status_code,
        ms=round(seconds * 1000, 2), **about,
    )  # fmt: skip
    structlog.contextvars.unbind_contextvars("request_id")
    return response


def install_logs(app: Flask) -> None:
    """Give every request an id and a line."""
    app.before_request(_begin)
    app.after_request(_end)

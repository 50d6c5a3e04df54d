"""Who calls and whether they may: asked before any view runs, and denied by default."""

from __future__ import annotations

import math

from flask import Flask, current_app, g, request

from recommender.web.context import services
from recommender.web.operation import operation_of
from recommender.web.problems import RequestRefused


def _check_permission() -> None:
    if request.routing_exception is not None:
        raise request.routing_exception
    declared = operation_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if declared is None:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    if not declared.roles:
        return
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    found = services().verify_key(key) if scheme.lower() == "bearer" and key else None
    if found is None:
        raise RequestRefused("KEY_REQUIRED")
    g.caller = found
    if found.role not in declared.roles:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    wait = services().rate.wait(found.key_id)
    if wait > 0:
        raise RequestRefused("RATE_LIMITED", Retry_After=str(math.ceil(wait)))


def install_identity(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_check_permission)

"""Who calls and whether they may: asked before any view runs, and denied by default."""

from __future__ import annotations

import math
from typing import Final

from flask import Flask, current_app, g, request, session

from recommender.store.keys import Caller
from recommender.web.context import services
from recommender.web.operation import operation_of
from recommender.web.problems import RequestRefused

TOKEN: Final = "token"  # noqa: S105 (a name, no secret)
"""Where the signed cookie of the pages holds the session's token."""


def _check_permission() -> None:
    if request.routing_exception is not None:
        raise request.routing_exception
    declared = operation_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if declared is None:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    if not declared.roles:
        return
    found = _signed_in() if declared.session else _key_holder()
    if found is None:
        raise RequestRefused("SIGN_IN_REQUIRED" if declared.session else "KEY_REQUIRED")
    g.caller = found
    if found.role not in declared.roles:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    wait = services().rate.wait(found.key_id)
    if wait > 0:
        raise RequestRefused("RATE_LIMITED", Retry_After=str(math.ceil(wait)))


def _key_holder() -> Caller | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return services().verify_key(key) if scheme.lower() == "bearer" and key else None


def _signed_in() -> Caller | None:
    token = session.get(TOKEN)
    return services().accounts.caller(token) if isinstance(token, str) else None


def install_identity(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_check_permission)

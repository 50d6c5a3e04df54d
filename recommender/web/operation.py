"""One declaration a view: who may call it, what it takes, what it answers and how it can fail.

Permission, reading, OpenAPI and the human page all follow from it. A route whose view has none
does not start (:func:`require_declared`), and a request for one is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from flask import Flask, Response, request
from pydantic import BaseModel

from recommender.domain.codes import ROLES
from recommender.errors import Misconfigured
from recommender.web.problems import PROBLEMS
from recommender.web.reading import read_body, read_query
from recommender.web.request_models import NoQuery

PUBLIC: Final[tuple[str, ...]] = ()
"""No key is asked for: health, metrics and the pages that describe the service."""
ANY_ROLE: Final = ROLES

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Operation:
    """What is declared of a view."""

    roles: tuple[str, ...]
    """Roles that may call it; empty means anybody, without a key."""
    summary: str
    """One Indonesian line."""
    answer: type[BaseModel] | str
    """Model of the JSON answer, or the media type of another kind of answer."""
    query: type[BaseModel]
    body: type[BaseModel] | None
    problems: tuple[str, ...]
    """Codes of every failure it can answer with, sorted by status."""
    example: Mapping[str, Any]
    """Values of the query or fields of the body, as people may try them."""
    headers: Mapping[str, str]
    """Optional request headers and their meaning."""
    status: int = 200
    """Of a good answer."""
    session: bool = False
    """A page for people: who is signed in calls it, no key; it stands in no OpenAPI document."""


def operation(
    *,
    roles: tuple[str, ...],
    summary: str,
    answer: type[BaseModel] | str,
    query: type[BaseModel] = NoQuery,
    body: type[BaseModel] | None = None,
    problems: tuple[str, ...] = (),
    example: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> Callable[[View], Callable[..., Response]]:
    """Declare a view; it is then called with ``query=`` and, if declared, ``body=`` already read.

    What the view returns, a plain value or a ``Response``, becomes the answer.
    """
    codes = {*problems, "FIELDS_INVALID", "REQUEST_INVALID", "INTERNAL"}
    if roles:
        codes |= {"KEY_REQUIRED", "ROLE_NOT_PERMITTED", "RATE_LIMITED", "STORAGE_UNAVAILABLE"}
    if body is not None:
        codes |= {"JSON_INVALID", "BODY_TOO_LARGE", "MEDIA_TYPE"}
    ordered = tuple(sorted(codes, key=lambda code: (PROBLEMS[code].status, code)))
    declared = Operation(roles, summary, answer, query, body, ordered, example or {}, headers or {}, status)

    def declare(view: View) -> Callable[..., Response]:
        @functools.wraps(view)
        def run(**path: str) -> Response:
            given: dict[str, Any] = {**path, "query": read_query(request, query)}
            if body is not None:
                given["body"] = read_body(request, body)
            value = view(**given)
            return value if isinstance(value, Response) else json_answer(value)

        run.operation = declared  # type: ignore[attr-defined]  # functions carry attributes; mypy cannot say so
        return run

    return declare


def json_answer(value: Any, *, status: int = 200) -> Response:
    """A plain value as a JSON answer; equal values give equal bytes."""
    return Response(orjson.dumps(value), status=status, mimetype="application/json")


def operation_of(app: Flask, endpoint: str | None) -> Operation | None:
    """The declaration behind an endpoint, if there is one."""
    found = getattr(app.view_functions.get(endpoint or ""), "operation", None)
    return found if isinstance(found, Operation) else None


def require_declared(app: Flask) -> None:
    """Refuse to start with a route that declares nothing.

    Raises
    ------
    Misconfigured
        ``ROUTE_UNDECLARED``, naming the routes.
    """
    bare = sorted(rule.rule for rule in app.url_map.iter_rules() if not operation_of(app, rule.endpoint))
    if bare:
        raise Misconfigured(
            "ROUTE_UNDECLARED",
            f"Alamat tanpa izin yang dinyatakan: {', '.join(bare)}.",
            fix="Beri view-nya @operation(roles=...).",
        )

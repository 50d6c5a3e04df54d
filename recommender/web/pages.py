"""The page on how every route is called, and the document behind it. No script, no foreign address."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

import orjson
from flask import Blueprint, Response, current_app, render_template, request

from recommender.web.headers import policy
from recommender.web.operation import PUBLIC, operation
from recommender.web.problems import PROBLEMS
from recommender.web.reference import EXCLUSION_CODES, LEVER_CODES, REASON_CODES, routes
from recommender.web.request_models import NoQuery

blueprint = Blueprint("pages", __name__, template_folder="templates")

STYLE: Final = files("recommender.web").joinpath("templates/style.css").read_text("utf-8")
"""Stands inside each page, so that one answer is the whole page; the policy names it by its hash."""


def _page(template: str, **values: Any) -> Response:
    text = render_template(template, style=STYLE, **values)
    page = Response(text, mimetype="text/html")
    page.headers["Content-Security-Policy"] = policy(STYLE)
    return page


@blueprint.get("/docs")
@operation(roles=PUBLIC, summary="Halaman ini: cara memakai setiap alamat.", answer="text/html")
def docs(*, query: NoQuery) -> Response:
    """How every route is called, from the OpenAPI document."""
    described = routes(current_app.extensions["openapi"], base=request.host_url.rstrip("/"))
    codes = REASON_CODES | LEVER_CODES | EXCLUSION_CODES
    return _page("docs.html", routes=described, problems=PROBLEMS, reasons=codes)


@blueprint.get("/openapi.json")
@operation(roles=PUBLIC, summary="Dokumen OpenAPI 3.1 layanan ini.", answer="application/json")
def document(*, query: NoQuery) -> Response:
    """The OpenAPI document."""
    return Response(orjson.dumps(current_app.extensions["openapi"]), mimetype="application/json")

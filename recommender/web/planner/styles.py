"""The style sheets: Bootstrap as its package carries it, and ours on top. Nothing comes from elsewhere.

Addresses carry the digest of the content, so browsers keep a sheet until it changes. Sheets are packed
once, for slow lines.
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from recommender.web.operation import PUBLIC
from recommender.web.planner.page import Fields, page
from recommender.web.problems import RequestRefused

blueprint = Blueprint("styles", __name__)

SHEETS: Final = ("bootstrap.min.css", "planner.css")


class Version(Fields):
    """The digest that the pages name."""

    v: str = ""


@cache
def _sheet(name: str) -> bytes:
    if name == "planner.css":
        return files("recommender.web").joinpath("static", name).read_bytes()
    found = find_spec("flask_bootstrap")  # its folder alone: the package itself is not imported
    folder = Path((found.submodule_search_locations or [""])[0]) if found else Path()
    return (folder / "static" / "bootstrap5" / "css" / name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_sheet(name), mtime=0)


@cache
def address_of(name: str) -> str:
    """Address of a sheet."""
    return f"/gaya/{name}?v={sha256(_sheet(name)).hexdigest()[:16]}"


@blueprint.get("/gaya/<name>")
@page(roles=PUBLIC, summary="Lembar gaya halaman.", query=Version)
def sheet(name: str, *, query: Version) -> Response:
    """One of the sheets, kept by browsers for a year."""
    if name not in SHEETS:
        raise RequestRefused("ROUTE_UNKNOWN")
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(_packed(name) if packed else _sheet(name), mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer

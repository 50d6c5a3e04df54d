"""The button that changes the language of the pages."""

from __future__ import annotations

from typing import Final, Literal

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from recommender.web.operation import PUBLIC
from recommender.web.planner.language import COOKIE
from recommender.web.planner.page import Fields, GoOn, own_path, page

blueprint = Blueprint("language", __name__)

_YEAR: Final = 366 * 24 * 3600


class Choice(Fields):
    """The language."""

    bahasa: Literal["id", "en"]


@blueprint.post("/bahasa")
@page(roles=PUBLIC, summary="Memilih bahasa halaman.", query=GoOn, form=Choice)
def choose(*, query: GoOn, form: Choice) -> AnyResponse:
    """Keep the language in this browser and go back to the page."""
    answer = redirect(own_path(query.lanjut), 303)
    answer.set_cookie(
        COOKIE, form.bahasa, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer

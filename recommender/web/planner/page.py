"""What every planner page shares: its declaration, its forms, its errors and its layout.

A page is a view under :func:`page`, which declares it like :func:`recommender.web.operation.operation`
declares a route: roles, query, form. The permission check is the same one; it asks for a signed-in
person instead of a key. Failures come from the one place that makes problems and are shown as a page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import quote

import orjson
from flask import Response, g, redirect, render_template, request
from pydantic import BaseModel, ConfigDict
from werkzeug.wrappers import Response as AnyResponse

from recommender.web.headers import PAGE_POLICY
from recommender.web.operation import Operation
from recommender.web.planner.field_names import field_name
from recommender.web.planner.language import told
from recommender.web.problems import RequestRefused, answer_failure
from recommender.web.reading import read_form, read_query
from recommender.web.request_models import NoQuery

PEOPLE_ROLES: Final = ("planner", "approver")
"""Who may see people and their needs."""
PAGE_ROLES: Final = (*PEOPLE_ROLES, "operator")
"""Who may sign in."""
CSRF_FIELD: Final = "csrf_token"


class Fields(BaseModel):
    """Base of the queries and forms of pages: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoOn(Fields):
    """The page to go on to."""

    lanjut: str = "/"


SAID_TO_PEOPLE: Final = {
    "ASN_UNKNOWN": ("ASN tidak dikenal atau di luar unit Anda.", "Periksa ID ASN, atau cari di halaman ASN."),
    "UNIT_UNKNOWN": ("Unit tidak dikenal atau di luar unit Anda.", "Pilih unit di halaman Kebutuhan."),
    "COURSE_UNKNOWN": ("Pelatihan tidak dikenal.", "Pilih pelatihan di halaman Kursus."),
    "PLAN_UNKNOWN": ("Rencana tidak dikenal atau di luar unit Anda.", "Pilih rencana di halaman Rencana."),
    "ROUTE_UNKNOWN": ("Halaman ini tidak ada.", "Periksa alamatnya, atau kembali ke Beranda."),
    "ROLE_NOT_PERMITTED": (
        "Peran akun ini tidak boleh membuka halaman ini.", "Masuk dengan akun yang perannya sesuai.",
    ),
    "FIELDS_INVALID": (
        "Ada isian yang tidak dapat diterima.", "Kembali, perbaiki isian di bawah ini, lalu kirim lagi.",
    ),
    "RATE_LIMITED": ("Terlalu banyak permintaan dari akun ini.", "Tunggu sebentar, lalu muat ulang."),
}  # fmt: skip
"""Title and fix where those of the API speak of keys and routes."""

View = TypeVar("View", bound=Callable[..., Any])


def page(
    *,
    roles: tuple[str, ...],
    summary: str,
    query: type[BaseModel] = NoQuery,
    form: type[BaseModel] | None = None,
    posts: bool = False,
) -> Callable[[View], Callable[..., AnyResponse]]:
    """Declare a page; it is called with ``query=`` and, where declared, ``form=`` already read.

    A page that changes anything ``posts``: its form must carry the token that only our own pages know.
    """
    declared = Operation(roles, summary, "text/html", query, None, (), {}, {}, session=True)

    def declare(view: View) -> Callable[..., AnyResponse]:
        @functools.wraps(view)
        def run(**path: str) -> AnyResponse:
            given: dict[str, Any] = {**path, "query": read_query(request, query)}
            if form is not None or posts:
                _check_token()
            if form is not None:
                given["form"] = read_form(request, form, without=CSRF_FIELD)
            answer: AnyResponse = view(**given)
            return answer

        run.operation = declared  # type: ignore[attr-defined]  # functions carry attributes; mypy cannot say so
        return run

    return declare


def _check_token() -> None:
    from flask_wtf.csrf import validate_csrf  # a tenth of a second of regular expressions: pages alone
    from wtforms.validators import ValidationError

    try:
        validate_csrf(request.form.get(CSRF_FIELD))
    except ValidationError:
        raise RequestRefused("FORM_EXPIRED") from None


def show(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the planner's layout."""
    from flask_wtf.csrf import generate_csrf

    text = render_template(f"planner/{template}", csrf=generate_csrf, caller=g.get("caller"), **values)
    answer = Response(text, status=status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    return answer


def own_path(path: str) -> str:
    """``path`` where it is an address of this service, else the front page."""
    own = path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable()
    return path if own else "/"


def show_unknown(failure: Exception) -> AnyResponse:
    """An address that is not there: a page for a browser, the API's own answer for programs."""
    accepted = request.accept_mimetypes
    wants_page = accepted["text/html"] > accepted["application/json"] and not request.path.startswith("/v1/")
    return show_failure(failure) if wants_page else answer_failure(failure)


def show_failure(failure: Exception) -> AnyResponse:
    """Any failure of a page, as a page; who is not signed in is led to the sign-in and back."""
    answered = answer_failure(failure)
    problem = orjson.loads(answered.data)
    code = problem["code"]
    if code == "SIGN_IN_REQUIRED":
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect("/masuk" if wanted == "/" else f"/masuk?lanjut={quote(wanted)}", 303)
    title, fix = SAID_TO_PEOPLE.get(code, (problem["title"], problem["fix"]))
    errors = [{**one, "name": told(field_name(one["field"]))} for one in problem.get("errors", ())]
    said = {"code": code, "title": told(title), "fix": told(fix), "errors": errors}
    answer = show("failure.html", status=answered.status_code, problem=said)
    answer.headers.extend((name, text) for name, text in answered.headers if name in {"Allow", "Retry-After"})
    return answer

"""Sign-in, sign-out and password.

The cookie is signed with ``session.key`` and holds the token of a session row and the form token,
nothing about the person. It is HttpOnly and SameSite=Lax, and Secure wherever the browser did not ask
a loopback address: a plain-HTTP cookie never leaves the machine.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Final

from flask import Blueprint, Flask, g, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext
from pydantic import StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.errors import BadInput
from recommender.store.accounts import LONGEST, SHORTEST
from recommender.web.context import caller, services
from recommender.web.identity import TOKEN
from recommender.web.operation import PUBLIC
from recommender.web.planner.page import PAGE_ROLES, Fields, GoOn, own_path, page, show
from recommender.web.problems import RequestRefused
from recommender.web.request_models import NoQuery

blueprint = Blueprint("sessions", __name__)

COOKIE: Final = "asn_session"
AGAIN: Final = "again"
"""Set in the cookie by signing out: the next sign-in by the provider asks for the password anew."""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")

Secret = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class SignIn(Fields):
    """Who signs in, and where to go on."""

    akun: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    sandi: Secret
    lanjut: str = "/"


class NewPassword(Fields):
    """A new password, twice."""

    sandi: Secret
    ulang: Secret


class _Cookie(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return request.host.removesuffix(f":{request.host.rsplit(':', 1)[-1]}") not in _LOOPBACK


def install_sessions(app: Flask, key: bytes) -> None:
    """Sign cookies with ``key``; no form token outlives its session."""
    app.secret_key = key
    app.session_interface = _Cookie()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False, WTF_CSRF_TIME_LIMIT=None,
    )  # fmt: skip


@blueprint.get("/masuk")
@page(roles=PUBLIC, summary="Halaman masuk.", query=GoOn)
def sign_in_form(*, query: GoOn) -> AnyResponse:
    """What this is, and the form."""
    return sign_in_page(query.lanjut)


@blueprint.post("/masuk")
@page(roles=PUBLIC, summary="Memulai sesi.", form=SignIn)
def sign_in(*, query: NoQuery, form: SignIn) -> AnyResponse:
    """A session for the holder of a key or password whose role has pages."""
    if not services().password_sign_in:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    wait = services().sign_in_rate.wait(form.akun)
    if wait > 0:
        seconds = math.ceil(wait)
        fault = gettext(
            "Terlalu banyak percobaan untuk akun ini. Coba lagi setelah %(seconds)s detik.", seconds=seconds
        )
        answer = sign_in_page(form.lanjut, akun=form.akun, fault=fault, status=429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    token = services().accounts.sign_in(account=form.akun, secret=form.sandi)
    found = services().accounts.caller(token) if token else None
    if token is None or found is None or found.role not in PAGE_ROLES:
        if token is not None:
            services().accounts.sign_out(token)
        fault = gettext("Id akun atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")
        return sign_in_page(form.lanjut, akun=form.akun, fault=fault, status=401)
    remember(token)
    return redirect(own_path(form.lanjut), 303)


@blueprint.post("/keluar")
@page(roles=PAGE_ROLES, summary="Mengakhiri sesi.", posts=True)
def sign_out(*, query: NoQuery) -> AnyResponse:
    """End the session here and in the database."""
    services().accounts.sign_out(session[TOKEN])
    session.clear()
    session[AGAIN] = True  # the provider of identities still knows the browser: ask who it is
    return redirect("/masuk", 303)


@blueprint.get("/akun")
@page(roles=PAGE_ROLES, summary="Akun dan kata sandi.")
def account(*, query: NoQuery) -> AnyResponse:
    """Whose session this is, and the form for a new password."""
    return _account_page()


@blueprint.post("/akun")
@page(roles=PAGE_ROLES, summary="Menetapkan kata sandi.", form=NewPassword)
def set_password(*, query: NoQuery, form: NewPassword) -> AnyResponse:
    """Keep a new password; every other session of the account ends."""
    if not services().password_sign_in:
        raise RequestRefused("ROLE_NOT_PERMITTED")
    if form.sandi != form.ulang:
        fault = gettext("Kedua isian tidak sama.")
        return _account_page(status=422, fault=fault)
    try:
        remember(services().accounts.set_password(caller(), password=form.sandi))
    except BadInput:
        fault = gettext(
            "Kata sandi ini terlalu mudah ditebak. Pakai %(shortest)s sampai %(longest)s huruf, misalnya "
            "empat kata acak, tanpa id akun.", shortest=SHORTEST, longest=LONGEST,
        )  # fmt: skip
        return _account_page(status=422, fault=fault)
    return _account_page(done=True)


def _account_page(*, status: int = 200, **more: Any) -> AnyResponse:
    password = services().password_sign_in
    return show("account.html", status=status, shortest=SHORTEST, password=password, **more)


def remember(token: str) -> None:
    """A fresh cookie: what was in the browser before the sign-in is not taken over."""
    session.clear()
    g.pop("csrf_token", None)
    session[TOKEN] = token


def sign_in_page(lanjut: str, *, akun: str = "", fault: str = "", status: int = 200) -> AnyResponse:
    """The form, and the way to the provider of identities where there is one."""
    models = services().models
    return show(
        "sign_in.html", status=status, lanjut=own_path(lanjut), akun=akun, fault=fault,
        served=models.served, refusal=models.refusal, open_id=services().open_id is not None,
        password=services().password_sign_in,
    )  # fmt: skip

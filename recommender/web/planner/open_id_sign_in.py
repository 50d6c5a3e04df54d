"""Sign-in by the provider of identities: to it, and back with its answer.

Only who has an account here comes in: the provider says who somebody is, ``keys link`` says whose account
that is. Every refusal reads the same; why it was refused is in the log, without anything of the person.
"""

from __future__ import annotations

import math
from typing import Annotated, Final

import structlog
from flask import Blueprint, redirect, request, session
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from recommender.web.context import services
from recommender.web.identity_source import ProviderBusy, ProviderSilent, SignInRefused
from recommender.web.open_id import OpenId
from recommender.web.operation import PUBLIC
from recommender.web.planner.page import PAGE_ROLES, GoOn, own_path, page
from recommender.web.planner.sessions import AGAIN, remember, sign_in_page
from recommender.web.problems import RequestRefused

blueprint = Blueprint("open_id", __name__)

_FLOW: Final = "oidc"
_AGAIN_SECONDS: Final = 5

Text = Annotated[str, StringConstraints(max_length=4096)]


class Returned(BaseModel):
    """What the provider adds to our address, in its names; it may add more than we ask about."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Text = ""
    state: Text = ""
    iss: Text = ""
    error: Text = ""


@blueprint.get("/masuk/oidc")
@page(roles=PUBLIC, summary="Masuk lewat penyedia identitas.", query=GoOn)
def begin(*, query: GoOn) -> AnyResponse:
    """Lead the browser to the provider, with a flow of its own."""
    open_id = _open_id()
    late = _too_many(open_id)
    if late is not None:
        return late
    try:
        url, flow = open_id.begin(lanjut=own_path(query.lanjut), again=AGAIN in session)
    except ProviderSilent as silence:
        return _silent(silence)
    except SignInRefused as refusal:
        return _refused(str(refusal), status=502)
    session[_FLOW] = flow
    return redirect(url, 303)


@blueprint.get("/masuk/oidc/kembali")
@page(roles=PUBLIC, summary="Kembali dari penyedia identitas.", query=Returned)
def finish(*, query: Returned) -> AnyResponse:
    """A session for the account that the verified claim is linked to."""
    open_id = _open_id()
    flow = session.pop(_FLOW, None)  # one answer a flow, whatever comes of it
    try:
        open_id.check(flow, state=query.state)
    except SignInRefused as refusal:
        return _refused(str(refusal))
    late = _too_many(open_id)
    if late is not None:
        session[_FLOW] = flow  # not an answer yet: it may be loaded again
        return late
    if query.error or not query.code:
        return _refused("provider_said_no")
    try:
        value, lanjut = open_id.finish(flow, state=query.state, code=query.code, issuer=query.iss)
    except ProviderSilent as silence:
        if isinstance(silence, ProviderBusy):
            session[_FLOW] = flow  # nobody was asked: it may be loaded again
        return _silent(silence)
    except SignInRefused as refusal:
        return _refused(str(refusal))
    accounts = services().accounts
    token = accounts.sign_in_linked(open_id.digest_of(value))
    if token is None:
        return _refused("not_linked")
    found = accounts.caller(token)
    if found is None or found.role not in PAGE_ROLES:
        accounts.sign_out(token)
        return _refused("role")
    remember(token)
    return redirect(own_path(lanjut), 303)


def _open_id() -> OpenId:
    found = services().open_id
    if found is None:
        raise RequestRefused("ROUTE_UNKNOWN")
    return found


def _too_many(open_id: OpenId) -> AnyResponse | None:
    wait = open_id.rate.wait(request.remote_addr or "")
    if wait <= 0:
        return None
    seconds = math.ceil(wait)
    fault = gettext(
        "Terlalu banyak orang masuk bersamaan. Coba lagi setelah %(seconds)s detik.", seconds=seconds
    )
    answer = sign_in_page("/", fault=fault, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _silent(silence: ProviderSilent) -> AnyResponse:
    """The provider does not answer, or another waits for it: not the person's fault."""
    structlog.get_logger().warning("oidc_silent", why=str(silence))
    busy = isinstance(silence, ProviderBusy)
    if busy:
        fault = gettext(
            "Layanan masuk instansi sedang lambat. Muat ulang halaman ini setelah %(seconds)s detik.",
            seconds=_AGAIN_SECONDS,
        )
    else:
        fault = gettext(
            "Layanan masuk instansi tidak menjawab. Coba lagi beberapa saat lagi; bila tetap begitu, "
            "beri tahu operator."
        )
    answer = sign_in_page("/", fault=fault, status=503 if busy else 502)
    answer.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return answer


def _refused(why: str, *, status: int = 401) -> AnyResponse:
    structlog.get_logger().warning("oidc_refused", why=why)
    fault = gettext(
        "Masuk lewat penyedia identitas tidak berhasil. Coba lagi; bila tetap gagal, minta operator "
        "menautkan akun Anda."
    )
    return sign_in_page("/", fault=fault, status=status)

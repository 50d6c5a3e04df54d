"""Whom a provider of identities does not bring in: it lies, or answers what nobody asked."""

from __future__ import annotations

import time

import pytest

from recommender.store.keys import revoke_key
from recommender.store.oidc_links import unlink_account
from recommender.web.open_id import FLOW_SECONDS
from recommender.web.rate import RateLimit
from tests.web.planner.open_id_world import World, at_provider, signed_in
from tests.web.planner.pages import words


@pytest.mark.parametrize(
    "lie",
    [
        "token_issuer", "other_issuer", "audience", "azp", "audiences", "nonce", "no_nonce", "expired",
        "no_exp", "not_yet", "signature", "none", "hmac", "state", "denied",
    ],
)  # fmt: skip
def test_an_answer_that_is_not_what_was_asked_for_lets_nobody_in(world: World, lie: str) -> None:
    client = world.client()
    world.tell(lie)
    answer = signed_in(client)
    assert answer.status_code == 401
    assert "Masuk lewat penyedia identitas tidak berhasil" in words(answer.text)
    assert client.get("/akun").status_code == 303
    assert world.audited("SIGN_IN") == []
    world.tell()
    assert signed_in(client).status_code == 303  # and the next try is a flow of its own


def test_a_provider_under_another_name_is_not_asked_on(world: World) -> None:
    world.tell("issuer")
    assert world.client().get("/masuk/oidc").status_code == 502


def test_who_is_linked_to_nothing_revoked_unlinked_or_without_pages_stays_outside(world: World) -> None:
    client = world.client()
    portal = world.account_of("portal", "portal")
    gone = world.account_of("planner", "gone")
    apart = world.account_of("planner", "apart")
    revoke_key(world.database, key_id=gone, actor="test")
    assert unlink_account(world.database, key_id=apart, actor="test")
    assert not unlink_account(world.database, key_id=apart, actor="test")
    for subject in ("nobody", "portal", "gone", "apart", portal, world.account, world.subject.upper()):
        world.tell(sub=subject)
        assert signed_in(client).status_code == 401, subject
        assert client.get("/akun").status_code == 303


def test_an_answer_counts_once_for_the_browser_that_began_and_for_ten_minutes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    back = at_provider(client)
    assert world.client().get(back).status_code == 401  # another browser
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 401
    late = at_provider(client)
    begun = time.time()
    services = client.application.extensions["asn_services"]
    monkeypatch.setattr(services.open_id, "_clock", lambda: begun + FLOW_SECONDS + 2)
    assert client.get(late).status_code == 401


def test_answers_that_nobody_asked_for_lock_nobody_out(world: World) -> None:
    client = world.client()
    stranger = client.application.test_client()
    statuses = {stranger.get("/masuk/oidc/kembali?code=x&state=y").status_code for _ in range(70)}
    assert statuses == {401}
    assert signed_in(client).status_code == 303


def test_sign_ins_are_counted_by_address_and_an_answer_that_must_wait_is_kept(world: World) -> None:
    client = world.client()
    open_id = client.application.extensions["asn_services"].open_id
    clock = [1000.0]
    open_id.rate = RateLimit(per_second=1, burst=2, clock=lambda: clock[0])
    at_provider(client)
    assert client.get("/masuk/oidc/kembali?code=x&state=y").status_code == 401  # free, and ends the flow
    back = at_provider(client)
    assert client.get("/masuk/oidc").status_code == 429
    waits = client.get(back)
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "1")
    elsewhere = client.application.test_client()
    assert elsewhere.get("/masuk/oidc", environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 303
    clock[0] += 1
    assert client.get(back).status_code == 303

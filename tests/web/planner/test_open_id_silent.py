"""A provider of identities that is away or silent, and how seldom it is asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from recommender.web import identity_source
from tests.web.planner.open_id_world import World, at_provider, signed_in
from tests.web.planner.pages import words


def test_a_provider_that_is_away_is_said(world: World) -> None:
    client = world.client(oidc_issuer="http://127.0.0.1:9")
    answer = client.get("/masuk/oidc")
    assert (answer.status_code, answer.headers["Retry-After"]) == (502, "5")
    assert "Layanan masuk instansi tidak menjawab" in words(answer.text)
    assert client.get("/masuk").status_code == 200


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A provider that takes connections and says nothing, until it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def issuer_at(silent: socket.socket) -> str:
    return f"http://127.0.0.1:{silent.getsockname()[1]}"


def test_a_provider_that_sleeps_is_not_waited_for_long(
    world: World, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_source, "READ_SECONDS", 0.2)
    assert world.client(oidc_issuer=issuer_at(silent)).get("/masuk/oidc").status_code == 502


def test_a_provider_that_sleeps_holds_one_thread(
    world: World, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("READ_SECONDS", 60.0), ("TURN_SECONDS", 60.0), ("QUEUE_SECONDS", 0.05)):
        monkeypatch.setattr(identity_source, name, seconds)
    client = world.client(oidc_issuer=issuer_at(silent))
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(client.get, "/masuk/oidc")
        source = client.application.extensions["asn_services"].open_id._source
        while source._holder is None:
            time.sleep(0.005)
        second = client.application.test_client().get("/masuk/oidc")
        assert not first.done()  # the second did not wait for the first
        assert (second.status_code, second.headers["Retry-After"]) == (503, "5")
        assert "sedang lambat" in words(second.text)
        silent.close()
        assert first.result().status_code == 502


def test_an_answer_that_could_not_be_asked_about_may_be_loaded_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_source, "QUEUE_SECONDS", 0.05)
    client = world.client()
    back = at_provider(client)
    source = client.application.extensions["asn_services"].open_id._source
    with ThreadPoolExecutor(1) as threads, source.turn():
        assert threads.submit(client.get, back).result().status_code == 503
    assert client.get(back).status_code == 303


def test_addresses_and_keys_are_kept_until_they_are_old_or_a_key_is_new(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked = world.client(), []
    source = client.application.extensions["asn_services"].open_id._source
    fetched = identity_source._fetched
    monkeypatch.setattr(
        identity_source, "_fetched", lambda url, **limits: asked.append(url) or fetched(url, **limits)
    )
    facts, keys = f"{world.provider}/.well-known/openid-configuration", f"{world.provider}/keys"
    for _ in range(3):
        assert signed_in(client).status_code == 303
    assert asked == [facts, keys]
    world.tell("new_key")
    assert signed_in(client).status_code == 303
    assert asked == [facts, keys, keys]
    world.tell("signature")  # asked about once a sign-in, however often it is tried
    assert [signed_in(client).status_code for _ in range(2)] == [401, 401]
    assert asked == [facts, *[keys] * 4]
    world.tell()
    monkeypatch.setattr(source, "_clock", lambda: time.monotonic() + identity_source.AGE_SECONDS)
    assert signed_in(client).status_code == 303
    assert asked[5:] == [facts, keys]


def test_all_questions_of_a_sign_in_end_together(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    source = identity_source.IdentitySource("https://sso.example.go.id", clock=lambda: clock[0])
    with source.turn():
        assert source.timeout() == (2.0, 3.0)
        clock[0] += 5
        with source.turn():
            assert source.timeout() == (1.0, 1.0)
        clock[0] += 1
        with pytest.raises(identity_source.ProviderSilent):
            source.timeout()

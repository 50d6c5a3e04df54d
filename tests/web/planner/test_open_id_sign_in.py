"""Sign-in by a provider of identities that runs in a process of its own, and by one that lies."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from api import connect, create_app
from recommender.config import Settings, environment_of
from recommender.store.database import Database
from recommender.store.keys import create_key, revoke_key
from recommender.store.oidc_links import claim_digest, link_account, unlink_account
from recommender.store.schema import AUDIT, OIDC_LINKS
from recommender.store.secret_files import read_nip_key
from recommender.web import identity_source
from recommender.web.open_id import FLOW_SECONDS
from recommender.web.rate import RateLimit
from tests.web.fake_service import form_token
from tests.web.identity_provider import CLIENT
from tests.web.planner.pages import words
from tests.web.real_server import ROOT, running
from tests.web.small_service import SmallService, make_small_service

pytestmark = pytest.mark.serial

NIP = "198001012015031001"


@dataclass
class World:
    """The provider, a service that knows it, and one planner whose account is linked."""

    provider: str
    service: SmallService
    settings: Settings
    subject: str
    """Whom the provider signs in, unless told otherwise."""
    account: str

    @property
    def database(self) -> Database:
        return self.service.database

    def client(self, **changes: Any) -> FlaskClient:
        settings = replace(self.settings, **changes)
        services = connect(settings)
        services.models.poll()
        return create_app(settings, services=services).test_client()

    def tell(self, lie: str = "", **claims: Any) -> None:
        told = {"lie": lie, "claims": {"sub": self.subject, **claims}}
        assert requests.post(f"{self.provider}/tell", json=told, timeout=5).ok

    def link(self, account: str, value: str, *, claim: str = "sub") -> None:
        key = read_nip_key(self.settings.keys_dir)
        digest = claim_digest(value, issuer=self.provider, claim=claim, key=key)
        link_account(self.database, key_id=account, digest=digest, actor="test")

    def account_of(self, role: str, value: str) -> str:
        record, _ = create_key(self.database, role=role, actor="test")
        self.link(record.key_id, value)
        return record.key_id

    def audited(self, action: str) -> list[tuple[str, str, str]]:
        """What the chain says of the linked account."""
        query = select(AUDIT.c.actor, AUDIT.c.subject, AUDIT.c.details)
        query = query.where(AUDIT.c.action == action, AUDIT.c.subject == self.account)
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(query)]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.web.identity_provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    made = make_small_service(tmp_path_factory.mktemp("service"))
    yield made
    made.database.close()


@pytest.fixture
def world(provider: str, service: SmallService, tmp_path: Path) -> World:
    secret = tmp_path / "secret"
    secret.write_text(CLIENT[1] + "\n")
    secret.chmod(0o600)
    settings = replace(
        service.settings, public_url="http://127.0.0.1:1", oidc_issuer=provider, oidc_client_id=CLIENT[0],
        oidc_secret_file=str(secret),
    )  # fmt: skip
    made = World(provider, service, settings, f"siti {uuid.uuid4().hex}", "")
    made.account = made.account_of("planner", made.subject)
    made.tell()
    return made


def at_provider(client: FlaskClient, lanjut: str = "/akun") -> str:
    """Our address that the provider sends the browser back to."""
    gone = client.get(f"/masuk/oidc?lanjut={lanjut}")
    assert gone.status_code == 303, gone.text
    back = requests.get(gone.headers["Location"], timeout=5, allow_redirects=False)
    assert back.status_code == 302, back.text
    assert back.headers["Location"].startswith("http://127.0.0.1:1/masuk/oidc/kembali?")
    return back.headers["Location"].removeprefix("http://127.0.0.1:1")


def signed_in(client: FlaskClient) -> Any:
    return client.get(at_provider(client))


def test_a_linked_account_comes_in_and_goes_where_it_wanted(world: World) -> None:
    client = world.client()
    assert "Masuk dengan akun instansi" in client.get("/masuk").text
    answer = signed_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
    assert world.account in client.get("/akun").text
    assert world.audited("SIGN_IN") == [(world.account, world.account, '{"by": "oidc"}')]
    assert client.get("/masuk/oidc?lanjut=//evil.example").status_code == 303
    assert urlsplit(signed_in(client).headers["Location"]).netloc == ""


def test_what_goes_to_the_provider_holds_pkce_state_and_nonce_anew_each_time(world: World) -> None:
    client, found = world.client(), []
    for _ in range(2):
        query = parse_qs(urlsplit(client.get("/masuk/oidc").headers["Location"]).query)
        assert query["code_challenge_method"] == ["S256"]
        found.append([query[name][0] for name in ("state", "nonce", "code_challenge")])
    assert len({one for row in found for one in row}) == 6
    assert all(len(one) >= 43 for row in found for one in row)


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


@pytest.mark.parametrize("odd", ["odd_keys", "null_ways"])
def test_what_a_provider_may_say_beside_keeps_nobody_out(world: World, odd: str) -> None:
    client = world.client()
    world.tell(odd)
    assert signed_in(client).status_code == 303


def test_a_provider_under_another_name_is_not_asked_on(world: World) -> None:
    world.tell("issuer")
    assert world.client().get("/masuk/oidc").status_code == 502


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


def test_another_claim_may_tell_whose_account_it_is(world: World) -> None:
    client = world.client(oidc_claim="nip", oidc_scope="openid profile")
    world.tell(nip=NIP)
    assert signed_in(client).status_code == 401
    world.link(world.account, NIP, claim="nip")
    assert signed_in(client).status_code == 303
    world.tell()
    assert signed_in(client).status_code == 401  # no such claim
    with world.database.reading() as connection:
        kept = str([tuple(row) for row in connection.execute(select(OIDC_LINKS))])
        kept += str([tuple(row) for row in connection.execute(select(AUDIT))])
    assert NIP not in kept


def test_an_address_counts_only_where_the_provider_has_verified_it(world: World) -> None:
    client = world.client(oidc_claim="email", oidc_scope="openid email")
    world.link(world.account, "siti@example.go.id", claim="email")
    world.tell(email="siti@example.go.id")
    assert signed_in(client).status_code == 401
    world.tell(email="siti@example.go.id", email_verified=True)
    assert signed_in(client).status_code == 303


def test_after_signing_out_the_provider_asks_for_the_password_anew(world: World) -> None:
    client = world.client()
    assert "prompt" not in client.get("/masuk/oidc").headers["Location"]
    signed_in(client)
    client.post("/keluar", data={"csrf_token": form_token(client.get("/akun").text)})
    assert client.get("/akun").status_code == 303
    assert "prompt=login" in client.get("/masuk/oidc").headers["Location"]


def test_passwords_can_be_switched_off(world: World) -> None:
    record, key = create_key(world.database, role="planner", actor="test")
    client = world.client(password_sign_in=0)
    page = client.get("/masuk").text
    assert 'name="sandi"' not in page and "Masuk dengan akun instansi" in page
    token = form_token(client.get("/masuk").text)
    answer = client.post("/masuk", data={"csrf_token": token, "akun": record.key_id, "sandi": key})
    assert answer.status_code == 403
    assert client.get("/akun").status_code == 303
    assert signed_in(client).status_code == 303


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


def test_the_real_server_signs_in_and_its_log_names_nobody(world: World, tmp_path: Path) -> None:
    world.database.close()

    service = SimpleNamespace(environment={**environment_of(world.settings), "ASN_POLL_SECONDS": "0.1"})
    with running(service, folder=tmp_path) as server, requests.Session() as browser:
        ours = f"http://127.0.0.1:{server.port}"
        gone = browser.get(f"{ours}/masuk/oidc?lanjut=/akun", timeout=5, allow_redirects=False)
        assert gone.status_code == 303
        back = requests.get(gone.headers["Location"], timeout=5, allow_redirects=False).headers["Location"]
        answer = browser.get(back.replace("http://127.0.0.1:1", ours), timeout=5)
        assert answer.url == f"{ours}/akun" and world.account in answer.text
        log = server.log.read_text()
    assert "siti" not in log and "code=" not in log


def test_without_a_provider_nothing_of_it_is_loaded_and_its_pages_are_not_there(
    service: SmallService,
) -> None:
    program = (
        "import sys\nfrom api import create_app\nfrom recommender.config import read_settings\n"
        "client = create_app(read_settings()).test_client()\n"
        "print(client.get('/masuk/oidc').status_code, client.get('/masuk/oidc/kembali').status_code,\n"
        "      'oidc' in client.get('/masuk').text)\n"
        "print([name for name in ('authlib', 'joserfc', 'requests') if name in sys.modules])"
    )
    environment = {**environment_of(service.settings), "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-2:] == ["404 404 False", "[]"]  # after the log of three requests

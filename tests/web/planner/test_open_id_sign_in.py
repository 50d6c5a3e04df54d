"""Sign-in by a provider of identities that runs in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select

from recommender.config import environment_of
from recommender.store.keys import create_key
from recommender.store.schema import AUDIT, OIDC_LINKS
from tests.web.fake_service import form_token
from tests.web.planner.open_id_world import World, signed_in
from tests.web.real_server import ROOT, running
from tests.web.small_service import SmallService

NIP = "198001012015031001"


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


@pytest.mark.parametrize("odd", ["odd_keys", "null_ways"])
def test_what_a_provider_may_say_beside_keeps_nobody_out(world: World, odd: str) -> None:
    client = world.client()
    world.tell(odd)
    assert signed_in(client).status_code == 303


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

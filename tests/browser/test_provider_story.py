"""Signing in with the account of the institution: to the provider of identities and back, on a phone."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from api import connect, create_app
from recommender.config import Settings
from recommender.store.oidc_links import claim_digest, link_account
from recommender.store.secret_files import read_nip_key
from tests.browser.site import Home, Site
from tests.browser.visit import Visit
from tests.web.identity_provider import CLIENT
from tests.web.real_server import ROOT


class Quiet(WSGIRequestHandler):
    """Without a log."""

    def log(self, *_: Any) -> None:
        pass


@contextmanager
def provider() -> Iterator[str]:
    """The address of a provider that signs in Siti."""
    command = [sys.executable, "-m", "tests.web.identity_provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The pages in this process: the address that the provider sends back to must be known before."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = replace(settings, public_url=address)
        services = connect(settings)
        services.models.poll()
        app = create_app(settings, services=services)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno())
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def test_a_planner_comes_in_by_the_provider_and_out_again(home: Home, browser: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CLIENT[1])
    secret.chmod(0o600)
    account, key = home.account("planner")
    with provider() as issuer:
        digest = claim_digest("siti", issuer=issuer, claim="sub", key=read_nip_key(home.settings.keys_dir))
        link_account(home.database(), key_id=account, digest=digest, actor="test")
        settings = replace(
            home.settings, oidc_issuer=issuer, oidc_client_id=CLIENT[0], oidc_secret_file=str(secret)
        )
        with served(settings) as address:
            page = browser.new_page(viewport={"width": 390, "height": 800}, locale="id-ID")
            visit = Visit(page, Site(address, home, account, key, ("", "")), "ponsel", scripts=True)
            visit.go("/akun")
            assert page.url == f"{address}/masuk?lanjut=/akun"
            visit.look("50-masuk-akun-instansi")
            visit.follow("Masuk dengan akun instansi")
            assert page.url == f"{address}/akun" and account in visit.text()
            visit.press("Keluar")
            assert visit.title() == "Masuk"
            visit.go("/akun")
            visit.follow("Masuk dengan akun instansi")
            asked = requests.get(f"{issuer}/asked", timeout=5).json()["asked"]
            assert [one.get("prompt") for one in asked] == [None, "login"]
            requests.post(f"{issuer}/tell", json={"lie": "", "claims": {"sub": "budi"}}, timeout=5)
            visit.press("Keluar")
            visit.follow("Masuk dengan akun instansi")
            assert "Masuk lewat penyedia identitas tidak berhasil" in visit.text()
            visit.look("51-masuk-ditolak")
            page.close()

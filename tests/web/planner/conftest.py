"""A provider of identities and a service that knows it, for the tests of signing in by one."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.identity_provider import CLIENT
from tests.web.planner.open_id_world import World
from tests.web.real_server import ROOT
from tests.web.small_service import SmallService, make_small_service


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.web.identity_provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture(scope="session")
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

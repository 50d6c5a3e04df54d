"""A candidate beside the real server: unseen by who asks, told by the command."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.web.real_server import running
from tests.web.small_service import SmallService, make_small_service
from training_scripts.shadow import command

pytestmark = pytest.mark.serial

ASKED = 40


@pytest.fixture
def service(tmp_path: Path) -> SmallService:
    made = make_small_service(tmp_path)
    made.database.close()
    return made


def asked(service: SmallService, folder: Path, *, wanted: int) -> tuple[set[str], list[dict[str, Any]]]:
    """The answers to ``ASKED`` requests, and what the command says once ``wanted`` are accounted for."""
    with running(service, folder=folder) as server:
        answers = set()
        for number in range(ASKED):
            path = f"/v1/asn/A{number % 6 + 1}/recommendations?n=3"
            answers.add(json.dumps(server.get(path, key=service.key), sort_keys=True))
        deadline = time.monotonic() + 10
        while True:
            result = CliRunner().invoke(command, ["--url", f"http://127.0.0.1:{server.port}"])
            pairs = json.loads(result.stdout.splitlines()[-1])["pairs"]
            if sum(one["compared"] + sum(one["not_compared"].values()) for one in pairs) >= wanted:
                return answers, pairs
            assert time.monotonic() < deadline, pairs
            time.sleep(0.1)


def test_a_candidate_is_compared_and_changes_no_answer(
    service: SmallService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving, candidate, bad = service.versions
    alone, nothing = asked(service, tmp_path, wanted=0)
    assert nothing == []
    monkeypatch.setenv("ASN_SHADOW_VERSION", candidate)
    beside, (pair,) = asked(service, tmp_path, wanted=ASKED)
    assert beside == alone
    assert (pair["serving"], pair["shadow"], pair["compared"]) == (serving, candidate, ASKED)
    assert 0 < pair["overlap"] <= 1
    monkeypatch.setenv("ASN_SHADOW_VERSION", bad)
    beside, (refused,) = asked(service, tmp_path, wanted=1)
    assert beside == alone
    assert (refused["shadow"], refused["compared"]) == (bad, 0)
    assert set(refused["not_compared"]) == {"refused"}


@pytest.mark.parametrize(
    ("url", "code"), [("file:///etc/passwd", "URL_INVALID"), ("http://127.0.0.1:9", "SERVER_UNREACHABLE")]
)
def test_an_address_without_a_server_is_said(url: str, code: str) -> None:
    result = CliRunner().invoke(command, ["--url", url])
    assert result.exit_code == 2
    assert json.loads(result.stdout.splitlines()[-1])["error"] == code

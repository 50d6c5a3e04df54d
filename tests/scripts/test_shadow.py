"""A candidate beside the real server: unseen by who asks, begun and ended without a restart, told later."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.web.real_server import Server, running
from tests.web.small_service import SmallService, make_small_service
from training_scripts.shadow import command

pytestmark = pytest.mark.serial

ASKED = 40
BEGIN_SECONDS = 1.0


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallService:
    made = make_small_service(tmp_path)
    made.database.close()
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


def told(*arguments: str, exit_code: int = 0) -> Any:
    result = CliRunner().invoke(command, list(arguments))
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout.splitlines()[-1])


def asked(server: Server, service: SmallService) -> set[str]:
    paths = [f"/v1/asn/A{number % 6 + 1}/recommendations?n=3" for number in range(ASKED)]
    return {json.dumps(server.get(path, key=service.key), sort_keys=True) for path in paths}


def counted() -> int:
    return sum(one["compared"] + sum(one["not_compared"].values()) for one in told()["pairs"])


def settled(wanted: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 15
    while counted() < wanted:
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)
    pairs: list[dict[str, Any]] = told()["pairs"]
    return pairs


def test_a_candidate_begins_and_ends_beside_a_running_server_and_its_counts_outlive_it(
    service: SmallService, tmp_path: Path
) -> None:
    serving, candidate, _ = service.versions
    with running(service, folder=tmp_path) as server:
        alone = asked(server, service)
        assert told()["pairs"] == []

        assert told("start", candidate) == {"shadow": candidate}
        time.sleep(BEGIN_SECONDS)
        assert asked(server, service) == alone
        (pair,) = settled(ASKED)
        assert (pair["serving"], pair["shadow"], pair["compared"]) == (serving, candidate, ASKED)
        assert 0 < pair["overlap"] <= 1

        assert told("stop")["stopped"] == candidate
        time.sleep(BEGIN_SECONDS)
        assert asked(server, service) == alone

        told("start", candidate)
        time.sleep(BEGIN_SECONDS)
        asked(server, service)  # the server ends before these are written in their turn
        time.sleep(0.5)
    found = told()
    assert found["shadow"] == candidate
    assert found["pairs"][0]["compared"] == 2 * ASKED  # none of those asked in between
    assert told("--since", "2100-01-01")["pairs"] == []


def test_one_that_is_spoilt_after_it_was_named_is_counted_as_refused(
    service: SmallService, tmp_path: Path
) -> None:
    candidate = service.versions[1]
    told("start", candidate)
    manifest = service.settings.models_dir / candidate / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_bytes(b"{}")
    with running(service, folder=tmp_path) as server:
        asked(server, service)
        (pair,) = settled(1)
    assert (pair["shadow"], pair["compared"], set(pair["not_compared"])) == (candidate, 0, {"refused"})


def test_what_cannot_be_watched_is_refused_at_once(service: SmallService) -> None:
    serving, _, bad = service.versions
    assert told("start", "2020Q1-00000000", exit_code=2)["error"] == "VERSION_UNKNOWN"
    assert told("start", bad, exit_code=2)["error"].startswith("BUNDLE_")
    assert told("start", serving, exit_code=2)["error"] == "SHADOW_SERVES"
    assert told() == {"shadow": None, "pairs": []}

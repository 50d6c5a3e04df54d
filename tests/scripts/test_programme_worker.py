"""The process that makes a design: once, under the very rules by which the pages read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recommender.config import read_settings
from recommender.web.kept_programmes import kept_programmes
from recommender.web.model_holder import Served
from tests.web.small_service import SmallService, make_small_service
from training_scripts import programme_worker
from training_scripts.programme_worker import command
from training_scripts.serving_version import open_version


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made: SmallService = make_small_service(tmp_path_factory.mktemp("service"))
    yield made
    made.database.close()


def test_a_design_is_made_once_and_read_by_a_server(
    service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme_worker.os, "nice", lambda by: by)
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)
    version, bundle = open_version(read_settings(), version=None)
    first, again = (CliRunner().invoke(command, [version]) for _ in range(2))
    assert [one.exit_code for one in (first, again)] == [0, 0], first.output
    told = [one.stdout.splitlines()[-1] for one in (first, again)]
    assert told == [f'{{"version":"{version}","made":{made}}}' for made in ("true", "false")]
    assert kept_programmes(read_settings()).of(Served(version, 1, bundle)) is not None
    folder = read_settings().programmes_dir
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [Path(one).name[: len(version)] for one in folder.iterdir()] == [version]


def test_a_version_that_is_not_there_is_said(service: SmallService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_worker.os, "nice", lambda by: by)
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(command, ["2026Q1-00000009"]).exit_code == 2

"""A simulated province and a home for quarters of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recommender.bundle.promotion import Override
from recommender.config import Settings, read_settings
from recommender.progress import silent
from recommender.retraining.quarter import Outcome, Source, Tools, run_quarter
from recommender.store.database import open_database
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.small_bundle import SIGNING_KEY

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Home:
    """A service of its own: settings, database and the quarters run in it."""

    tools: Tools

    @property
    def settings(self) -> Settings:
        return self.tools.settings

    def retrain(
        self, source: Path, as_of: date, override: Override | None = None, progress: Any = silent
    ) -> Outcome:
        # The few rows of a hostile batch that the import refuses do not matter here.
        found = Source(str(source), TODAY, as_of, allow_rejects=3000)
        return run_quarter(found, self.tools, actor="test", override=override, progress=progress)


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Home]]:
    """Makes a home with its own database, keys known to the tests."""
    opened: list[Any] = []

    def make() -> Home:
        home = tmp_path_factory.mktemp("home")
        settings = read_settings({}, home=str(home), models_dir=str(home / "models"))
        database = open_database(settings.database_url, audit_key=bytes(range(32)))
        opened.append(database)
        return Home(Tools(settings, database, SIGNING_KEY, bytes(range(32)), "test"))

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CSV files of a province of 300; read only."""
    folder = tmp_path_factory.mktemp("quarters") / "source"
    write_province(simulate(WorldOptions(asn=300, courses=40, seed=11)), folder)
    return folder

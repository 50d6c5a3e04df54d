"""A simulated province and a home for quarters of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recommender.bundle.promotion import Override
from recommender.bundle.registry import list_versions
from recommender.config import Settings, read_settings
from recommender.progress import silent
from recommender.retraining import quarter
from recommender.retraining.quarter import Outcome, Source, Tools, run_quarter
from recommender.store.database import open_database
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.small_bundle import SIGNING_KEY

TODAY = date(2026, 11, 25)
Q1 = date(2026, 1, 31)


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

    def trained(self, source: Path, as_of: date) -> str:
        """The version that a quarter trains, which is killed before it compares anything."""

        def killed(*args: object, **kwargs: object) -> None:
            raise KeyboardInterrupt

        before = set(list_versions(self.settings.models_dir))
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(quarter, "compared", killed)
            self.retrain(source, as_of)
        (version,) = set(list_versions(self.settings.models_dir)) - before
        return version


def home_in(folder: Path) -> Home:
    """A service in ``folder``, keys known to the tests."""
    settings = read_settings({}, home=str(folder), models_dir=str(folder / "models"))
    database = open_database(settings.database_url, audit_key=bytes(range(32)))
    return Home(Tools(settings, database, SIGNING_KEY, bytes(range(32)), "test"))


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Home]]:
    """Makes a home with its own database, empty or as another was when it was left.

    ``remembers=False`` takes only the files over: what was trained and compared, but nothing ever served.
    """
    opened: list[Any] = []

    def make(left: Path | None = None, *, remembers: bool = True) -> Home:
        folder = tmp_path_factory.mktemp("home")
        if left is not None:
            forgotten = None if remembers else shutil.ignore_patterns("*.sqlite*")
            shutil.copytree(left, folder, dirs_exist_ok=True, ignore=forgotten)
        home = home_in(folder)
        opened.append(home.tools.database)
        return home

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def after_q1(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a home holds after its first quarter; read only."""
    folder = tmp_path_factory.mktemp("after-q1")
    home = home_in(folder)
    home.retrain(source, Q1)
    home.tools.database.close()
    return folder


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CSV files of a province of 300; read only."""
    folder = tmp_path_factory.mktemp("quarters") / "source"
    write_province(simulate(WorldOptions(asn=300, courses=40, seed=11)), folder)
    return folder

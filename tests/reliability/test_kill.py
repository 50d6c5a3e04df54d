"""``kill -9`` at random moments of a quarter and of promotions beside it: nothing acknowledged is lost."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from recommender.bundle.promotion import Override
from recommender.bundle.registry import list_versions
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.reliability.killing import Ledger, check_everything, kill_once
from tests.retraining.conftest import Home, make_home  # noqa: F401 (a fixture)

KILLS = 10
EARLIER, AS_OF = (date(2026, 1, 31), date(2026, 4, 30)), date(2026, 7, 31)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Path]:
    write_province(simulate(WorldOptions(asn=300, courses=40, seed=11)), tmp_path / "source")
    yield tmp_path / "source"


@pytest.mark.serial
def test_a_quarter_killed_at_any_moment_goes_on_to_the_same_version(
    source: Path,
    make_home: Callable[[], Home],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what is reported meanwhile would, on purpose, make the next quarter's version another one
    monkeypatch.setattr("recommender.features.feedback.told_events", lambda database: iter(()))
    undisturbed, home, chance, ledger = make_home(), make_home(), random.Random(3), Ledger()
    expected = undisturbed.retrain(source, AS_OF).serving
    served = [home.retrain(source, day, Override("Uji", "dua versi")).serving for day in EARLIER]
    ledger.generations = {one.generation: one.version for one in served}
    for number in range(KILLS):
        versions = [one.version for one in served] if number % 2 else []
        ended = kill_once(home, source, AS_OF, ledger, chance=chance, versions=versions)
        check_everything(home, ledger)
        assert ended in (None, expected.version)
    assert len(ledger.feedback) > KILLS
    again = home.retrain(source, AS_OF, Override("Uji", "selesai"))
    assert again.serving.version == expected.version
    check_everything(home, ledger)
    assert expected.version in list_versions(home.settings.models_dir)

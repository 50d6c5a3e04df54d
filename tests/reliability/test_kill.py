"""``kill -9`` at random moments of a quarter and of promotions beside it: nothing acknowledged is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recommender.bundle.promotion import Override
from recommender.bundle.registry import list_versions
from recommender.store.serving import current_serving
from tests.reliability.killing import Ledger, check_everything, kill_once
from tests.retraining.conftest import Home, after_q1, make_home, source  # noqa: F401 (fixtures)

KILLS = 6
"""Enough for the moments that differ; ``benchmarks/kill_quarter.py`` kills as often as it is told to."""
SECOND, AS_OF = date(2026, 4, 30), date(2026, 7, 31)


def test_a_quarter_killed_at_any_moment_goes_on_to_the_same_version(
    source: Path,  # noqa: F811
    make_home: Callable[..., Home],  # noqa: F811
    after_q1: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what is reported meanwhile would, on purpose, make the next quarter's version another one
    monkeypatch.setattr("recommender.features.feedback.told_events", lambda database: iter(()))
    expected = make_home().trained(source, AS_OF)
    home, chance, ledger = make_home(after_q1), random.Random(3), Ledger()
    served = [current_serving(home.tools.database)]
    served.append(home.retrain(source, SECOND, Override("Uji", "dua versi")).serving)
    ledger.generations = {one.generation: one.version for one in served if one is not None}
    for number in range(KILLS):
        versions = list(ledger.generations.values())[:2] if number % 2 else []
        ended = kill_once(home, source, AS_OF, ledger, chance=chance, versions=versions)
        check_everything(home, ledger)
        assert ended in (None, expected)
    assert len(ledger.feedback) > KILLS
    again = home.retrain(source, AS_OF, Override("Uji", "selesai"))
    assert again.serving.version == expected
    check_everything(home, ledger)
    assert expected in list_versions(home.settings.models_dir)

"""``kill -9`` at random moments of a quarter: nothing acknowledged is lost, nothing is there by halves."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recommender.store.serving import current_serving
from tests.retraining.conftest import Home
from tests.retraining.killing import STEPS, check_everything, killed_quarter

KILLS = 15
AS_OF = date(2026, 7, 31)


@pytest.mark.serial
def test_a_quarter_killed_at_any_moment_goes_on_to_the_same_version(
    source: Path, make_home: Callable[[], Home]
) -> None:
    undisturbed, home, chance = make_home(), make_home(), random.Random(3)
    expected = undisturbed.retrain(source, AS_OF).serving
    for _ in range(KILLS):
        acknowledged = killed_quarter(
            home, source, AS_OF, steps=chance.randrange(STEPS), wait=chance.uniform(0, 0.05)
        )
        check_everything(home)
        if acknowledged is not None:
            assert current_serving(home.tools.database) == expected
    assert home.retrain(source, AS_OF).serving == expected
    check_everything(home)

"""``kill -9`` at random moments of ``retrain`` and of promotions and reports beside it: what was lost.

Run from the project's root: ``python -m benchmarks.kill_quarter --kills 200``. A quarter of a small province
is killed together with people who promote, roll back and report feedback, until it has come to an end; then
the next month follows. After every kill ``check_everything`` of ``tests/reliability/killing.py`` must hold
for all that was acknowledged so far, and each month must give the version that an undisturbed run gave, or
the benchmark stops there: the noughts of its table are what it got through.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import date
from pathlib import Path

from recommender.bundle.promotion import Override
from recommender.config import read_settings
from recommender.features import feedback
from recommender.retraining.quarter import Tools
from recommender.store.database import open_database
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.reliability.killing import Ledger, check_everything, kill_once
from tests.retraining.conftest import Home
from tests.small_bundle import SIGNING_KEY

MONTHS = [date(2026, month, 28) for month in range(1, 11)]
EARLIER = 2
"""Months that run undisturbed: between their versions people promote and roll back."""
MOST_TRIES = 12
"""Kills of one month; then it runs undisturbed."""
ANSWERS_FOR_ALL = Override("Uji", "benchmark")


def main(kills: int) -> None:
    """Kill, check, count; print one table."""
    chance, done, ledgers = random.Random(1), 0, []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_province(simulate(WorldOptions(asn=300, courses=40, seed=11)), root / "source")
        # what is reported meanwhile would, on purpose, make the next quarter's version another one
        feedback.told_events = lambda database: iter(())
        expected = run_all(new_home(root / "undisturbed"), root / "source")
        began = time.monotonic()
        while done < kills:
            home, ledger = new_home(root / f"home{len(ledgers)}"), Ledger()
            done += one_home(home, root / "source", expected, ledger, chance=chance, kills=kills - done)
            ledgers.append(ledger)
            home.tools.database.close()
        seconds = time.monotonic() - began
    figures = [
        done,
        sum(one.quarters for one in ledgers),
        sum(one.promotions for one in ledgers),
        sum(len(one.feedback) for one in ledgers),
        0, 0, 0, f"{seconds:.0f}",
    ]  # fmt: skip
    print("| kills | quarters ended | promotions beside | reports beside | acknowledged but lost "
          "| half versions | other version | seconds |\n|---|---|---|---|---|---|---|---|")  # fmt: skip
    print("| " + " | ".join(map(str, figures)) + " |")


def run_all(home: Home, source: Path) -> dict[date, str]:
    """The version of each month, undisturbed."""
    return {day: home.retrain(source, day, ANSWERS_FOR_ALL).serving.version for day in MONTHS}


def one_home(
    home: Home, source: Path, expected: dict[date, str], ledger: Ledger, *, chance: random.Random, kills: int
) -> int:
    """Kill every month but the first ones until it has ended; how often it killed."""
    done = 0
    served = []
    for day in MONTHS[:EARLIER]:
        serving = home.retrain(source, day, ANSWERS_FOR_ALL).serving
        ledger.generations[serving.generation] = serving.version
        served.append(serving.version)
    for day in MONTHS[EARLIER:]:
        ended, tries = None, 0
        while ended is None and tries < MOST_TRIES and done < kills:
            beside = served if chance.random() < 0.5 else []
            ended = kill_once(home, source, day, ledger, chance=chance, versions=beside)
            check_everything(home, ledger)
            done, tries = done + 1, tries + 1
        assert ended in (None, expected[day])
        finished = home.retrain(source, day, ANSWERS_FOR_ALL).serving
        assert finished.version == expected[day], "the next run gives another version"
        ledger.generations[finished.generation] = finished.version
        check_everything(home, ledger)
        if done >= kills:
            break
    return done


def new_home(folder: Path) -> Home:
    """An empty service."""
    settings = read_settings({}, home=str(folder), models_dir=str(folder / "models"))
    database = open_database(settings.database_url, audit_key=bytes(range(32)))
    return Home(Tools(settings, database, SIGNING_KEY, bytes(range(32)), "benchmark"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    main(options.kills)

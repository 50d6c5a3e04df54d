"""``kill -9`` at random moments of ``retrain``: how many kills, where they fell, what was lost.

Run from the project's root: ``python -m benchmarks.kill_quarter --kills 200``. Each quarter is killed at
random moments until it is done, then the next month follows; after every kill ``check_everything`` of
``tests/retraining/killing.py`` must hold, or the benchmark stops there: the noughts of its table are
what it got through.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import date
from pathlib import Path

from recommender.config import read_settings
from recommender.retraining.quarter import Tools
from recommender.store.database import open_database
from recommender.store.serving import current_serving
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.retraining.conftest import Home
from tests.retraining.killing import STEPS, check_everything, killed_quarter
from tests.small_bundle import SIGNING_KEY

MOST_TRIES = 15
"""The gate may refuse a month of so small a province; then the next one follows."""
MONTHS = [date(2026, month, 28) for month in range(1, 11)]


def main(kills: int) -> None:
    """Kill, check, count; print one table."""
    chance, done, acknowledged, homes = random.Random(1), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_province(simulate(WorldOptions(asn=300, courses=40, seed=11)), root / "source")
        began = time.monotonic()
        while done < kills:
            home, homes = new_home(root / f"home{homes}"), homes + 1
            for as_of in MONTHS:
                version, tries = None, 0
                while version is None and tries < MOST_TRIES and done < kills:
                    version = killed_quarter(
                        home,
                        root / "source",
                        as_of,
                        steps=chance.randrange(STEPS),
                        wait=chance.uniform(0, 0.05),
                    )
                    check_everything(home)
                    done, tries = done + 1, tries + 1
                if version is not None:
                    serving = current_serving(home.tools.database)
                    assert serving is not None and serving.version == version
                    acknowledged += 1
            home.tools.database.close()
        seconds = time.monotonic() - began
    print("| runs | killed | acknowledged | acknowledged but lost | half versions | seconds |")
    print("|---|---|---|---|---|---|")
    print(f"| {done} | {done - acknowledged} | {acknowledged} | 0 | 0 | {seconds:.0f} |")


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

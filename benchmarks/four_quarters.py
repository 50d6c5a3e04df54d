"""Four quarters of a province that drifts: what the gate promotes, what it stops, and how long it takes.

Run from the project's root: ``python -m benchmarks.four_quarters --asn 5000 --out folder``. Each quarter is
an export of its own: the changes that real agencies make stay in the later ones, the exports that no
agency should send (false results, half of the people missing) come in the fourth, before the right one. A
few false results are at the edge: they must be stopped, or at least be warned of.
The reports stay in ``folder``, to be opened and read. Ends with 1 where a quarter came out otherwise.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.kill_quarter import new_home
from recommender.errors import GateRefused
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from tests.retraining import provinces
from tests.retraining.conftest import Home

_WORDS = {True: "pass", False: "stop", None: "stop or warn"}
Change = Callable[[Path, Path], Path]


@dataclass(frozen=True)
class Quarter:
    """One export: what happened to the source, and whether the gate should let it serve."""

    name: str
    as_of: date
    change: Change
    stays: bool
    """Whether later exports carry the change on."""
    passes: bool | None
    """None: either, but never without a warning."""


def quarters(asn: int) -> list[Quarter]:
    """The exports, in order."""
    q1, q2, q3, q4 = date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)
    flood = partial(provinces.poisoned, fakes=asn)
    drop = partial(provinces.poisoned, fakes=asn // 50)
    return [
        Quarter("Q1, as it is", q1, provinces.copied, True, True),
        Quarter("Q2, a new unit", q2, provinces.with_new_unit, True, True),
        Quarter("Q3, renamed courses", q3, provinces.with_renamed_courses, True, True),
        Quarter("Q4, a flood of false results", q4, flood, False, False),
        Quarter("Q4, a few false results", q4, drop, False, None),
        Quarter("Q4, half of the people", q4, provinces.halved, False, False),
        Quarter("Q4, as it is", q4, provinces.copied, True, True),
    ]


def run(quarter: Quarter, source: Path, home: Home, *, report: Path) -> tuple[bool, str]:
    """Whether it passed, and the lines that are not green."""
    try:
        outcome = home.retrain(source, quarter.as_of)
    except GateRefused as refusal:
        shutil.copy(refusal.context["report"], report)
        return False, "red: " + ", ".join(refusal.context["red"])
    assert outcome.gate is not None and outcome.report is not None
    shutil.copy(outcome.report, report)
    yellow = [line.name for line in outcome.gate.lines if line.status == "KUNING"]
    return True, "yellow: " + (", ".join(yellow) or "none")


def main(asn: int, out: Path) -> int:
    """Run all, print one table; the number of quarters that came out otherwise."""
    out.mkdir(parents=True)
    source = out / "source"
    write_province(simulate(WorldOptions(asn=asn, seed=11)), source)
    home, otherwise = new_home(out / "home"), 0
    print("| quarter | should | did | lines | seconds |\n|---|---|---|---|---|")
    for number, quarter in enumerate(quarters(asn), start=1):
        export = quarter.change(source, out / f"export{number}")
        began = time.monotonic()
        passed, lines = run(quarter, export, home, report=out / f"report{number}.html")
        print(
            f"| {quarter.name} | {_WORDS[quarter.passes]} | {_WORDS[passed]} | {lines} "
            f"| {time.monotonic() - began:.0f} |",
            flush=True,
        )
        wanted = not lines.endswith("none") if quarter.passes is None else passed == quarter.passes
        otherwise += not wanted
        source = export if quarter.stays else source
    return otherwise


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asn", type=int, default=5000)
    parser.add_argument("--out", type=Path, required=True, help="a new folder for exports and reports")
    options = parser.parse_args()
    sys.exit(main(options.asn, options.out) > 0)

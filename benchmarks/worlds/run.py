"""Worlds with known truth: what each ranker's lists, and the money it spends, are worth beside the oracle's.

Runs the service's own steps (simulate, import, learn, rank) for every world and seed, appends each figure to
a file of JSON lines and prints Markdown tables of everything that file holds. A world and seed that the file
knows already is not run again, so a long run can be cut off and continued. Nothing is tuned to one of these
worlds: a change counts when it helps across them.

    python -m benchmarks.worlds.run --asn 4000 --seeds 5 --figures worlds.jsonl
    python -m benchmarks.worlds.run --world linear --seeds 5 --money 1 --money 0.1 --figures money.jsonl
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from benchmarks.worlds.apart import Agency, ApartOptions, found_agency
from benchmarks.worlds.figures import Figure, Figures
from benchmarks.worlds.lists import rankings, scores_of
from benchmarks.worlds.lived import Lived, live
from benchmarks.worlds.purchases import ORACLE, purchases, purse_for
from recommender.features.arrays import F32
from recommender.synthetic.province import Province, simulate
from recommender.synthetic.world import Growth, WorldOptions

WORLDS = {
    "saturating": {"growth": "saturating"},
    "linear": {"growth": "linear"},
    "threshold": {"growth": "threshold"},
    "diminishing": {"growth": "diminishing"},
    "wise bosses": {"growth": "saturating", "bosses": "wise"},
    "random bosses": {"growth": "saturating", "bosses": "random"},
    "no tests": {"growth": "saturating", "with_pre_post": False},
    "no tests, linear": {"growth": "linear", "with_pre_post": False},
    "half assessed": {"growth": "saturating", "share_assessed": 0.5},
    "few assessed": {"growth": "saturating", "share_assessed": 0.08},
}
APART: dict[str, Growth] = {
    "apart, saturating": "saturating",
    "apart, linear": "linear",
    "apart, threshold": "threshold",
    "apart, diminishing": "diminishing",
}
"""The same laws in an agency made in another way (:mod:`benchmarks.worlds.apart`)."""


@click.command()
@click.option("--asn", default=4_000, show_default=True)
@click.option("--courses", default=180, show_default=True)
@click.option("--seeds", default=1, show_default=True, help="Worlds of each kind.")
@click.option("--length", default=10, show_default=True, help="Courses in a list.")
@click.option("--world", "names", multiple=True, type=click.Choice([*WORLDS, *APART]), help="Only these.")
@click.option("--money", multiple=True, type=float, help="Also spend this share of the province's budget.")
@click.option("--figures", "path", type=click.Path(path_type=Path), help="File to append to, and continue.")
def main(
    asn: int, courses: int, seeds: int, length: int, names: tuple[str, ...], money: tuple[float, ...],
    path: Path | None,
) -> None:  # fmt: skip
    """Print the share of the oracle's benefit, mean over seeds with its 95 % interval."""
    if money and any(name in APART for name in names):
        raise click.UsageError("an agency apart has no calendar and no budget to spend")
    with tempfile.TemporaryDirectory() as place:
        figures = Figures(path or Path(place) / "figures.jsonl")
        for seed in range(1, seeds + 1):
            for name in names or (*WORLDS, *(() if money else APART)):
                world = f"{name}, {asn:,} ASN, {courses} courses"
                if figures.has(world, seed):
                    continue
                start = time.process_time()
                made = world_of(name, asn=asn, courses=courses, seed=seed)
                figures.add(measured(made, world=world, seed=seed, length=length, money=money))
                print(
                    f"{world}, {seed}: {time.process_time() - start:.0f} CPU s", file=sys.stderr, flush=True
                )
        print(figures.tables())


def world_of(name: str, *, asn: int, courses: int, seed: int) -> Province | Agency:
    """The world of that name, simulated."""
    if name in APART:
        return found_agency(ApartOptions(asn=asn, courses=courses, seed=seed, growth=APART[name]))
    return simulate(WorldOptions(asn=asn, courses=courses, seed=seed, **WORLDS[name]))  # type: ignore[arg-type]


def measured(
    made: Province | Agency, *, world: str, seed: int, length: int, money: tuple[float, ...]
) -> Iterator[Figure]:
    """Every figure of one world."""
    lived = live(made, length=length)
    scores = scores_of(lived, seed=seed)
    for ranker, lists in rankings(lived, scores, length=length):
        share = lived.judge.share(lists)
        yield Figure(world, seed, "lists", ranker, "top 5", share.top)
        yield Figure(world, seed, "lists", ranker, f"list of {length}", share.joint)
    level = lived.bundle.people.level[:, lived.bundle.competencies.ids.rows(lived.judge.truth.competency_ids)]
    asked = lived.judge.truth.required > 0
    error = float(np.sqrt(np.mean(np.square(level - lived.judge.truth.levels)[asked])))
    yield Figure(world, seed, "levels", "filtered levels the post asks for", "RMSE", error)
    for share_of_budget in money:
        yield from _bought(lived, scores, seed, world=world, share=share_of_budget)


def _bought(lived: Lived, scores: dict[str, F32], seed: int, *, world: str, share: float) -> Iterator[Figure]:
    assert isinstance(lived.world, Province)
    purse, truth = purse_for(lived, province=lived.world, share=share), lived.judge.truth
    table, best = f"money, {share:g} of the budget", np.nan
    for buyer, lists in purchases(lived, scores, purse, province=lived.world, seed=seed):
        worth, bought = float(truth.list_benefit(lists).sum()), lists[lists >= 0]
        best = worth if buyer == ORACLE else best
        for measure, value in (
            ("benefit", worth / best),
            ("spent", float(purse.cost[bought].sum()) / purse.money),
            ("places a head", len(bought) / len(lists)),
            ("JP KLASIKAL", purse.klasikal_share(lists)),
        ):
            yield Figure(world, seed, table, buyer, measure, value)


if __name__ == "__main__":
    main()

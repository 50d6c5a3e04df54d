"""Real learners through the ordinary commands, then every agreement scorer on their last course.

    python -m benchmarks.mars.run ../shared/data/mars --language fr --out var/mars

1. MARS becomes tables of the contract; ``snapshot``, ``train`` and ``recommend_all`` run on them.
2. Leave-last-out: the newest course of every learner with ``--at-least`` different ones is held out,
   scorers learn from the rest (their knobs chosen inside it, on the course before the last) and rank
   the whole catalogue less what the learner completed. HR@10 and NDCG@10 with the interval by person of
   the difference in NDCG@10 to the plain Markov chain.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np

from benchmarks.commands import run_command
from benchmarks.mars.tables import read_ratings, write_tables
from benchmarks.mars.timeline import in_time_order
from recommender.evaluation.intervals import of_difference
from recommender.features.arrays import Dataset
from recommender.features.build import build_dataset
from recommender.scorers.contract import Scorer
from recommender.scorers.ease import Ridge, learn_ease
from recommender.scorers.held_out import HeldOut, gains, hold_out_last, ranks
from recommender.scorers.hybrid import learn_hybrid
from recommender.scorers.item_knn import learn_item_knn
from recommender.scorers.learn_blend import learn_blend
from recommender.scorers.markov import Chain, learn_markov
from recommender.scorers.popular import learn_popular
from recommender.tables.snapshot import open_snapshot

PLAIN = "Markov, last course"
LEARNERS: dict[str, tuple[Callable[[Dataset], Scorer], str]] = {
    "popularity": (
        lambda dataset: learn_popular(dataset, half_life_years=np.inf, shrinkage=np.inf), ".064/.035"),
    "popular (default)": (learn_popular, ""),
    "item-kNN": (learn_item_knn, ".317/.227"),
    "LightFM WARP": (lambda dataset: learn_hybrid(dataset, seed=1, held=hold_out_last(dataset)), ".362/.225"),
    "EASE, lambda 300": (
        lambda dataset: learn_ease(dataset, ridge=Ridge(growth=0), features=False), ".442/.294"),
    "EASE, chosen": (lambda dataset: learn_ease(dataset, held=hold_out_last(dataset)), ""),
    PLAIN: (lambda dataset: learn_markov(dataset, chain=Chain()), ".486/.373"),
    "Markov, chosen": (lambda dataset: learn_markov(dataset, held=hold_out_last(dataset)), ""),
    "blend": (lambda dataset: learn_blend(dataset, held=hold_out_last(dataset)), ""),
}  # fmt: skip
"""Row of the table, and HR@10/NDCG@10 that are known for the French ratings (see README.md)."""

_LINE = "{:<18} {:>6} {:>8}  {:<25} {:>7}  {}"


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/mars"), show_default=True)
@click.option("--at-least", default=5, show_default=True, help="Different courses a judged learner has.")
@click.option("--commands/--no-commands", default=True, help="Also train and recommend_all.")
def main(source: Path, language: str, out: Path, at_least: int, commands: bool) -> None:
    """Run the commands on MARS, then print the table."""
    folder = out / language
    write_tables(source, folder / "tables", language=language)
    snapshot = Path(run_command("snapshot", str(folder / "tables"), home=folder)["snapshot"])
    if commands:
        version = run_command("train", "--snapshot", str(snapshot), home=folder)["version"]
        lists = ("--version", version, "--out", str(folder / "lists.parquet"))
        run_command("recommend_all", "--snapshot", str(snapshot), *lists, home=folder)
    ratings = read_ratings(source, language=language)
    dataset = in_time_order(build_dataset(open_snapshot(snapshot)), ratings=ratings)
    _print_table(hold_out_last(dataset, at_least=at_least), known=language == "fr")


def _print_table(held: HeldOut, *, known: bool) -> None:
    print(f"\n{len(held.persons)} learners judged, {len(held.dataset.catalogue)} courses")
    print(
        _LINE.format(
            "scorer", "HR@10", "NDCG@10", "NDCG@10 less plain Markov", "learn s", "known" if known else ""
        )
    )
    measured = {name: _measure(learn, held) for name, (learn, _) in LEARNERS.items()}
    plain = gains(measured[PLAIN][0])
    for name, (rank, seconds) in measured.items():
        gain = gains(rank)
        ahead = of_difference(gain, plain, rng=np.random.default_rng(0))
        interval = f"{ahead.mean:+.3f} ({ahead.low:+.3f}, {ahead.high:+.3f})"
        hits, reached = f"{(rank <= 10).mean():.3f}", f"{gain.mean():.3f}"
        print(
            _LINE.format(name, hits, reached, interval, f"{seconds:.1f}", LEARNERS[name][1] if known else "")
        )


def _measure(learn: Callable[[Dataset], Scorer], held: HeldOut) -> tuple[np.ndarray, float]:
    started = time.monotonic()
    scorer = learn(held.dataset)
    seconds = time.monotonic() - started
    return ranks(scorer, held), seconds


if __name__ == "__main__":
    main()

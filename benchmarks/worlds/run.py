"""Worlds with known truth: what each ranker's lists are worth beside the oracle's.

Runs the service's own steps (generate, import, learn, rank) for every world and seed and prints one
table a world. Nothing is tuned to one of them: a change counts when it helps across the worlds.

    python -m benchmarks.worlds.run --asn 4000 --seeds 2
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import click
import numpy as np
from scipy.stats import t

from benchmarks.worlds.lists import allowed, rankings
from recommender.features.build import build_dataset
from recommender.synthetic.judge import Judge, Share
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.training.fit import train

WORLDS = {
    "saturating": {"growth": "saturating"},
    "linear": {"growth": "linear"},
    "threshold": {"growth": "threshold"},
    "diminishing": {"growth": "diminishing"},
    "saturating, wise bosses": {"growth": "saturating", "bosses": "wise"},
    "saturating, random bosses": {"growth": "saturating", "bosses": "random"},
    "saturating, no tests": {"growth": "saturating", "with_pre_post": False},
    "linear, no tests": {"growth": "linear", "with_pre_post": False},
    "saturating, half assessed": {"growth": "saturating", "share_assessed": 0.5},
    "saturating, few assessed": {"growth": "saturating", "share_assessed": 0.08},
}


@click.command()
@click.option("--asn", default=4_000, show_default=True)
@click.option("--courses", default=180, show_default=True)
@click.option("--seeds", default=1, show_default=True, help="Worlds of each kind.")
@click.option("--length", default=10, show_default=True, help="Courses in a list.")
@click.option("--world", "names", multiple=True, type=click.Choice(list(WORLDS)), help="Only these.")
def main(asn: int, courses: int, seeds: int, length: int, names: tuple[str, ...]) -> None:
    """Print one table a world: share of the oracle's benefit, mean over seeds with its 95 % interval."""
    for name in names or WORLDS:
        found: defaultdict[str, list[Share]] = defaultdict(list)
        for seed in range(1, seeds + 1):
            options = WorldOptions(asn=asn, courses=courses, seed=seed, **WORLDS[name])  # type: ignore[arg-type]
            for ranker, share in _measured(options, length):
                found[ranker].append(share)
        print(f"\n{name} ({asn:,} ASN, {courses} courses, {seeds} seed{'s' * (seeds > 1)})")
        print(f"{'ranker':32} {'top 5':>14} {f'list of {length}':>14}")
        for ranker, shares in found.items():
            top, joint = (_mean([getattr(one, part) for one in shares]) for part in ("top", "joint"))
            print(f"{ranker:32} {top:>14} {joint:>14}", flush=True)


def _mean(values: list[float]) -> str:
    """Mean over seeds and the half width of its 95 % interval (Student's t)."""
    if len(values) == 1:
        return f"{values[0]:.3f}"
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{np.mean(values):.3f} ± {half:.3f}"


def _measured(options: WorldOptions, length: int) -> list[tuple[str, Share]]:
    start = time.perf_counter()
    province = simulate(options)
    truth = province.truth()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "source"
        write_province(province, source)
        snapshot = import_source(source, out=Path(place) / "snapshots").snapshot
        dataset = build_dataset(snapshot)
        bundle = train(snapshot, nip_key=b"benchmark" * 4).bundle
    if not np.array_equal(bundle.people.asn_id, truth.asn_ids):
        raise RuntimeError("the version holds other people than the truth")
    judge = Judge.of(truth, allowed(bundle), length=length)
    lists = rankings(bundle, dataset, judge.truth, length=length, seed=options.seed)
    shares = [(name, judge.share(one)) for name, one in lists]
    print(f"{options.growth}/{options.seed}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return shares


if __name__ == "__main__":
    main()

"""Worlds in which no course teaches anything: how often is an effect claimed all the same?

Each run simulates an agency, carries its tables through the import and asks for the effect of all training
on the yearly score, as ``impact`` does. Named: the verdict and whether the 95 % interval leaves 0 out. The
benefit that lists promise there is compared with that of the same world where courses do teach, for the
first ``--lists`` runs.

    python -m benchmarks.worlds.null --runs 20
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

import click
import numpy as np
from threadpoolctl import threadpool_limits

from recommender.features.build import build_dataset
from recommender.features.outcomes import build_outcomes
from recommender.impact.finding import Finding
from recommender.impact.performance import performance_effect
from recommender.impact.scopes import scopes
from recommender.impact.setting import prepare
from recommender.impact.verdict import POSSIBLE, PROVEN
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.tables.snapshot import Snapshot

SEED: Final = 1


@click.command()
@click.option("--asn", default=1_000, show_default=True)
@click.option("--runs", default=20, show_default=True)
@click.option("--lists", default=3, show_default=True, help="Runs whose promised benefit is compared.")
def main(asn: int, runs: int, lists: int) -> None:
    """Print one line a run and the sums."""
    verdicts: Counter[str] = Counter()
    outside = 0
    for seed in range(1, runs + 1):
        with tempfile.TemporaryDirectory() as place:
            null = _snapshot(WorldOptions(asn=asn, seed=seed, effect=0.0), Path(place) / "null")
            finding = asked(null)
            ratio = ""
            if seed <= lists:
                real = _snapshot(WorldOptions(asn=asn, seed=seed), Path(place) / "real")
                ratio = f"; lists promise {promised(null) / promised(real):.3f} of what real courses do"
        out = finding.estimate is not None and not finding.estimate.low <= 0 <= finding.estimate.high
        verdicts[finding.judgement.verdict] += 1
        outside += out
        print(
            f"{seed}: {finding.judgement.verdict} ({finding.judgement.reason}), 0 left out: {out}{ratio}",
            flush=True,
        )
    claimed = verdicts[PROVEN] + verdicts[POSSIBLE]
    print(f"{dict(verdicts)}; an effect is claimed in {claimed} of {runs}, 0 is left out in {outside}")


def asked(snapshot: Snapshot) -> Finding:
    """The effect of all training on the yearly score."""
    dataset = build_dataset(snapshot)
    with threadpool_limits(1):
        setting = prepare(dataset, build_outcomes(snapshot, dataset))
        return performance_effect(setting, scopes(dataset.catalogue, dataset.evidence)[0], seed=SEED)


def promised(snapshot: Snapshot) -> float:
    """Mean benefit of everybody's best course."""
    dataset = build_dataset(snapshot)
    model, completion = learn_levels(dataset, seed=SEED), learn_completion(dataset).scorer
    learnt = learn_gain(dataset, model=model, completion=completion)
    return float(np.mean(learnt.gain.score(learnt.people).max(axis=1)))


def _snapshot(options: WorldOptions, folder: Path) -> Snapshot:
    source = folder / "source"
    write_province(simulate(options), source)
    return import_source(source, out=folder / "snapshots").snapshot


if __name__ == "__main__":
    main()

"""A competency loses all its courses: does the design say so, and of how many people?

    python -m benchmarks.programme [--asn 4000] [--seed 1] [--times 12]

A synthetic province is learnt once; then, one competency after the other, every course of it is
closed. The truth is who lacks it by the true levels and may attend training at all. Printed: people who
truly lack it, people of the reason NO_COURSE, those in both, the place of its first proposal among all
courses worth creating, and the share of its needs that its proposals take. Last: CPU seconds of a
design of this province and of 100,000 people.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from recommender.needs.rulebook import read_rulebook
from recommender.programme.design import design
from recommender.programme.province import Province, Terms
from recommender.programme.unserved import REASONS
from recommender.synthetic.province import simulate
from recommender.synthetic.truth import Truth
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.tables.people_file import SnapshotFiles
from recommender.training.fit import train

LARGE = 100_000


@click.command()
@click.option("--asn", default=4_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--times", default=12, show_default=True, help="Competencies that lose their courses.")
def main(asn: int, seed: int, times: int) -> None:
    """Print one line a competency, then the times."""
    province, terms, truth = _learnt(WorldOptions(asn=asn, seed=seed))
    taught = np.unique(province.catalogue.pair_competency)
    lacking = np.count_nonzero(_lacks(province, truth), axis=0)
    taught = taught[lacking[taught] >= terms.minimum]
    chosen = np.random.default_rng(seed).permutation(taught)[:times]
    print(f"{'competency':40} {'truly':>6} {'told':>6} {'both':>6} {'place':>6} {'taken':>6}")
    for competency in chosen[np.argsort(-lacking[chosen])].tolist():
        _report(province, terms, _lacks(province, truth)[:, competency], competency)
    print(f"{len(province.people):>7} people: {_seconds(province, terms):5.1f} CPU seconds")
    rows = np.arange(LARGE) % len(province.people)
    large = replace(province, people=province.people.take(rows))
    print(f"{LARGE:>7} people: {_seconds(large, terms):5.1f} CPU seconds")


def _learnt(options: WorldOptions) -> tuple[Province, Terms, Truth]:
    world = simulate(options)
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place) / "source", Path(place) / "snapshots"
        write_province(world, source)
        snapshot = import_source(source, out=out).snapshot
        terms = Terms(classes=SnapshotFiles(snapshot.path.parent).classes(snapshot.path.name))
        bundle = train(snapshot, nip_key=b"benchmark" * 4).bundle
    return Province.of(bundle, book=read_rulebook()), terms, world.truth()


def _lacks(province: Province, truth: Truth) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """(n, K) who truly lacks what, and may attend training."""
    if province.people.asn_id.tolist() != truth.asn_ids.tolist():
        raise RuntimeError("the version holds other people than the truth")
    order = province.competencies.ids.rows(truth.competency_ids)
    lacks = np.zeros((len(province.people), len(province.competencies)), bool)
    lacks[:, order] = (truth.required > 0) & (truth.required - truth.levels >= 0.05)
    lacks &= ((province.people.legal_status == 1) & ~province.people.training_hold)[:, None]
    return lacks


def _report(
    province: Province,
    terms: Terms,
    truly: np.ndarray[tuple[int], np.dtype[np.bool_]],
    competency: int,
) -> None:
    catalogue = province.catalogue
    active = catalogue.active.copy()
    active[catalogue.pair_course[catalogue.pair_competency == competency]] = False
    found = design(replace(province, catalogue=replace(catalogue, active=active)), terms=terms)
    of_it = (found.needs.competency == competency) & (found.needs.reason == REASONS.index("NO_COURSE"))
    told = found.needs.person[of_it]
    places = [at for at, one in enumerate(found.proposals, start=1) if one.competency == competency]
    taken = sum(one.people for one in found.proposals if one.competency == competency)
    print(
        f"{province.competencies.names[competency][:40]:40} {truly.sum():6} {len(told):6} "
        f"{truly[told].sum():6} {min(places, default=0):6} {taken / max(len(told), 1):6.2f}",
        flush=True,
    )


def _seconds(province: Province, terms: Terms) -> float:
    begin = time.process_time()
    design(province, terms=terms)
    return time.process_time() - begin


if __name__ == "__main__":
    main()

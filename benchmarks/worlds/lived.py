"""One world carried through the service's own steps: simulate, write, import, learn."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.worlds.apart import Agency
from recommender.bundle.contents import Bundle
from recommender.features.arrays import Bool, Dataset
from recommender.features.build import build_dataset
from recommender.ranking.recommend import Options, rank
from recommender.synthetic.judge import Judge
from recommender.synthetic.province import Province
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.training.fit import train


@dataclass(frozen=True)
class Lived:
    """What the service learnt of a world, and the judge who knows better."""

    world: Province | Agency
    dataset: Dataset
    bundle: Bundle
    judge: Judge
    """Its truth is restricted to what the service's rules allow."""


def live(world: Province | Agency, *, length: int) -> Lived:
    """Train on a new world; the judge compares lists of ``length`` courses."""
    with tempfile.TemporaryDirectory() as place:
        if isinstance(world, Province):
            write_province(world, Path(place) / "source")
        else:
            world.write(Path(place) / "source")
        snapshot = import_source(Path(place) / "source", out=Path(place) / "snapshots").snapshot
        dataset = build_dataset(snapshot)
        bundle = train(snapshot, nip_key=b"benchmark" * 4).bundle
    truth = world.truth()
    for here, there in (
        (bundle.people.asn_id, truth.asn_ids),
        (bundle.catalogue.courses.ids, truth.course_ids),
    ):
        if not np.array_equal(here, there):
            raise RuntimeError("the version holds other people or courses than the truth")
    return Lived(world, dataset, bundle, Judge.of(truth, _allowed(bundle), length=length))


def _allowed(bundle: Bundle) -> Bool:
    """(n, C) what the service's rules allow."""
    return rank(bundle, bundle.people, as_of=bundle.as_of, options=Options(n=1)).verdicts.eligible

"""Worlds with known truth, carried through the service's own import and models."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from recommender.features.arrays import I32, Dataset, People
from recommender.features.build import build_dataset
from recommender.ranking.eligibility import compile_rules, eligible
from recommender.ranking.greedy import pick_lists
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import LearntGain, learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.synthetic.judge import Judge
from recommender.synthetic.province import simulate
from recommender.synthetic.world import AS_OF, WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source

LENGTH = 10


@dataclass(frozen=True)
class LivedWorld:
    """What the service learnt of a world, and the judge who knows better."""

    dataset: Dataset
    learnt: LearntGain
    judge: Judge
    levels: np.ndarray
    """(n, K) true levels in the dataset's order of competencies."""

    @property
    def people(self) -> People:
        return self.learnt.people

    def benefit_lists(self) -> I32:
        """The greedy lists of the gain model alone."""
        allowed = self.judge.truth.available
        gain = self.learnt.gain
        return pick_lists(
            gain, self.people, p_complete=gain.completion.score(self.people), allowed=allowed,
            bonus=np.zeros(allowed.shape, np.float32), benefit_factor=1.0, length=LENGTH,
        ).course  # fmt: skip


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[WorldOptions], LivedWorld]:
    """Simulate, import and learn; each world once a session."""
    known: dict[WorldOptions, LivedWorld] = {}

    def live(options: WorldOptions) -> LivedWorld:
        if options not in known:
            place = tmp_path_factory.mktemp("world")
            province = simulate(options)
            write_province(province, place / "source")
            dataset = build_dataset(import_source(place / "source", out=place / "snapshots").snapshot)
            learnt = learn_gain(
                dataset,
                model=learn_levels(dataset, seed=1),
                completion=learn_completion(dataset).scorer,
            )
            rules = compile_rules(dataset.catalogue, positions=dataset.positions, units=dataset.units)
            allowed = eligible(rules, people=learnt.people, as_of=AS_OF).eligible
            truth = province.truth()
            here = dataset.competencies.ids.rows(truth.competency_ids)
            known[options] = LivedWorld(
                dataset, learnt, Judge.of(truth, allowed, length=LENGTH), truth.levels[:, np.argsort(here)]
            )
        return known[options]

    return live

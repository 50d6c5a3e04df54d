from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import learn_gain
from recommender.scorers.learn_levels import learn_levels
from recommender.scorers.past_benefit import past_benefit
from recommender.scorers.trainings import Trainings
from tests.scorers.planted import planted
from tests.small_world import small_dataset


def test_levels_beyond_the_standard_close_nothing_by_hand():
    dataset = small_dataset()
    trainings = Trainings.of(dataset)
    required = dataset.positions.required[dataset.people.position[trainings.person], trainings.competency]
    weight = dataset.positions.weight[dataset.people.position[trainings.person], trainings.competency]
    for below, expected in ((1.0, 0.4), (0.1, 0.1), (-1.0, 0.0)):  # what is missing; 0.4 is added
        nodes = np.repeat(required[:, None] - np.float32(below), 7, axis=1)
        found = past_benefit(dataset, trainings, nodes=nodes, added=np.full(nodes.shape, 0.4))
        assert found == pytest.approx(trainings.by_record(weight) * expected, abs=1e-6)
        assert found.any() == (expected > 0)


def test_without_a_post_nothing_is_asked_and_nothing_closed():
    dataset = small_dataset()
    nobody = replace(dataset, people=replace(dataset.people, position=dataset.people.position * 0 - 1))
    trainings = Trainings.of(nobody)
    nodes = np.zeros((len(trainings.person), 7), np.float32)
    assert (
        past_benefit(nobody, trainings, nodes=nodes, added=nodes + 1.0).tolist() == [0.0] * trainings.records
    )


def test_the_benefit_of_a_planted_world_is_that_of_its_true_levels():
    world = planted(gain=0.6)
    dataset = world.dataset
    learnt = learn_gain(
        dataset, model=learn_levels(dataset, seed=1), completion=learn_completion(dataset).scorer
    )
    position = dataset.people.position[0]
    competency = dataset.catalogue.pair_competency[0]
    required, weight = (
        table[position, competency] for table in (dataset.positions.required, dataset.positions.weight)
    )
    truth = weight * (np.minimum(world.after, required) - np.minimum(world.before, required))
    assert learnt.closed.shape == (1500,)
    assert learnt.closed.mean() == pytest.approx(truth.mean(), rel=0.1)

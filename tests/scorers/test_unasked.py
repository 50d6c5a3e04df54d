"""Levels that nothing but tests speaks of: learnt from pre-tests, by hand-made records."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import Trainings
from recommender.scorers.unasked import learn_unasked
from tests.small_world import small_dataset

PEOPLE = 400
SCALE = TestScale(intercept=np.array([20.0, 20.0]), doubt=np.zeros(2), slope=10.0, noise=3.0)


def records(scores, *, competency, part=1.0):
    """One record each of ``scores``: the competency nobody asks for, and (1 - part) of one at level 2."""
    n = len(scores)
    columns = 1 if part == 1 else 2
    competencies = np.tile([competency, 0][:columns], n).astype(np.int32)
    parts = np.tile([part, 1 - part][:columns], n).astype(np.float32)
    each = np.repeat(np.arange(n), columns)
    zero = np.zeros(n * columns, np.float32)
    return Trainings(
        record=each, person=np.zeros(n * columns, np.int32), competency=competencies,
        course=np.zeros(n * columns, np.int32), pair=np.zeros(n * columns, np.int64),
        start=zero.astype(np.int32), end=zero.astype(np.int32), level_from=zero, level_to=zero + 2,
        strength=zero + 1, test_part=parts, taken=zero + 1, pre=np.repeat(scores, columns).astype(np.float32),
        post=zero * np.nan, informed=np.zeros(n * columns, bool), records=n,
    )  # fmt: skip


def world():
    """Person 0 with a post that asks for the first competency alone, and no assessment."""
    data = small_dataset()
    required = np.zeros_like(data.positions.required)
    required[:, 0] = 3
    none = np.zeros(0, np.int32)
    bare = replace(
        data.evidence, assessed_person=none, assessed_competency=none, assessed_day=none,
        assessed_level=np.zeros(0, np.float32), assessed_method=np.zeros(0, np.int8),
    )  # fmt: skip
    return replace(data, positions=replace(data.positions, required=required), evidence=bare)


def learnt(trainings):
    level = np.full(len(trainings.person), 2, np.float32)
    return learn_unasked(world(), trainings, SCALE, level=level, variance=level * 0)


def test_the_mean_is_what_the_pre_tests_read():
    """26 and 30 points are levels 0.6 and 1.0: mean 0.8; they differ by less than the tests err."""
    found = learnt(records(np.tile([26.0, 30.0], PEOPLE // 2), competency=1))
    assert found.mean[1] == pytest.approx(0.8, abs=1e-6)
    assert found.variance == pytest.approx(0.1)  # the least that is claimed


def test_what_the_asked_competencies_explain_is_taken_out():
    """36 points read 1.6 = .8·C + .2·2: C = 1.5."""
    found = learnt(records(np.full(PEOPLE, 36.0), competency=1, part=0.8))
    assert found.mean[1] == pytest.approx(1.5, abs=1e-5)


def test_the_spread_between_people_is_what_the_noise_leaves():
    """Levels 0 and 2 in turn: variance 1, of which .09 is the tests'."""
    found = learnt(records(np.tile([20.0, 40.0], PEOPLE // 2), competency=1))
    assert found.variance == pytest.approx(0.91, abs=0.01)


def test_a_competency_without_tests_stands_at_the_mean_of_all():
    found = learnt(records(np.full(PEOPLE, 30.0), competency=1))
    assert found.mean.tolist() == pytest.approx([1.0] * len(found.mean))


def test_few_tests_or_small_parts_of_them_say_nothing():
    assert learnt(records(np.full(50, 30.0), competency=1)) is None
    assert learnt(records(np.full(PEOPLE, 30.0), competency=1, part=0.3)) is None
    assert learnt(records(np.full(PEOPLE, 100.0), competency=1)) is None

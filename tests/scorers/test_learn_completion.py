from dataclasses import replace

import numpy as np
import pytest

from recommender.features.completion_inputs import COLUMNS, finished, for_records
from recommender.scorers.learn_completion import _course_inputs, _design, _own_rate, learn_completion
from tests.small_world import day, small_dataset


def history(rows=1200, *, rate=lambda person, course: 0.8, seed=4):
    """Random records one day apart; the world's people and courses."""
    rng = np.random.default_rng(seed)
    person, course = rng.integers(0, 6, rows).astype(np.int32), rng.integers(0, 5, rows).astype(np.int32)
    chance = np.array([rate(p, c) for p, c in zip(person, course, strict=True)])
    status = np.where(rng.random(rows) < chance, 0, 3).astype(np.int8)
    end = (day("2020-01-01") + np.arange(rows)).astype(np.int32)
    world = small_dataset()
    blank = {name: np.full(rows, np.nan, np.float32) for name in ("record_jp", "record_pre", "record_post")}
    evidence = replace(
        world.evidence, record_person=person, record_course=course, record_start=end, record_end=end,
        record_status=status, record_nominator=np.zeros(rows, np.int8), as_of=int(end[-1]), **blank,
    )  # fmt: skip
    return replace(world, evidence=evidence)


def probabilities(world):
    inputs = for_records(world.evidence, profile=world.people)
    logit = inputs @ learn_completion(world).scorer.weight
    return 1 / (1 + np.exp(-logit[np.arange(len(inputs)), world.evidence.record_course]))


def test_probabilities_are_calibrated_on_average():
    world = history()
    assert probabilities(world).mean() == pytest.approx(
        finished(world.evidence.record_status).mean(), abs=0.01
    )


def test_a_course_that_people_abandon_is_told_from_one_they_finish():
    world = history(rate=lambda person, course: 0.3 if course == 2 else 0.9)
    found = probabilities(world)
    hard = world.evidence.record_course == 2
    assert found[hard].mean() == pytest.approx(0.3, abs=0.06)
    assert found[~hard].mean() == pytest.approx(0.9, abs=0.04)


def test_long_travel_costs_completions_in_the_classroom_only():
    """A5 lives four hours away and gives up classroom courses (C1 to C3) half the time."""
    far = 4
    world = history(rows=3000, rate=lambda person, course: 0.5 if person == far and course < 3 else 0.9)
    weight = learn_completion(world).scorer.weight[COLUMNS.index("travel")]
    assert weight[:3].max() < weight[3:].min() - 0.1


def test_a_course_does_not_vouch_for_itself():
    """Two records of one course, one finished: each sees the other alone; base ½, weight 10."""
    course, done = np.array([0, 0], np.int32), np.array([True, False])
    left, whole = (_own_rate(course, done, 1, leave_out=out) for out in (True, False))
    assert left == pytest.approx([np.log(5 / 6), np.log(6 / 5)])
    assert whole == pytest.approx([0])


@pytest.mark.parametrize("rate", [lambda person, course: 1.0, lambda person, course: 0.0])
def test_where_all_did_the_same_nothing_is_fitted(rate):
    found = learn_completion(history(rate=rate)).scorer
    assert np.count_nonzero(found.weight[1:]) == 0


def test_with_few_records_everybody_has_the_base_probability():
    world = history(rows=299)
    learnt = learn_completion(world)
    assert learnt.estimator is None
    assert learnt.scorer.score(world.people) == pytest.approx(np.full((6, 5), 1 / (1 + np.exp(-1.7))))
    assert learnt.scorer.unit_rate.shape == (3,)
    assert learn_completion(history(rows=300)).estimator is not None


def test_the_matrix_says_what_the_fitted_estimator_says():
    world = history(rate=lambda person, course: 0.5 + 0.1 * course)
    learnt, evidence = learn_completion(world), world.evidence
    inputs = for_records(evidence, profile=world.people)
    own = _own_rate(evidence.record_course, finished(evidence.record_status), 5, leave_out=False)
    design = _design(
        inputs, _course_inputs(world.catalogue)[evidence.record_course], own[evidence.record_course]
    )
    logit = (inputs @ learnt.scorer.weight)[np.arange(len(inputs)), evidence.record_course]
    assert learnt.estimator.decision_function(design) == pytest.approx(logit, abs=1e-4)


def test_days_that_are_not_stated_are_taken_from_the_hours():
    """C5 has 2 JP and no days: as if it took a quarter of a day."""
    world = history()
    stated = replace(world.catalogue, days=np.array([5, 3, 10, 4, 0.25], np.float32))
    one, two = learn_completion(world), learn_completion(replace(world, catalogue=stated))
    assert np.array_equal(one.scorer.weight, two.scorer.weight)

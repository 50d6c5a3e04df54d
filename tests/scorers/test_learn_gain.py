"""Growth in planted worlds, and in a simulated province whose truth is known."""

from dataclasses import fields, replace

import numpy as np
import pytest

from recommender.features.arrays import Evidence
from recommender.scorers import growth
from recommender.scorers.learn_completion import learn_completion
from recommender.scorers.learn_gain import LearntGain, learn_gain
from recommender.scorers.learn_levels import learn_levels
from tests.scorers.planted import SLOPE, planted
from tests.small_world import small_dataset


def learn(dataset) -> LearntGain:
    completion = learn_completion(dataset).scorer
    return learn_gain(dataset, model=learn_levels(dataset, seed=1), completion=completion)


def lift(learnt, level=1.8):
    """What course C1 adds to its competency at a level."""
    gain = learnt.gain
    law = growth.look_up(gain.table, gain.pair_law[:1], np.float32([level]))
    return float(law[0] * gain.scale[0])


def naive(world):
    """Mean difference of post- and pre-test, in levels."""
    evidence = world.dataset.evidence
    return float(np.nanmean(evidence.record_post - evidence.record_pre)) / SLOPE


@pytest.fixture(scope="module")
def six_tenths():
    world = planted(gain=0.6)
    return world, learn(world.dataset)


def test_the_planted_gain_is_found_and_levels_are_nearer_the_truth_than_the_last_rating(six_tenths):
    world, learnt = six_tenths
    assert lift(learnt) == pytest.approx(0.6, abs=0.07)
    assert learnt.test_scale.slope == pytest.approx(SLOPE, rel=0.1)
    assert learnt.observations == 1500
    rated = world.dataset.evidence.assessed_level[1::2]
    filtered = np.sqrt(np.mean((learnt.people.level[:, 0] - world.after) ** 2))
    assert filtered < 0.4 * np.sqrt(np.mean((rated - world.after) ** 2))


def test_returning_to_the_mean_is_not_growth():
    """Nothing is taught, and only those who did badly in the pre-test are tested again."""
    world = planted(gain=0.0, finishes=lambda pre: pre < np.median(pre))
    assert naive(world) > 0.15
    assert lift(learn(world.dataset), level=1.5) < 0.03


def test_who_drops_out_without_a_post_test_does_not_change_what_is_found(six_tenths):
    world = planted(gain=0.6, finishes=lambda pre: pre > np.quantile(pre, 0.4))
    assert naive(world) < 0.55  # those who stayed had been lucky in the pre-test
    assert lift(learn(world.dataset)) == pytest.approx(lift(six_tenths[1]), abs=0.05)


@pytest.mark.parametrize(("difficulty", "hidden"), [(62.0, 0.25), (70.0, 0.5)])
def test_full_marks_do_not_hide_growth(difficulty, hidden):
    """Easy tests: many end at 100 before the training, and more after it."""
    world = planted(gain=0.6, difficulty=difficulty)
    assert naive(world) < 0.6 * (1 - hidden) + 0.02
    learnt = learn(world.dataset)
    assert lift(learnt) == pytest.approx(0.6, abs=0.05)
    assert np.sqrt(np.mean((learnt.people.level[:, 0] - world.after) ** 2)) < 0.3


def test_levels_learnt_are_those_after_the_training(six_tenths):
    world, learnt = six_tenths
    assert learnt.people.level[:, 0].mean() == pytest.approx(world.after.mean(), abs=0.06)
    assert learnt.people.level_method[:, 0].tolist() == [0] * 1500
    error = np.abs(learnt.people.level[:, 0] - world.after) / learnt.people.level_sd[:, 0]
    assert 0.76 < np.mean(error < 1.28) < 0.95  # four in five, and more: here all gain alike


def without(dataset, *blocks):
    """The dataset, these blocks of evidence (assessed, record) empty."""
    evidence = dataset.evidence
    names = [f.name for f in fields(Evidence) if f.name.split("_")[0] in blocks]
    return replace(dataset, evidence=replace(evidence, **{n: getattr(evidence, n)[:0] for n in names}))


def without_tests(dataset):
    blank = np.full(len(dataset.evidence.record_pre), np.nan, np.float32)
    return replace(dataset, evidence=replace(dataset.evidence, record_pre=blank, record_post=blank))


@pytest.mark.parametrize("blocks", [("assessed",), ("record",), ("assessed", "record")])
def test_without_assessments_or_records_the_default_law_stands_and_quality_is_uncertain(blocks):
    learnt = learn(without(small_dataset(), *blocks))
    assert learnt.law.chosen == "default"
    assert learnt.test_scale is None
    assert learnt.quality.value.tolist() == [1] * 5
    assert learnt.quality.sd.tolist() == [0.4] * 5
    assert np.isfinite(learnt.gain.score(learnt.people)).all()
    assert learnt.gain.score(learnt.people).max() > 0


def test_without_assessments_levels_come_from_the_standards_and_are_wide():
    learnt = learn(without(small_dataset(), "assessed", "record"))
    assert learnt.people.level[0].tolist() == [3, 3, 4]
    assert learnt.people.level_sd[0] == pytest.approx([0.8, 0.8, 1.2])
    assert (learnt.people.level_method == -1).all()


def test_without_tests_the_assessments_after_trainings_speak(province_dataset):
    learnt = learn(without_tests(province_dataset))
    assert learnt.test_scale is None
    assert 0 < learnt.observations < len(province_dataset.evidence.assessed_person)
    assert np.isfinite(learnt.people.level).all()


def test_a_course_without_pairs_adds_nothing():
    world = small_dataset()
    keep = world.catalogue.pair_course != 4
    names = ("pair_course", "pair_competency", "level_from", "level_to", "strength")
    fewer = replace(world.catalogue, **{n: getattr(world.catalogue, n)[keep] for n in names})
    learnt = learn(replace(world, catalogue=fewer))
    assert not learnt.gain.score(learnt.people)[:, 4].any()


def test_quality_follows_the_true_one(province, province_trained):
    truth, learnt = province.truth(), province_trained.gain
    first = np.searchsorted(truth.pair_course, np.arange(len(truth.course_ids)))
    here = province_trained.bundle.catalogue.courses.rows(truth.course_ids)
    true, found = truth.quality[first], learnt.quality.value[here]
    tested = learnt.quality.count[here] >= 20
    assert tested.sum() >= 10
    assert np.corrcoef(true[tested], found[tested])[0, 1] > 0.6


def test_levels_of_a_province_are_nearer_the_truth_than_the_last_rating(
    province, province_dataset, province_trained
):
    truth, evidence = province.truth(), province_dataset.evidence
    true = truth.levels[:, np.argsort(province_dataset.competencies.ids.rows(truth.competency_ids))]
    rated = np.full(true.shape, np.nan)
    rated[evidence.assessed_person, evidence.assessed_competency] = evidence.assessed_level
    seen = ~np.isnan(rated)
    filtered = np.sqrt(np.mean((province_trained.gain.people.level - true)[seen] ** 2))
    assert filtered < 0.8 * np.sqrt(np.mean((rated - true)[seen] ** 2))

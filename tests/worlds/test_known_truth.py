"""The service in worlds whose answer is known: four laws of growth, and none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recommender.scorers.by_need import learn_by_need
from recommender.scorers.popular import learn_popular
from recommender.synthetic.truth import best_of
from recommender.synthetic.world import Growth, WorldOptions

LAWS: tuple[Growth, ...] = ("saturating", "linear", "threshold", "diminishing")
SIZE = 1_000
Live = Callable[[WorldOptions], Any]


def _list(lived: Any, score: np.ndarray) -> np.ndarray:
    return best_of(np.where(lived.judge.truth.available, score, -np.inf), 10)


@pytest.mark.parametrize("law", LAWS)
def test_expected_gain_beats_gap_matching_which_beats_popularity(lived: Live, law: Growth) -> None:
    world = lived(WorldOptions(asn=SIZE, seed=11, growth=law))
    ours = world.judge.share(world.benefit_lists()).joint
    need = world.judge.share(_list(world, learn_by_need(world.dataset).score(world.people))).joint
    popular = world.judge.share(_list(world, learn_popular(world.dataset).score(world.people))).joint
    assert ours > need + 0.05
    assert need > popular + 0.2
    assert 0.7 < ours < 1.0


@pytest.mark.parametrize("law", LAWS)
def test_the_claimed_benefit_is_the_true_one(lived: Live, law: Growth) -> None:
    """Mean claimed benefit of the first pick, which is chosen for being high, within a third."""
    world = lived(WorldOptions(asn=SIZE, seed=11, growth=law))
    first = world.benefit_lists()[:, :1]
    claimed = np.take_along_axis(world.learnt.gain.score(world.people), first, axis=1).mean()
    assert claimed == pytest.approx(world.judge.truth.sum_benefit(first).mean(), rel=0.33)


def test_filtered_levels_are_nearer_the_truth_than_the_last_rating(lived: Live) -> None:
    world = lived(WorldOptions(asn=SIZE, seed=11))
    evidence = world.dataset.evidence
    cell = evidence.assessed_person, evidence.assessed_competency
    rated = np.full(world.levels.shape, np.nan)
    rated[cell] = evidence.assessed_level
    seen = ~np.isnan(rated)
    raw = np.sqrt(np.mean((rated - world.levels)[seen] ** 2))
    filtered = np.sqrt(np.mean((world.people.level - world.levels)[seen] ** 2))
    assert filtered < 0.75 * raw


def test_where_courses_teach_nothing_hardly_any_benefit_is_claimed(lived: Live) -> None:
    null = lived(WorldOptions(asn=SIZE, seed=11, effect=0.0))
    real = lived(WorldOptions(asn=SIZE, seed=11))
    best_null = null.learnt.gain.score(null.people).max(axis=1).mean()
    best_real = real.learnt.gain.score(real.people).max(axis=1).mean()
    assert best_null < 0.15 * best_real


def test_an_oracle_judged_by_itself_has_everything(lived: Live) -> None:
    judge = lived(WorldOptions(asn=SIZE, seed=11)).judge
    truth = judge.truth
    assert judge.share(truth.greedy(10)).joint == pytest.approx(1.0)
    assert judge.share(truth.top(10)).top == pytest.approx(1.0)
    none = replace(judge, best_top=0.0)
    assert np.isnan(none.share(truth.top(10)).top)

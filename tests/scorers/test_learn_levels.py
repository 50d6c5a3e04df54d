from dataclasses import fields, replace

import numpy as np
import pytest

from recommender.domain.codes import METHODS
from recommender.domain.days import DAYS_PER_YEAR, to_day
from recommender.features.arrays import Evidence
from recommender.scorers import levels
from recommender.scorers.learn_levels import learn_levels
from tests.small_world import AS_OF, day, small_dataset

CENTRE, BOSS = METHODS.index("ASSESSMENT_CENTER"), METHODS.index("ATASAN")


def world(*, people=1500, bias=0.5, noise=(0.3, 0.9), share=0.0, trend=0.0, mean=2.2, seed=6, position=None):
    """Everybody's three competencies judged by a centre, then by the boss; true levels N(mean, .6²)."""
    rng = np.random.default_rng(seed)
    own = np.sqrt(1 - share) * rng.standard_normal((people, 3)) + np.sqrt(share) * rng.standard_normal(
        (people, 1)
    )
    position = rng.integers(0, 3, people).astype(np.int32) if position is None else position
    true = mean + 0.6 * own
    start = day("2022-01-01")
    when = start + np.sort(rng.integers(0, 1500, (people, 3, 2)), axis=2)
    boss = np.arange(2)[None, None, :] * np.ones((people, 3, 2), int)
    level = true[:, :, None] + trend * (when - start) / DAYS_PER_YEAR + boss * bias
    level = level + np.array(noise)[boss] * rng.standard_normal((people, 3, 2))
    person, competency, _ = np.indices((people, 3, 2))
    values = {
        "assessed_person": person, "assessed_competency": competency, "assessed_level": level,
        "assessed_method": np.where(boss == 1, BOSS, CENTRE), "assessed_day": when,
    }  # fmt: skip
    data = small_dataset(records=())
    old = data.evidence
    new = {name: np.asarray(v, getattr(old, name).dtype).ravel() for name, v in values.items()}
    crowd = replace(data.people.take(np.zeros(people, int)), position=position)
    return replace(data, people=crowd, evidence=replace(old, **new))


def unassessed(data):
    names = [f.name for f in fields(Evidence) if f.name.startswith("assessed_")]
    return replace(data, evidence=replace(data.evidence, **{n: getattr(data.evidence, n)[:0] for n in names}))


@pytest.fixture(scope="module")
def found():
    """Boss ½ too kind, centre exact to .3 and boss to .9; .1 a year; half the variance is the person's."""
    return learn_levels(world(people=900, trend=0.1, share=0.5), seed=1)


def test_bias_noise_and_spread_of_the_methods_are_found(found):
    assert found.bias[BOSS] == pytest.approx(0.5, abs=0.06)
    assert found.noise[[CENTRE, BOSS]] == pytest.approx([0.3, 0.9], abs=0.06)
    assert found.spread == pytest.approx(0.6, abs=0.06)


def test_a_trend_is_found_and_counted_from_the_first_day(found):
    assert found.trend == pytest.approx(0.1, abs=0.03)
    assert found.start == day("2022-01-01")
    assert found.prior[:3].mean() == pytest.approx(2.2, abs=0.08)


def test_objective_methods_have_no_bias_and_methods_nobody_used_keep_the_documented_one(found):
    assert not found.bias[:3].any()
    assert found.bias[METHODS.index("MANDIRI")] == pytest.approx(levels.PRIOR_BIAS["MANDIRI"], abs=0.01)
    assert found.noise[METHODS.index("CACT")] == pytest.approx(levels.PRIOR_NOISE["CACT"], abs=0.01)


def test_the_part_that_a_persons_competencies_share_is_found(found):
    """½·.6² of the variance; a trend that everybody shares is not the person's."""
    assert found.person_share * found.spread**2 == pytest.approx(0.18, abs=0.008)
    assert learn_levels(world(people=400), seed=1).person_share < 0.1


def test_a_shared_part_is_claimed_from_two_thousand_pairs_on():
    """Three objective ratings a person are six pairs."""
    assert learn_levels(world(people=330, share=0.5), seed=1).person_share == 0
    assert learn_levels(world(people=340, share=0.5), seed=1).person_share > 0.2


def test_a_position_with_many_ratings_has_its_own_mean_and_one_with_few_leans_on_all():
    """P1 is a level above P3, so 2.7 is the mean of all; P2 has one person, near 5."""
    position = np.array([0] * 250 + [2] * 250 + [1], np.int32)
    data = world(people=501, position=position, bias=0.2, noise=(0.4, 0.8))
    level = data.evidence.assessed_level.copy()
    level[data.evidence.assessed_person < 250] += 1
    level[data.evidence.assessed_person == 500] = 4.9
    found = learn_levels(replace(data, evidence=replace(data.evidence, assessed_level=level)), seed=1)
    assert found.prior[0] == pytest.approx([3.2] * 3, abs=0.15)
    assert found.prior[2] == pytest.approx([2.2] * 3, abs=0.2)
    assert found.prior[1] == pytest.approx([3.5] * 3, abs=0.4)


def test_without_assessments_levels_start_from_the_standards():
    """Where a post asks nothing, from what others ask: M.03 3, M.05 3, T.01 4."""
    found = learn_levels(unassessed(small_dataset()), seed=1)
    assert found.prior.tolist() == [[3, 3, 4]] * 4
    assert (found.spread, found.person_share, found.trend) == (0.8, 0, 0)
    assert found.start == to_day(AS_OF)
    assert found.bias[BOSS] == pytest.approx(0.2)


def test_people_whose_post_is_not_known_are_learnt_from_as_well():
    data = world(people=300, position=np.array([-1] * 150 + [0] * 150, np.int32))
    assert learn_levels(data, seed=1).prior[-1] == pytest.approx([2.2] * 3, abs=0.2)


def test_a_sample_of_the_people_is_drawn_by_the_seed(monkeypatch):
    monkeypatch.setattr("recommender.scorers.learn_levels._SAMPLE", 60)
    one, again, other = (learn_levels(world(people=120), seed=seed) for seed in (1, 1, 2))
    assert (one.spread, one.drift) == (again.spread, again.drift)
    assert one.spread != other.spread

import numpy as np
import pytest

from recommender.scorers import growth
from recommender.scorers.growth import SHAPES
from recommender.scorers.growth_evidence import GrowthEvidence
from recommender.scorers.growth_law import GrowthLaw, candidates, learn_law


def planted(law, *, rows=3000, noise=0.3, seed=3, quality=(1.0,)):
    """People at random levels, before courses from 1 to 3 and 2 to 4, who grow by ``law`` and noise."""
    rng = np.random.default_rng(seed)
    level, level_from = rng.uniform(-0.5, 4.5, rows), rng.integers(1, 3, rows)
    shapes = growth.shapes(level_from + 2 - level, level - level_from)
    course = rng.integers(0, len(quality), rows).astype(np.int32)
    grown = np.array(quality)[course] * (shapes @ law)
    return GrowthEvidence(
        gained=grown + noise * rng.standard_normal(rows),
        variance=np.full(rows, noise**2),
        shapes=shapes,
        course=course,
        person=rng.integers(0, 500, rows).astype(np.int32),
        shared=np.zeros(rows),
        scale_doubt=np.zeros(rows),
        ready=np.ones(rows),
    )


def one(name, size):
    return np.where(np.array(SHAPES) == name, size, 0.0)


@pytest.mark.parametrize("name", ["two*at_minus_half", "any*at_zero", "four*ramp", "one*always"])
def test_a_single_planted_law_is_found_again(name):
    law = one(name, 0.5)
    found = learn_law(planted(law), quality=np.ones(1))
    grid = np.linspace(0, 4, 41)
    shapes = growth.shapes(3 - grid, grid - 1)
    assert shapes @ found.coefficients == pytest.approx(shapes @ law, abs=0.05)
    assert min(found.validation, key=found.validation.get) == found.chosen
    assert found.validation[found.chosen] == pytest.approx(1, abs=0.1)  # nothing is left but noise


def test_a_mixture_beats_every_single_shape_where_the_truth_is_one():
    law = one("any*always", 0.3) + one("four*at_zero", 0.25)
    found = learn_law(planted(law), quality=np.ones(1))
    assert found.chosen.startswith("mixture")
    assert found.validation[found.chosen] < min(found.validation[name] for name in SHAPES) - 0.02


def test_the_quality_of_courses_is_taken_out():
    """Half the rows come from a course three times as good; the law is the average course's."""
    law, quality = one("two*always", 0.3), (0.5, 1.5)
    found = learn_law(planted(law, quality=quality), quality=np.array(quality))
    blind = learn_law(planted(law, quality=quality), quality=np.ones(2))
    assert found.validation["two*always"] == pytest.approx(1, abs=0.1)
    assert blind.validation["two*always"] > 1.2


def test_growth_is_never_negative():
    found = learn_law(planted(one("two*always", -0.5)), quality=np.ones(1))
    assert not found.coefficients.any()
    assert (learn_law(planted(one("one*ramp", 0.4)), quality=np.ones(1)).coefficients >= 0).all()


def test_each_row_counts_by_its_precision():
    """Half the rows are shouted down: wrong by 5 levels, but known to be noisy."""
    law = one("two*always", 0.4)
    evidence = planted(law)
    half = np.arange(len(evidence)) % 2 == 0
    evidence.gained[half] += 5
    evidence.variance[half] = 1e6
    found = learn_law(evidence, quality=np.ones(1))
    assert growth.shapes(np.array([2.0]), np.array([0.5])) @ found.coefficients == pytest.approx(
        0.8, abs=0.05
    )


def test_with_few_observations_the_default_law_stands():
    found = learn_law(planted(one("one*always", 1), rows=199), quality=np.ones(1))
    assert found.chosen == "default"
    assert found.coefficients is GrowthLaw.default().coefficients
    assert learn_law(planted(one("one*always", 1), rows=200), quality=np.ones(1)).chosen != "default"


def test_every_shape_and_some_mixtures_compete():
    assert set(SHAPES) < set(candidates())
    assert set(learn_law(planted(one("one*ramp", 0.4)), quality=np.ones(1)).validation) == set(candidates())

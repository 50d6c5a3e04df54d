import numpy as np
import pytest

from recommender.synthetic.growth import Lesson
from recommender.synthetic.province import simulate
from recommender.synthetic.world import Growth, WorldOptions


def _lesson(law: Growth) -> Lesson:
    one = np.ones(1, np.float32)
    return Lesson(law, quality=0.5 * one, slope=2 * one, step=one, level_from=one, level_to=3 * one,
                  strength=0.8 * one)  # fmt: skip


def _gains(law: Growth, *levels: float) -> list[float]:
    return [float(x) for x in _lesson(law).gain(np.array(levels, np.float32)[:, None])[:, 0]]


def test_saturating_half_ready_learns_half_of_what_is_left() -> None:
    # at C = .25 readiness is exactly 1/2 and 2.75 levels are left, of which 2 count: .5 * .8 * 2 / 2
    assert _gains("saturating", 0.25) == pytest.approx([0.4])


def test_linear_gain_does_not_depend_on_the_distance_until_the_end() -> None:
    assert _gains("linear", 0.0, 1.0, 2.0, 2.9, 3.0) == pytest.approx([0.4, 0.4, 0.4, 0.1, 0.0], abs=1e-6)


def test_threshold_teaches_nothing_below_half_a_level_under_the_start() -> None:
    assert _gains("threshold", 0.4, 0.5, 2.0) == pytest.approx([0.0, 0.56, 0.56])


def test_diminishing_follows_the_logarithm() -> None:
    assert _gains("diminishing", 2.0) == pytest.approx([0.4 * np.log(2.0)])


@pytest.mark.parametrize("law", ["saturating", "linear", "threshold", "diminishing"])
def test_nobody_is_lifted_above_the_courses_level(law: Growth) -> None:
    levels = np.linspace(0, 5, 41, dtype=np.float32)[:, None]
    after = levels + _lesson(law).gain(levels)
    assert (after <= np.maximum(levels, 3.0) + 1e-6).all()


def test_in_the_null_world_no_course_teaches_anything() -> None:
    province = simulate(WorldOptions(asn=300, courses=40, effect=0.0))
    assert np.abs(province.history.gained).max() == 0.0
    assert province.truth().benefit().max() == 0.0

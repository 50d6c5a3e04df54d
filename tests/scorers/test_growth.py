import numpy as np
import pytest

from recommender.scorers import growth
from recommender.scorers.growth import SHAPES

GRID = growth.GRID_LOW + growth.GRID_STEP * np.arange(growth.GRID_SIZE)


def shape(name, left, prepared):
    return float(growth.shapes(np.array([left]), np.array([prepared]))[0, SHAPES.index(name)])


@pytest.mark.parametrize(
    ("name", "left", "prepared", "expected"),
    [
        ("any*always", 0.1, -9, 0.4),
        ("any*always", 3, -9, 1),
        ("one*always", 0.3, 0, 0.3),
        ("two*always", 3, 0, 2),
        ("four*always", 3, 0, 3),
        ("four*always", -1, 0, 0),
        ("two*ramp", 1.5, -0.5, 0.75),
        ("two*long_ramp", 1.5, -1, 0.75),
        ("two*at_zero", 2, 0, 1),
        ("two*at_minus_half", 2, -0.5, 1),
        ("two*at_minus_one", 2, -1, 1),
        ("two*at_zero", 2, -1, 2 / (1 + np.exp(8))),
    ],
)
def test_a_shape_is_what_is_left_times_how_ready(name, left, prepared, expected):
    assert shape(name, left, prepared) == pytest.approx(expected)


def test_being_readier_or_further_from_the_target_never_lowers_a_shape():
    steps = np.linspace(-3, 5, 81)
    assert (np.diff(growth.shapes(steps, np.zeros(81)), axis=0) >= 0).all()
    assert (np.diff(growth.shapes(np.ones(81), steps), axis=0) >= 0).all()


def test_the_table_looked_up_is_the_law_at_every_grid_point():
    law = np.arange(len(SHAPES)) / 50
    level_from, level_to = np.array([1, 0], np.float32), np.array([3, 5], np.float32)
    table = growth.tabulate(law, level_from, level_to)
    for row in (0, 1):
        direct = growth.shapes(level_to[row] - GRID, GRID - level_from[row]) @ law
        found = growth.look_up(table, np.int32(row), GRID.astype(np.float32))
        assert found == pytest.approx(direct, abs=1e-3)


def test_between_grid_points_the_table_is_linear_and_beyond_its_ends_constant():
    table = np.zeros((2, growth.GRID_SIZE), np.float32)
    table[1, :3] = [5, 1, 3]
    level = np.array([-9, -2, -1.975, -1.9375, -1.9], np.float32)
    assert growth.look_up(table, np.int32(1), level) == pytest.approx([5, 5, 3, 1.5, 3], abs=1e-4)
    table[0, -1] = 7
    assert growth.look_up(table, np.int32(0), np.array([99], np.float32)) == pytest.approx([7], abs=0.02)


def test_rows_and_levels_are_broadcast():
    table = np.array([[1], [2]], np.float32) * np.ones(growth.GRID_SIZE, np.float32)
    found = growth.look_up(table, np.array([[0], [1], [0]]), np.zeros((3, 4), np.float32))
    assert found.tolist() == [[1] * 4, [2] * 4, [1] * 4]


@pytest.mark.parametrize(("sd", "tolerance"), [(0.3, 0.06), (0.8, 0.15)])
def test_expected_shapes_are_the_mean_over_many_draws(sd, tolerance):
    """Seven nodes smear steps and kinks, the more the less is known of the level."""
    level, level_from, level_to = np.array([2.0, 1.0, 3.2]), np.float32([1, 2, 3]), np.float32([3, 4, 4])
    draws = level[:, None] + sd * np.random.default_rng(1).standard_normal((3, 40_000))
    drawn = growth.shapes(level_to[:, None] - draws, draws - level_from[:, None]).mean(axis=1)
    found = growth.expected_shapes(level, np.full(3, sd), level_from, level_to)
    assert found == pytest.approx(drawn, abs=tolerance)


def test_a_certain_level_has_the_shape_itself():
    level = np.array([1.6])
    found = growth.expected_shapes(level, np.zeros(1), np.float32([1]), np.float32([3]))
    assert found == pytest.approx(growth.shapes(3 - level, level - 1))


def test_the_default_law_lifts_a_ready_person_two_levels_short_by_four_fifths():
    assert growth.shapes(np.array([3.0]), np.array([2.0])) @ growth.DEFAULT_LAW == pytest.approx(0.8)

from dataclasses import replace

import numpy as np
import pytest

from recommender.scorers import gain as module
from recommender.scorers import growth
from recommender.scorers.gain import GainScorer
from tests.small_bundle import small_bundle
from tests.small_world import small_dataset

LIFT = 0.5 * (0.5 + 0.5 * 0.15)
"""Every law lifts by ½ a level who finishes, which everybody does with probability ½."""


@pytest.fixture
def gain():
    return small_bundle().gain


def people(*, sd=0.0, **levels):
    """The small world's people, levels known to ``sd``; changes such as ``A2=(3, 2.9, 1)``."""
    found = small_dataset().people
    level = found.level.copy()
    for name, values in levels.items():
        level[int(name[1:]) - 1] = values
    return replace(found, level=level, level_sd=np.full(level.shape, sd, np.float32))


def test_benefit_is_what_the_course_lifts_weighted_by_the_standard(gain):
    """A1 lacks M.03 2→3 at weight ½ (C4 lifts it half as much), A3 T.01 2→4 at weight 1."""
    assert gain.score(people())[[0, 2]] == pytest.approx(
        np.array([[LIFT / 2, 0, 0, LIFT / 4, 0], [0, 0, LIFT, LIFT / 2, 0]])
    )


def test_levels_beyond_the_standard_close_nothing(gain):
    """A2 lacks a tenth of M.05; A5 is above the standard."""
    score = gain.score(people(A2=(4, 2.9, 1), A5=(0, 3.5, 0)))
    assert score[1] == pytest.approx([0, 0.05, 0, 0, 0.05])
    assert score[4].tolist() == [0] * 5


def test_who_surely_finishes_gets_the_whole_gain(gain):
    sure = gain.benefit(people(), p_complete=np.ones((6, 5), np.float32))
    assert sure[0] == pytest.approx([0.25, 0, 0, 0.125, 0])


def test_an_uncertain_level_is_averaged_over(gain):
    """A6's level of M.05 is N(2.8, ½²), the standard 3: min((3-C)⁺, lift), by integration."""
    level = np.linspace(2.8 - 4, 2.8 + 4, 100_001)
    density = np.exp(-0.5 * ((level - 2.8) / 0.5) ** 2)
    closed = np.minimum(np.maximum(3 - level, 0), LIFT)
    found = gain.score(people(sd=0.5, A6=(0, 2.8, 0)))[5, 1]
    assert found == pytest.approx(np.average(closed, weights=density), abs=0.02)
    nodes = np.minimum(np.maximum(3 - (2.8 + 0.5 * growth.NODES), 0), LIFT)
    assert found == pytest.approx(nodes @ growth.NODE_WEIGHTS, rel=1e-5)


def test_scale_and_law_of_the_pair_count(gain):
    """C2 is 1.2 times as strong; C5's law lifts by a quarter of a level."""
    scale = gain.scale.copy()
    scale[1] = 1.2
    table = np.stack([gain.table[0], gain.table[0] / 2])
    law = np.array([0, 0, 0, 0, 0, 1], np.int32)
    score = replace(gain, scale=scale, table=table, pair_law=law).score(people())
    assert score[4] == pytest.approx([0, 1.2 * LIFT, 0, 0, LIFT / 2])


def test_a_course_sums_over_its_competencies(gain):
    required = gain.required.copy()
    weight = gain.weight.copy()
    required[1], weight[1] = [3, 0, 4], [0.25, 0, 0.75]
    score = replace(gain, required=required, weight=weight).score(people())
    assert score[3, 3] == pytest.approx(LIFT / 2)  # A4 lacks both: ½·lift·(¼ + ¾)
    assert score[2, 3] == pytest.approx(0.75 * LIFT / 2)  # A3 has M.03


def test_without_a_post_or_a_standard_nothing_is_gained(gain):
    nowhere = replace(people(), position=np.full(6, -1, np.int32))
    assert not gain.score(nowhere).any()
    assert not replace(gain, weight=np.zeros_like(gain.weight)).score(people()).any()


def test_memory_bounds_do_not_change_the_score(gain, monkeypatch):
    many = people(sd=0.4).take(np.arange(60) % 6)
    whole = gain.score(many)
    monkeypatch.setattr(module, "_CELLS", 1)
    assert len(list(gain.blocks(many))) == 60
    assert np.array_equal(gain.score(many), whole)


def test_a_block_holds_everyone_with_a_standard_once_with_the_pairs_that_teach_it(gain):
    some = replace(people(), position=np.array([2, 0, -1, 1, 0, 2], np.int32))
    (block,) = gain.blocks(some)
    assert block.rows.tolist() == [0, 1, 3, 4, 5]
    entries = [block.pair[block.person == place].tolist() for place in range(5)]
    assert entries == [[1, 5], [0, 1, 3, 5], [2, 4], [0, 1, 3, 5], [1, 5]]


def test_arrays_bring_it_back(gain):
    again = GainScorer.from_arrays(gain.arrays())
    assert np.array_equal(again.score(people(sd=0.4)), gain.score(people(sd=0.4)))

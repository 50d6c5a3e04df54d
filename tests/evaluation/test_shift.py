from __future__ import annotations

from math import log

import numpy as np
import pytest

from recommender.evaluation.shift import distance, index_of_shift, stability_index

EDGES = np.array([0.5])


def counts(*rows: float) -> np.ndarray:
    return np.array(rows, np.float64)


def sample(values, *, rows_each: int = 1):
    found = np.repeat(np.array(values, np.float64), rows_each)
    return found, np.repeat(np.arange(len(values)), rows_each)


def test_the_index_is_the_sum_over_bins_with_half_a_row_added():
    # (9.5, 29.5) of 39 beside (19.5, 19.5) of 39
    e, a = (10 / 40, 30 / 40), (20 / 40, 20 / 40)
    expected = sum((y - x) * log(y / x) for x, y in zip(e, a, strict=True))
    assert stability_index(counts(9.5, 29.5), counts(19.5, 19.5)) == pytest.approx(expected)


def test_equal_histograms_do_not_differ():
    assert stability_index(counts(3, 5), counts(3, 5)) == 0
    assert distance(counts(3, 5), counts(6, 10)) == 0


def test_the_distance_is_the_largest_gap_between_cumulative_shares():
    # cumulative 1/4, 3/4, 1 beside 1/2, 1/2, 1
    assert distance(counts(1, 2, 1), counts(2, 0, 2)) == pytest.approx(0.25)


def test_two_samples_of_one_population_show_no_shift():
    rng = np.random.default_rng(5)
    sure = 0
    for seed in range(20):
        old, new = sample(rng.random(400) < 0.5), sample(rng.random(100) < 0.5)
        psi, ks = index_of_shift(old, new, edges=EDGES, seed=seed)
        sure += psi.low > 0.02 or ks.low > 0.1
    assert sure == 0


def test_a_real_shift_is_seen_with_its_size():
    old, new = sample([0] * 180 + [1] * 20), sample([0] * 100 + [1] * 100)
    psi, ks = index_of_shift(old, new, edges=EDGES, seed=1)
    true = 0.4 * log(0.5 / 0.1) + 0.4 * log(0.9 / 0.5)
    assert 0.25 < psi.low < true < psi.high
    assert ks.low < 0.4 < ks.high
    assert psi.people == 400


def test_rows_of_one_person_count_as_one_voice():
    """Ten times the rows of the same people say no more than those people."""
    old, new = [0] * 30 + [1] * 30, [0] * 20 + [1] * 40
    once, _ = index_of_shift(sample(old), sample(new), edges=EDGES, seed=1)
    often, _ = index_of_shift(sample(old, rows_each=10), sample(new, rows_each=10), edges=EDGES, seed=1)
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=0.2)


def test_a_value_on_an_edge_falls_into_the_bin_above():
    psi, _ = index_of_shift(sample([0.5] * 60), sample([0.9] * 60), edges=EDGES, seed=1)
    assert psi.mean == psi.high == 0

from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers.row_sums import add_row_sums

TABLE = np.array([[1, 10], [2, 20], [4, 40]], np.float32)


def test_sums_are_added_and_people_without_entries_stay() -> None:
    out = np.ones((3, 2), np.float32)
    add_row_sums(out, TABLE, indptr=np.array([0, 2, 2, 3]), rows=np.array([0, 2, 1], np.int32))
    assert out.tolist() == [[6, 51], [1, 1], [3, 21]]


def test_entries_are_scaled() -> None:
    out = np.zeros((1, 2), np.float32)
    scale = np.array([0.5, 2], np.float32)
    add_row_sums(out, TABLE, indptr=np.array([0, 2]), rows=np.array([0, 1], np.int32), scale=scale)
    assert out.tolist() == [[4.5, 45]]


def test_one_person_may_have_more_entries_than_a_tile() -> None:
    rows = np.zeros(20_000, np.int32)
    out = np.zeros((3, 2), np.float32)
    add_row_sums(out, TABLE, indptr=np.array([0, 1, 19_999, 20_000]), rows=rows)
    assert out[:, 0].tolist() == [1, 19_998, 1]


def test_nobody() -> None:
    out = np.zeros((0, 2), np.float32)
    add_row_sums(out, TABLE, indptr=np.array([0]), rows=np.zeros(0, np.int32))
    assert out.shape == (0, 2)


@pytest.mark.parametrize("width", [5, 127, 128, 1_000])
def test_a_person_s_sum_is_the_same_alone_and_in_any_batch(width: int) -> None:
    """To the last bit, and near the sum by its definition."""
    rng = np.random.default_rng(0)
    table = rng.standard_normal((40, width)).astype(np.float32)
    count = rng.integers(0, 900, 60)
    indptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    rows = rng.integers(0, 40, indptr[-1]).astype(np.int32)
    scale = rng.random(indptr[-1], dtype=np.float32)
    batch = np.zeros((60, width), np.float32)
    add_row_sums(batch, table, indptr=indptr, rows=rows, scale=scale)
    for person in range(60):
        mine = slice(indptr[person], indptr[person + 1])
        alone = np.zeros((1, width), np.float32)
        add_row_sums(alone, table, indptr=np.array([0, count[person]]), rows=rows[mine], scale=scale[mine])
        assert alone[0].tobytes() == batch[person].tobytes()
        exact = (table[rows[mine]].astype(np.float64) * scale[mine, None]).sum(axis=0)
        assert batch[person] == pytest.approx(exact, rel=1e-5, abs=1e-3)

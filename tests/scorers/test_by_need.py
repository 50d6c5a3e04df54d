from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.scorers.by_need import learn_by_need
from tests.small_world import small_dataset


def scores(row: int) -> list[float]:
    dataset = small_dataset()
    values: list[float] = learn_by_need(dataset).score(dataset.people)[row].tolist()
    return values


def test_a_gap_is_weighted() -> None:
    """A1 lacks one level of M.03 (weight ½): C1 closes it, C4 the half of it."""
    assert scores(0) == [0.5, 0, 0, 0.25, 0]


def test_below_the_entry_only_part_is_followed() -> None:
    """C4 (strength ½) starts at T.01 3. A3 stands at 2 and lacks two: ½ · ½ · 2; A4 stands at 3: ½ · 1."""
    assert scores(2) == [0, 0, 2, 0.5, 0]
    assert scores(3) == [0, 0, 1, 0.5, 0]


def test_nobody_moves_by_more_than_two_levels() -> None:
    """A5 lacks two of M.05: C2 starts one level higher (½ · 2), C5 serves; A6 lacks one, both serve."""
    assert scores(4) == [0, 1, 0, 0, 2]
    assert scores(5) == [0, 1, 0, 0, 1]


def test_a_met_standard_is_no_need() -> None:
    dataset = small_dataset()
    met = replace(dataset.people, level=np.full((6, 3), 5, np.float32))
    assert not learn_by_need(dataset).score(met).any()


def test_a_catalogue_that_names_no_competency_meets_no_need() -> None:
    dataset = small_dataset()
    nothing = np.zeros(0, np.float32)
    bare = replace(
        dataset.catalogue,
        pair_course=np.zeros(0, np.int32), pair_competency=np.zeros(0, np.int32),
        level_from=nothing, level_to=nothing, strength=nothing,
    )  # fmt: skip
    assert not learn_by_need(replace(dataset, catalogue=bare)).score(dataset.people).any()

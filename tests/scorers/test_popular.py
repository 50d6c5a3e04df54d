"""Completions: PENGAWAS (A1, A2) C1 2, C2 2, C3 1; JF_KEAHLIAN (A3, A4) C1 1, C3 2; PELAKSANA C2 1."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.scorers.popular import learn_popular
from tests.small_world import small_dataset


def test_without_shrinkage_the_share_within_the_class() -> None:
    dataset = small_dataset()
    scores = learn_popular(dataset, half_life_years=np.inf, shrinkage=0.0).score(dataset.people)
    assert scores[0] == pytest.approx([2 / 5, 2 / 5, 1 / 5, 0, 0])
    assert scores[2] == pytest.approx([1 / 3, 0, 2 / 3, 0, 0])


def test_shrinkage_adds_completions_of_everybody() -> None:
    """(2 + 9/3) / (5 + 9) for a head of section and C1."""
    dataset = small_dataset()
    scores = learn_popular(dataset, half_life_years=np.inf, shrinkage=9.0).score(dataset.people)
    assert scores[0] == pytest.approx([5 / 14, 5 / 14, 4 / 14, 0, 0])


def test_infinite_shrinkage_is_one_list_for_all() -> None:
    dataset = small_dataset()
    scores = learn_popular(dataset, half_life_years=np.inf, shrinkage=np.inf).score(dataset.people)
    assert scores == pytest.approx(np.tile([1 / 3, 1 / 3, 1 / 3, 0, 0], (6, 1)))


def test_an_unknown_position_follows_everybody() -> None:
    dataset = small_dataset()
    stranger = dataset.people.take([0])
    stranger.position[:] = -1
    scorer = learn_popular(dataset, half_life_years=np.inf)
    assert scorer.score(stranger)[0] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0, 0])


def test_newer_completions_weigh_more() -> None:
    """C3 was completed last in 2026, C1 in 2025: with a short memory it leads."""
    dataset = small_dataset()
    scores = learn_popular(dataset, half_life_years=0.1, shrinkage=np.inf).score(dataset.people)
    assert scores[0].argmax() == 2

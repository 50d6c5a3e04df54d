from dataclasses import fields, replace

import numpy as np
import pytest

from recommender.features.arrays import Evidence
from recommender.scorers.level_history import LevelHistory
from recommender.scorers.levels import LevelModel
from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import Trainings
from tests.small_world import day, small_dataset

MODEL = LevelModel(
    prior=np.full((4, 3), 2, np.float32), bias=np.zeros(6, np.float32), noise=np.full(6, 1, np.float32),
    spread=1.0, person_share=0.0, drift=0.0, trend=0.0, start=day("2024-01-01"),
)  # fmt: skip
SCALE = TestScale(intercept=np.full(5, 20.0), doubt=np.zeros(5), slope=10.0, noise=10.0)
"""A score of 40 is a level of 2, with a variance of one level squared."""


def world(record, *, assessed=()):
    """One record; the assessments (person, competency, level, day) of an assessment centre."""
    data = small_dataset([record])
    names = [f.name for f in fields(Evidence) if f.name.startswith("assessed_")]
    columns = dict(zip(("person", "competency", "level", "day"), zip(*assessed, strict=True), strict=False))
    values = {f"assessed_{name}": column for name, column in columns.items()}
    values["assessed_method"] = [0] * len(assessed)
    old = data.evidence
    new = {name: np.array(values.get(name, []), getattr(old, name).dtype) for name in names}
    required = data.positions.required.copy()
    required[0] = 3
    return replace(data, evidence=replace(old, **new), positions=replace(data.positions, required=required))


def trace(data, *, change=0.5, scale=SCALE):
    trainings = Trainings.of(data)
    gain = np.full(len(trainings.person), change, np.float32)
    first = LevelHistory.trace(data, MODEL, trainings, change=gain, scale=None, previous=None)
    if scale is None:
        return first
    return LevelHistory.trace(data, MODEL, trainings, change=gain, scale=scale, previous=first)


def test_pre_test_gain_and_post_test_follow_each_other():
    """N(2, 1) → pre-test at 2 → N(2, ½) → gain ½ ± .2 → N(2.5, .54) → post-test at 4."""
    found = trace(world(("A1", "C1", "2025-03-05", "LULUS", 40, 60)))
    assert (found.at_start[0], found.at_start_variance[0]) == (2, 1)
    assert (found.at_end[0], found.at_end_variance[0]) == (2, 0.5)
    assert found.level[0, 0] == pytest.approx(2.5 + 0.54 / 1.54 * 1.5)
    assert found.sd[0, 0] ** 2 == pytest.approx(0.54 / 1.54)


def test_without_a_scale_only_the_expected_gain_counts():
    found = trace(world(("A1", "C1", "2025-03-05", "LULUS", 40, 60)), scale=None)
    assert found.level[0, 0] == pytest.approx(2.5)
    assert found.sd[0, 0] ** 2 == pytest.approx(1.04)
    assert found.level[0, 1:].tolist() == [2, 2]


def test_a_missing_test_says_nothing():
    found = trace(world(("A1", "C1", "2025-03-05", "LULUS", np.nan, np.nan)))
    assert found.level[0, 0] == pytest.approx(2.5)
    assert found.at_end_variance[0] == 1


def test_a_test_of_two_competencies_gives_each_its_exact_share():
    """y = ½C₁ + ½C₂ + e = 3 where 2 was expected: each mean moves by .5/1.5, each variance by .25/1.5."""
    found = trace(world(("A1", "C4", "2025-03-05", "TIDAK_LULUS", 50, np.nan)), change=0.0)
    assert found.at_end == pytest.approx([2 + 1 / 3] * 2)
    assert found.at_end_variance == pytest.approx([1 - 1 / 6] * 2)


def test_full_marks_say_at_least():
    """A score of 100 stands for level 8; seen exactly it would put N(2.5, 1.04) at 5.3, as a bound higher."""
    record = ("A1", "C1", "2025-03-05", "LULUS", np.nan, 99.4)
    exact = trace(world(record)).level[0, 0]
    capped = trace(world((*record[:5], 100))).level[0, 0]
    assert exact == pytest.approx(2.5 + 1.04 / 2.04 * (7.94 - 2.5), rel=1e-5)
    assert capped > exact + 0.1


def test_what_nobody_speaks_of_starts_wide():
    """A5's post asks for M.05 alone; an assessment of M.03 makes that a level like the others."""
    record = ("A5", "C1", "2025-03-05", "LULUS", np.nan, np.nan)
    assert trace(world(record)).at_start_variance[0] == pytest.approx(1.44)
    late = [(4, 0, 3, day("2026-01-05"))]
    found = trace(world(record, assessed=late))
    assert found.at_start_variance[0] == 1


def test_an_assessment_is_expected_at_the_level_reached_by_then():
    assessed = [(0, 0, 1, day("2025-01-05")), (0, 0, 4, day("2026-01-05"))]
    found = trace(world(("A1", "C1", "2025-03-05", "LULUS", np.nan, np.nan), assessed=assessed))
    assert found.at_assessment == pytest.approx([2, 1.5 + 0.5])
    assert found.at_assessment_variance == pytest.approx([1, 0.5 + 0.04])
    assert found.at_end[0] == 1.5

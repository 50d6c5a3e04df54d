from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.stats import norm

from recommender.features.arrays import Evidence
from recommender.scorers import growth
from recommender.scorers.growth_evidence import _seen_above, from_assessments, from_tests, join
from recommender.scorers.level_history import LevelHistory
from recommender.scorers.levels import LevelModel
from recommender.scorers.test_scale import TestScale
from recommender.scorers.trainings import Trainings
from tests.small_world import day, small_dataset

SCALE = TestScale(intercept=np.full(5, 20.0), doubt=np.full(5, 0.3), slope=10.0, noise=5.0)
"""A score of 40 is a level of 2, with a variance of a quarter."""
MODEL = LevelModel(
    prior=np.full((4, 3), 2, np.float32), bias=np.array([0, 0, 0, 0.5, 0, 0], np.float32),
    noise=np.full(6, 0.5, np.float32), spread=1.0, person_share=0.0, drift=0.0, trend=0.0, start=0,
)  # fmt: skip
NONE = float("nan")


def history(data, *, at_end=2.0, variance=0.5, start_variance=1.0, at_assessment=2.0):
    """Every exposure and assessment met at the same level."""
    entries, assessed = len(Trainings.of(data).person), len(data.evidence.assessed_person)
    one, per = np.float32, {"level": np.zeros((6, 3)), "sd": np.ones((6, 3))}
    per |= {
        "at_assessment": np.full(assessed, at_assessment),
        "at_assessment_variance": np.full(assessed, 0.75),
    }
    per |= {"at_start": np.full(entries, 2.0), "at_start_variance": np.full(entries, start_variance)}
    per |= {"at_end": np.full(entries, at_end), "at_end_variance": np.full(entries, variance)}
    return LevelHistory(**{name: value.astype(one) for name, value in per.items()})


def after_tests(*records, predicted=0.0, **options):
    data = small_dataset(records)
    trainings = Trainings.of(data)
    guess = np.full(len(trainings.person), predicted)
    return from_tests(trainings, history(data, **options), SCALE, predicted=guess)


def test_a_post_test_observes_what_lies_beyond_the_level_before():
    """Score 52 is level 3.2, known before: N(2, ½). Doubt ½ and the test's ¼ add up."""
    rows = after_tests(("A1", "C1", "2025-03-05", "LULUS", 40, 52))
    assert rows.gained == pytest.approx([1.2], rel=1e-4)  # the floor, four levels down, is hardly felt
    assert rows.variance == pytest.approx([0.75], rel=1e-4)
    expected = growth.expected_shapes(
        np.full(1, 2.0), np.full(1, np.sqrt(0.5)), np.float32([1]), np.float32([3])
    )
    assert rows.shapes == pytest.approx(expected, rel=1e-5)
    assert (rows.course[0], rows.person[0]) == (0, 0)


def test_a_test_of_two_competencies_is_one_row_of_their_mean():
    """C4, half and half, strength ½ each: variance ¼·½ + ¼·½ + ¼; shapes ½·½ of each competency."""
    rows = after_tests(("A4", "C4", "2025-03-05", "LULUS", NONE, 50))
    assert rows.gained == pytest.approx([1.0])
    assert rows.variance == pytest.approx([0.5])
    sd = np.full(2, np.sqrt(0.5))
    both = growth.expected_shapes(np.full(2, 2.0), sd, np.float32([2, 3]), np.float32([3, 4]))
    assert rows.shapes[0] == pytest.approx(both.sum(axis=0) / 4, rel=1e-5)


def test_doubt_about_the_scale_is_shared_as_far_as_the_pre_test_did_not_absorb_it():
    """The pre-test pulled the level by 1/(1 + ¼) of the scale's error, so a fifth remains."""
    rows = after_tests(
        ("A1", "C1", "2024-03-05", "LULUS", 40, 52), ("A2", "C1", "2025-03-05", "LULUS", NONE, 52)
    )
    assert rows.shared == pytest.approx([0.2, 1.0])
    assert rows.scale_doubt.tolist() == [0.3, 0.3]


def test_drop_outs_absent_and_blank_sheets_are_no_rows():
    rows = after_tests(
        ("A1", "C1", "2025-03-01", "MENGUNDURKAN_DIRI", 40, 52),
        ("A2", "C1", "2025-03-02", "TIDAK_LULUS", 40, 52),
        ("A3", "C1", "2025-03-03", "LULUS", 40, NONE),
        ("A4", "C1", "2025-03-04", "LULUS", 40, 0),
        ("A5", "C1", "2025-03-05", "HADIR", 40, 52),
    )
    assert rows.person.tolist() == [4]


def test_full_marks_count_as_the_bound_they_are():
    """100 is level 8, six above 2; from an expected gain of 5, a Newton step of log P(X > 6), X ~ N(m, ¾)."""
    rows = after_tests(("A1", "C1", "2025-03-05", "LULUS", NONE, 100), predicted=5.0)
    sd, h = np.sqrt(0.75), 1e-4
    below, at, above = norm.logsf(6, loc=np.array([5 - h, 5, 5 + h]), scale=sd)
    slope, curvature = (above - below) / (2 * h), -(above - 2 * at + below) / h**2
    assert rows.gained == pytest.approx([5 + slope / curvature], rel=1e-4)
    assert rows.variance == pytest.approx([1 / curvature], rel=1e-4)


@pytest.mark.parametrize("at_end", [-1.6, -3.5, -4.5])
def test_a_score_seen_because_it_lies_above_the_floor_is_a_newton_step_of_the_truncated_likelihood(at_end):
    """4 points are level -1.6, the floor of .5 is -1.95: log N(x; m, ¾) - log Φ((m - floor)/s)."""
    rows = after_tests(("A1", "C1", "2025-03-05", "LULUS", NONE, 4), at_end=at_end, predicted=0.2)
    sd, h, floor, gained = np.sqrt(0.75), 1e-3, -1.95 - at_end, -1.6 - at_end
    mean = np.array([0.2 - h, 0.2, 0.2 + h])
    below, at, above = norm.logpdf(gained, loc=mean, scale=sd) - norm.logcdf((mean - floor) / sd)
    slope, curvature = (above - below) / (2 * h), -(above - 2 * at + below) / h**2
    assert rows.gained == pytest.approx([0.2 + slope / curvature], rel=1e-3)
    assert rows.variance == pytest.approx([1 / curvature], rel=1e-3)


@pytest.mark.parametrize("depth", [0.0, 2.0, 2.7])
def test_people_far_below_a_course_do_not_seem_to_gain_from_it(depth):
    """True gain 0, ``depth`` levels below the floor: only scores above it are seen, above their mean."""
    value = np.sqrt(0.75) * np.random.default_rng(3).standard_normal(2_000_000)
    seen = value[value > depth][:2000]
    size, mean = len(seen), 0.0
    for _ in range(60):
        floor = np.full(size, depth)
        step, variance = _seen_above(floor, seen, np.full(size, 0.75), np.full(size, mean))
        mean = float(np.average(step, weights=1 / variance))
    assert seen.mean() > 0.6
    assert mean == pytest.approx(0, abs=0.35)


def assessed_after(records, assessments, *, change=0.5):
    """Assessments (person, competency, level, method, date)."""
    data = small_dataset(records)
    old = data.evidence
    person, competency, level, method, when = zip(*assessments, strict=True) if assessments else [[]] * 5
    columns = {"person": person, "competency": competency, "level": level, "method": method,
               "day": [day(one) for one in when]}  # fmt: skip
    names = [f.name for f in fields(Evidence) if f.name.startswith("assessed_")]
    new = {name: np.array(columns[name[9:]], getattr(old, name).dtype) for name in names}
    data = replace(data, evidence=replace(old, **new))
    trainings = Trainings.of(data)
    gain = np.full(len(trainings.person), change)
    return from_assessments(data, MODEL, trainings, history(data), change=gain)


C1 = ("A1", "C1", "2024-03-05", "LULUS", 40, NONE)


def test_an_assessment_after_a_training_observes_the_gain_on_top_of_the_one_assumed():
    """The boss says 3.5, half a level too kind, where 2 was expected with ½ already in it."""
    rows = assessed_after([C1], [(0, 0, 3.5, 3, "2025-03-05")])
    assert rows.gained == pytest.approx([3.5 - 0.5 - 2 + 0.5])
    assert rows.variance == pytest.approx([0.75 + 0.25])
    assert (rows.shared[0], rows.scale_doubt[0]) == (0, 0)
    assert rows.course.tolist() == [0]


def test_only_the_first_assessment_after_the_training_counts():
    rows = assessed_after(
        [C1], [(0, 0, 1, 0, "2024-03-05"), (0, 0, 3, 0, "2025-01-01"), (0, 0, 4, 0, "2025-06-01")]
    )
    assert rows.gained == pytest.approx([3 - 2 + 0.5])


def test_two_trainings_before_one_assessment_cannot_be_told_apart():
    other = ("A1", "C4", "2024-06-05", "LULUS", NONE, NONE)  # M.03 as well, and T.01
    both = [(0, 0, 3, 0, "2025-01-01"), (0, 2, 3, 0, "2025-01-01")]
    rows = assessed_after([C1, other], both)
    assert rows.course.tolist() == [3]
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("record", "assessment"),
    [
        (C1, (0, 0, 3, 0, "2026-09-30")),  # more than two and a half years later
        ((*C1[:5], 60), (0, 0, 3, 0, "2025-01-01")),  # the post-test said it already
        (C1, (0, 1, 3, 0, "2025-01-01")),  # another competency
        (C1, (1, 0, 3, 0, "2025-01-01")),  # another person
        (C1, (0, 0, 3, 0, "2024-03-05")),  # the same day
    ],
)
def test_what_does_not_follow_the_training_is_no_row(record, assessment):
    assert len(assessed_after([record], [assessment])) == 0


def test_without_assessments_there_are_no_rows():
    assert len(assessed_after([C1], [])) == 0
    assert len(assessed_after([], [(0, 0, 3, 0, "2025-01-01")])) == 0


def test_joined_rows_stand_one_after_the_other():
    tests, after = after_tests((*C1[:5], 52)), assessed_after([C1], [(0, 0, 3.5, 3, "2025-03-05")])
    both = join(tests, after)
    assert both.gained == pytest.approx([1.2, 1.5], rel=1e-4)
    assert both.shapes.shape == (2, len(growth.SHAPES))

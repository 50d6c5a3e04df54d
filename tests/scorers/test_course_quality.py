from dataclasses import replace

import numpy as np
import pytest

from recommender.domain import codes
from recommender.scorers.course_quality import (
    _LEAST_BETWEEN,
    Quality,
    _between,
    _judgement,
    _moments,
    learn_quality,
)
from recommender.scorers.growth_evidence import GrowthEvidence
from tests.small_world import small_dataset

LAW = np.ones(1)


def evidence(course, gained, variance=1.0, *, expected=1.0, shared=0.0, doubt=0.0, ready=1.0):
    """Rows whose law expects ``expected`` of an average course."""
    size = len(course)
    course = np.array(course, np.int32)
    return GrowthEvidence(
        gained=np.array(gained, float),
        variance=np.broadcast_to(np.asarray(variance, float), size).copy(),
        shapes=np.broadcast_to(np.asarray(expected, float), size)[:, None].copy(),
        course=course,
        person=np.arange(size, dtype=np.int32),
        shared=np.broadcast_to(np.asarray(shared, float), size).copy(),
        scale_doubt=np.broadcast_to(np.asarray(doubt, float), size).copy(),
        ready=np.broadcast_to(np.asarray(ready, float), size).copy(),
    )


def world(*, families=(0, 1, 2, 3, 4), **evaluated):
    """The small world; nobody judges a course and no provider is stated, unless said."""
    data = small_dataset()
    none = np.zeros(0)
    found = {"course": none, "level": none, "role": none, "score": none} | evaluated
    dtypes = {"course": np.int32, "level": np.int8, "role": np.int8, "score": np.float32}
    return replace(
        data,
        catalogue=replace(
            data.catalogue, family=np.array(families, np.int32), provider=np.full(5, -1, np.int32)
        ),
        evidence=replace(
            data.evidence, **{f"evaluated_{k}": np.array(v, dtypes[k]) for k, v in found.items()}
        ),
    )


def test_people_who_were_not_ready_count_for_the_square_root_of_their_readiness():
    """Two rows of slope 2 and 1; the second is a quarter ready, so it counts half: (2 + ½)/(1 + ½)."""
    information, cross = _moments(evidence([0, 0], [2, 1], ready=[1, 0.25]), np.ones(2), 1)
    assert cross / information == pytest.approx([2.5 / 1.5])


def test_moments_equal_those_of_the_dense_covariance():
    rng = np.random.default_rng(2)
    course = rng.integers(0, 3, 40)
    expected, shared = rng.uniform(0.2, 2, 40), rng.uniform(0, 1, 40)
    doubt = np.array([0.5, 0.0, 1.5])[course]
    rows = evidence(course, rng.normal(1, 1, 40), rng.uniform(0.3, 2, 40), expected=expected,
                    shared=shared, doubt=doubt)  # fmt: skip
    information, cross = _moments(rows, expected, 4)
    for c in range(3):
        mine = course == c
        dense = np.diag(rows.variance[mine]) + doubt[mine][0] ** 2 * np.outer(shared[mine], shared[mine])
        solved = np.linalg.solve(dense, np.stack([expected[mine], rows.gained[mine]], axis=1))
        assert information[c] == pytest.approx(expected[mine] @ solved[:, 0])
        assert cross[c] == pytest.approx(expected[mine] @ solved[:, 1])
    assert (information[3], cross[3]) == (0, 0)


def test_doubt_about_a_courses_tests_bounds_what_any_number_of_them_says():
    """x'V⁻¹x = n/(1 + n·d²) < 1/d² for n rows of unit noise."""
    rows = evidence([0] * 10_000, np.ones(10_000), shared=1, doubt=0.5)
    assert _moments(rows, np.ones(10_000), 1)[0][0] == pytest.approx(10_000 / 2501)


def test_the_value_of_a_lone_course_is_its_shrunk_slope_rescaled_to_one():
    """All courses alike: their mean is quality 1 by definition, whatever the law's scale."""
    rows = evidence(np.repeat(np.arange(5), 100), np.full(500, 0.7), expected=0.35, variance=0.04)
    assert learn_quality(rows, law=LAW, dataset=world()).value == pytest.approx(np.ones(5), abs=1e-3)


def test_a_courses_own_slope_is_weighed_against_the_centre_by_its_rows():
    """Between the centre and the own slope, by τ²/(τ² + noise/n): nearer the own the more rows."""
    rows = evidence(
        [0] * 4 + [1] * 400 + [2] * 400 + [3] * 400, [2.0] * 404 + [0.6] * 400 + [0.4] * 400, variance=1.0
    )
    found = learn_quality(rows, law=LAW, dataset=world(families=(0, 0, 0, 0, 0)))
    assert found.value[1] > found.value[0] > found.value[2] > found.value[3]
    assert found.sd[0] > found.sd[1]
    assert found.count.tolist() == [4, 400, 400, 400, 0]
    # τ² and scale solve for the trust of each: value = centre + trust·(slope - centre), sd² = τ²(1 - trust)
    trust = {c: 1 - (found.sd[c] / found.sd[4]) ** 2 for c in (0, 1)}
    between = trust[1] / (1 - trust[1]) / 400
    assert trust[0] == pytest.approx(between / (between + 1 / 4), rel=1e-6)
    scale = (found.value[1] - found.value[2]) / (2.0 - 0.6) / trust[1]
    centre = (found.value[1] - trust[1] * 2.0 * scale) / (1 - trust[1])
    assert found.value[0] == pytest.approx(centre + trust[0] * (2.0 * scale - centre), rel=1e-6)
    assert found.value[4] == pytest.approx(centre, rel=1e-6)


def test_the_spread_between_courses_is_neither_lost_to_families_nor_to_noise():
    """60 courses in 12 families, τ² = .09, noise .05: on the mean of many draws τ² is found."""
    random, found = np.random.default_rng(4), []
    design = np.concatenate([np.ones((60, 1)), np.eye(12)[np.arange(60) % 12]], axis=1)
    penalty = np.concatenate([[1e-3], np.full(12, 2.0)])
    for _ in range(200):
        slope = 1 + random.normal(0, 0.3, 60) + random.normal(0, np.sqrt(0.05), 60)
        found.append(_between(slope, np.full(60, 0.05), design, penalty))
    assert np.mean(found) == pytest.approx(0.09, rel=0.1)


def test_courses_that_scatter_no_more_than_noise_keep_the_least_spread():
    slope = np.linspace(0.9, 1.1, 60)
    assert _between(slope, np.full(60, 0.05), np.ones((60, 1)), np.array([1e-3])) == _LEAST_BETWEEN


def test_a_course_without_rows_takes_after_its_family():
    gained = [1.5] * 200 + [0.5] * 200
    rows = evidence([0] * 200 + [1] * 200, gained, variance=0.25)
    near_first = learn_quality(rows, law=LAW, dataset=world(families=(0, 1, 0, 1, 2))).value
    assert near_first[0] > near_first[2] > near_first[4] > near_first[3] > near_first[1]


def test_what_superiors_and_peers_say_moves_a_course_without_rows():
    """Judged courses 0 and 1 show what a judgement is worth; 2 is praised, 3 is not."""
    boss, self_ = codes.EVALUATOR_ROLES.index("ATASAN"), codes.EVALUATOR_ROLES.index("MANDIRI")
    rows = evidence([0] * 200 + [1] * 200, [1.5] * 200 + [0.5] * 200, variance=0.25)
    judged = {"course": np.repeat([0, 1, 2, 3], 20), "level": np.full(80, 3),
              "score": np.repeat([90, 60, 90, 60], 20)}  # fmt: skip
    same = (0, 0, 0, 0, 0)
    said = learn_quality(rows, law=LAW, dataset=world(families=same, role=np.full(80, boss), **judged)).value
    assert said[2] > said[4] + 0.05 > said[3] + 0.1
    own = learn_quality(rows, law=LAW, dataset=world(families=same, role=np.full(80, self_), **judged)).value
    assert own[2] == pytest.approx(own[3])


def test_judgements_are_centred_shrunk_and_standardised():
    """One score 32 above the mean, 32/(1+3) = 8; four 8 below it, -32/(4+3); their spread is 44/7."""
    peer = codes.EVALUATOR_ROLES.index("REKAN")
    data = world(
        course=[0, 1, 1, 1, 1, 2], level=[3, 3, 3, 3, 3, 1], role=[peer] * 6, score=[90, 50, 50, 50, 50, 99]
    )
    assert _judgement(data.evidence, 5) == pytest.approx([8 * 7 / 44, -32 / 44, 0, 0, 0])


def test_without_observations_every_course_is_average_and_that_is_uncertain():
    for rows in (evidence([], []), evidence([0, 1], [1, 2], expected=0)):
        found = learn_quality(rows, law=LAW, dataset=world())
        assert found.value.tolist() == [1] * 5
        assert found.sd.tolist() == [0.4] * 5
    assert Quality.unknown(world().catalogue).count.tolist() == [0] * 5


def test_a_course_that_seems_to_harm_is_held_just_above_nothing():
    rows = evidence(np.repeat(np.arange(3), 400), np.repeat([-2.0, 1.0, 1.5], 400), variance=0.1)
    assert learn_quality(rows, law=LAW, dataset=world()).value[0] == 0.02

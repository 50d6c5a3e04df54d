import numpy as np
import pytest

from recommender.scorers.test_scale import learn_test_scale
from recommender.scorers.trainings import Trainings


def sat(score, course, level_to, **changes):
    """One exposure a record, all of it one competency."""
    size = len(score)
    zero = np.zeros(size, np.int32)
    course = np.asarray(course, np.int32)
    values = {
        "record": np.arange(size), "person": zero, "competency": zero, "course": course,
        "pair": course.astype(np.int64), "start": zero, "end": zero, "level_from": np.float32(level_to) - 1,
        "level_to": np.float32(level_to), "strength": np.ones(size, np.float32),
        "test_part": np.ones(size, np.float32), "taken": np.ones(size, np.float32),
        "pre": np.asarray(score, np.float32), "post": np.full(size, np.nan, np.float32),
        "informed": np.ones(size, bool), "records": size,
    } | changes  # fmt: skip
    return Trainings(**values)


def scores(*, rows=3000, slope=15.0, noise=6.0, difficulty=(20.0, 30.0, 10.0), seed=5):
    rng = np.random.default_rng(seed)
    course, level = rng.integers(0, len(difficulty), rows), rng.uniform(1, 3, rows)
    return np.array(difficulty)[course] + slope * level + noise * rng.standard_normal(rows), course, level


def learn(trainings, level, *, variance=0.0, courses=4):
    return learn_test_scale(trainings, level=level, variance=np.full(len(level), variance), courses=courses)


def test_slope_difficulty_and_noise_are_found():
    score, course, level = scores()
    scale = learn(sat(score, course, np.full(3000, 3)), level)
    assert scale.slope == pytest.approx(15, rel=0.03)
    assert scale.intercept[:3] == pytest.approx([20, 30, 10], abs=1)
    assert scale.noise == pytest.approx(6, rel=0.05)
    assert scale.variance == pytest.approx((scale.noise / scale.slope) ** 2)
    assert scale.level(np.array([50.0]), np.array([0])) == pytest.approx([2], abs=0.1)


def test_a_course_nobody_took_lies_on_the_line_and_its_difficulty_is_doubtful():
    """Difficulty falls by 8 points with each level the course leads to; the mean target is 3."""
    score, course, level = scores(difficulty=(26.0, 18.0, 10.0))
    scale = learn(sat(score, course, np.array([2, 3, 4])[course]), level)
    assert scale.intercept[3] == pytest.approx(18, abs=1.5)
    assert scale.doubt[3] > 3 * scale.doubt[:3].max()


def test_doubt_falls_with_the_number_of_tests():
    score, course, level = scores()
    course = np.where(np.arange(3000) < 2900, course, 3)
    score[2900:] = 20 + 15 * level[2900:]
    scale = learn(sat(score, course, np.full(3000, 3)), level)
    assert scale.doubt[3] > 2 * scale.doubt[:3].max()


def test_doubt_about_levels_is_not_charged_to_the_test():
    """Levels known to variance .04 only: the scatter 36 + 225·.04 = 45 leaves noise 6 behind."""
    score, course, level = scores()
    blurred = level + np.random.default_rng(1).normal(0, 0.2, 3000)
    # Berkson error: the true level scatters around the estimate
    score += 15 * (blurred - level)
    scale = learn(sat(score, course, np.full(3000, 3)), level, variance=0.04)
    assert scale.noise == pytest.approx(6, rel=0.06)


def test_the_spread_of_unrated_levels_is_not_charged_to_the_test():
    """Of half the people only a mean is known, and their spread (1) is believed to be .5: noise stays 6."""
    score, course, level = scores()
    rated = np.arange(3000) % 2 == 0
    score += np.where(rated, 0, 15 * np.random.default_rng(2).normal(0, 1, 3000))
    variance = np.where(rated, 0.0, 0.5)
    trainings = sat(score, course, np.full(3000, 3), informed=rated)
    everything = np.ones(3000, bool)
    scale = learn_test_scale(trainings, level=level, variance=variance, courses=4, known=everything)
    assert scale.noise == pytest.approx(6, rel=0.05)
    assert scale.intercept[:3] == pytest.approx([20, 30, 10], abs=1.5)
    fewer = learn_test_scale(trainings, level=level, variance=variance, courses=4)
    assert (scale.doubt[:3] < fewer.doubt[:3]).all()


def test_full_marks_do_not_flatten_the_line():
    """A fifth of the scores stand at 100; a line through what is seen would lose a third of its slope."""
    score, course, level = scores(difficulty=(65.0,) * 3)
    seen = np.minimum(score, 100)
    assert 0.15 < np.mean(seen == 100) < 0.35
    assert np.polyfit(level, seen, 1)[0] < 12
    scale = learn(sat(seen, course, np.full(3000, 3)), level)
    assert scale.slope == pytest.approx(15, rel=0.04)
    assert scale.noise == pytest.approx(6, rel=0.06)
    assert scale.intercept[:3] == pytest.approx([65] * 3, abs=1.5)


def test_blank_sheets_are_left_out():
    score, course, level = scores()
    more = np.concatenate([score, [0.0] * 600])
    bare = learn(sat(score, course, np.full(3000, 3)), level)
    whole = learn(sat(more, np.append(course, [0] * 600), np.full(3600, 3)), np.append(level, [2.0] * 600))
    assert (whole.slope, whole.noise) == (bare.slope, bare.noise)


@pytest.mark.parametrize("value", [0, 50, 100])
def test_the_same_score_for_everybody_is_no_scale(value):
    _, course, level = scores()
    assert learn(sat(np.full(3000, value), course, np.full(3000, 3)), level) is None


def test_tests_of_unknown_levels_are_not_used():
    score, course, level = scores()
    score[:1500] = 5  # nonsense
    informed = np.arange(3000) >= 1500
    scale = learn(sat(score, course, np.full(3000, 3), informed=informed), level)
    assert scale.slope == pytest.approx(15, rel=0.05)


def test_too_few_tests_or_tests_that_say_nothing_give_no_scale():
    score, course, level = scores(rows=199)
    assert learn(sat(score, course, np.full(199, 3)), level) is None
    score, course, level = scores(slope=0.0)
    assert learn(sat(score, course, np.full(3000, 3)), level) is None
    untested = sat(np.full(3000, np.nan), course, np.full(3000, 3))
    assert learn(untested, level) is None

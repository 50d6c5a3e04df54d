"""The filter against the textbook, a slow loop and the exact joint posterior."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, truncnorm

from recommender.domain.codes import METHODS
from recommender.domain.days import DAYS_PER_YEAR, MISSING_DAY
from recommender.scorers.levels import (
    CHANGE,
    OBSERVE,
    Events,
    LevelModel,
    assessment_events,
    filter_levels,
    join,
    newest,
    prior_of,
    share_between_competencies,
    turns_of,
)

YEAR = round(DAYS_PER_YEAR)


def events(*rows):
    """(person, competency, day, order, kind, value, variance, bound) each."""
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 8
    types = (np.int32, np.int32, np.int32, np.int8, np.int8, np.float32, np.float32, np.int8)
    return Events(*(np.array(column, dtype) for column, dtype in zip(columns, types, strict=True)))


def observed(value, variance, *, day=0, bound=0, order=0):
    return (0, 0, day, order, OBSERVE, value, variance, bound)


def run(*rows, prior=2.0, variance=1.0, drift=0.0, trend=0.0, end=0):
    """Level and variance of one cell, and all that was found."""
    found = filter_levels(
        events(*rows), prior=np.array([[prior]], np.float32), variance=variance,
        drift=drift, trend=trend, start_day=0, end_day=end,
    )  # fmt: skip
    return float(found.level[0, 0]), float(found.sd[0, 0]) ** 2, found


def test_one_assessment_gives_the_textbook_posterior():
    """N(2, 1) seen through noise of variance ¼ at 3: mean (2·1 + 3·4)/5, variance 1/5."""
    level, variance, found = run(observed(3, 0.25))
    assert level == pytest.approx(14 / 5)
    assert variance == pytest.approx(1 / 5)
    assert found.log_likelihood == pytest.approx(norm(2, np.sqrt(1.25)).logpdf(3), abs=1e-6)
    assert (found.before[0], found.before_variance[0]) == (2, 1)


def test_what_came_before_the_first_day_counts_as_on_it():
    """A rating a year early: no time runs backwards, so drift takes no doubt away."""
    early, on_it = (run(observed(3, 0.25, day=when), drift=0.9, end=0)[:2] for when in (-365, 0))
    assert early == on_it


def test_each_level_hears_its_events_day_by_day_and_in_the_order_of_a_day():
    """Cell (0, 1) has rows 2, 0 and 1 in this order, cell (1, 0) row 3 alone."""
    rows = [(0, 1, 7, 1), (0, 1, 7, 3), (0, 1, 5, 0), (1, 0, 9, 0)]
    known = events(*((*row, OBSERVE, 3, 0.25, 0) for row in rows))
    turns = turns_of(known)
    assert [turn.tolist() for turn in turns] == [[2, 3], [0], [1]]
    told = {"prior": np.full((2, 2), 2, np.float32), "variance": 1.0, "drift": 0.3, "trend": 0.1,
            "start_day": 0, "end_day": 20}  # fmt: skip
    again = filter_levels(replace(known, value=known.value + 1), turns=turns, **told)
    anew = filter_levels(replace(known, value=known.value + 1), **told)
    assert np.array_equal(again.level, anew.level) and again.log_likelihood == anew.log_likelihood


def test_levels_drift_and_follow_the_trend_between_assessments():
    """Half the doubt of the first (4/5 apart 2 years, drift variance .05 a year, trend .1)."""
    level, variance, found = run(
        observed(3, 0.25), observed(3, 0.25, day=2 * YEAR), drift=np.sqrt(0.05), trend=0.1, end=3 * YEAR
    )
    years = 2 * YEAR / DAYS_PER_YEAR
    mean, var = 14 / 5 + 0.1 * years, 1 / 5 + 0.05 * years
    assert found.before[1] == pytest.approx(mean)
    assert found.before_variance[1] == pytest.approx(var)
    mean, var = (mean * 0.25 + 3 * var) / (var + 0.25), var * 0.25 / (var + 0.25)
    after = YEAR / DAYS_PER_YEAR
    assert level == pytest.approx(mean + 0.1 * after)
    assert variance == pytest.approx(var + 0.05 * after)


def test_a_cell_without_events_only_drifts():
    level, variance, found = run(drift=0.2, trend=-0.1, end=10 * YEAR)
    years = 10 * YEAR / DAYS_PER_YEAR
    assert level == pytest.approx(2 - 0.1 * years)
    assert variance == pytest.approx(1 + 0.04 * years)
    assert found.log_likelihood == 0


def test_a_training_adds_its_gain_and_its_doubt():
    level, variance, _ = run((0, 0, 0, 2, CHANGE, 0.5, 0.04, 0), observed(2, 1e12, order=3))
    assert level == pytest.approx(2.5)
    assert variance == pytest.approx(1.04)


def test_events_of_a_day_go_in_their_order_whatever_order_they_are_given_in():
    """Pre-test 2, gain 1, post-test 3: the tests agree with the gain, so the level is 3."""
    pre, gain, post = observed(2, 0.5, order=1), (0, 0, 0, 2, CHANGE, 1, 0, 0), observed(3, 0.5, order=3)
    one, two = run(pre, gain, post), run(post, pre, gain)
    assert one[0] == two[0] == pytest.approx(3)
    assert two[2].before.tolist() == pytest.approx([3, 2, 2])


@pytest.mark.parametrize(("bound", "value"), [(1, 2.5), (-1, 1.2)])
def test_a_bound_gives_the_moments_of_the_truncated_normal(bound, value):
    """C ~ N(2, 1) given C + e ≥ value (or ≤), e ~ N(0, ¼), by numerical integration."""
    level, variance, found = run(observed(value, 0.25, bound=bound))
    grid = np.linspace(-6, 10, 200_001)
    density = norm(2, 1).pdf(grid) * norm(0, 0.5).cdf(bound * (grid - value))
    mean = np.average(grid, weights=density)
    assert level == pytest.approx(mean, abs=1e-5)
    assert variance == pytest.approx(np.average((grid - mean) ** 2, weights=density), abs=1e-5)
    whole = norm(2, np.sqrt(1.25))
    assert found.log_likelihood == pytest.approx(
        np.log(whole.sf(value) if bound > 0 else whole.cdf(value)), abs=1e-5
    )


def test_a_bound_without_noise_is_the_truncated_normal_itself():
    level, variance, _ = run(observed(2.5, 0, bound=1))
    assert level == pytest.approx(truncnorm(0.5, np.inf, loc=2).mean(), abs=1e-5)
    assert variance == pytest.approx(truncnorm(0.5, np.inf, loc=2).var(), abs=1e-5)


def slow(rows, prior, variance, drift, trend, end):
    """One cell at a time, one event at a time."""
    mean, var, seen = prior, variance, 0
    for _, _, day, _, kind, value, noise, bound in sorted(rows, key=lambda row: (row[2], row[3])):
        years = (day - seen) / DAYS_PER_YEAR
        mean, var, seen = mean + trend * years, var + drift**2 * years, day
        if kind == CHANGE:
            mean, var = mean + value, var + noise
        elif bound == 0:
            mean, var = mean + var / (var + noise) * (value - mean), var * noise / (var + noise)
        else:
            scale = np.sqrt(var + noise)
            z = max(bound * (mean - value) / scale, -4)  # what is further off pulls no harder
            hazard = norm.pdf(z) / norm.cdf(z)
            mean, var = mean + bound * var / scale * hazard, var - var**2 / scale**2 * hazard * (hazard + z)
    years = (end - seen) / DAYS_PER_YEAR
    return mean + trend * years, np.sqrt(var + drift**2 * years)


event = st.tuples(
    st.integers(0, 2), st.integers(0, 1), st.integers(0, 2000), st.integers(0, 3),
    st.sampled_from([OBSERVE, OBSERVE, CHANGE]), st.floats(1, 4, width=32), st.floats(0.25, 1, width=32),
    st.sampled_from([0, 0, -1, 1]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(event, max_size=14, unique_by=lambda row: row[:4]))
def test_everybody_at_once_is_each_cell_alone(rows):
    prior = np.array([[1, 2], [2, 3], [3, 2.5]], np.float32)
    found = filter_levels(
        events(*rows), prior=prior, variance=0.64, drift=0.2, trend=0.05, start_day=0, end_day=2500
    )
    for person in range(3):
        for competency in range(2):
            mine = [row for row in rows if row[:2] == (person, competency)]
            level, sd = slow(mine, prior[person, competency], 0.64, 0.2, 0.05, 2500)
            assert found.level[person, competency] == pytest.approx(level, abs=0.01)
            assert found.sd[person, competency] == pytest.approx(sd, abs=0.01)


MODEL = LevelModel(
    prior=np.array([[2, 3, 1], [4, 4, 4]], np.float32),
    bias=np.array([0, 0, 0, 0.25, 0, 0.5], np.float32),
    noise=np.array([0.5, 0.5, 0.5, 1, 1, 2], np.float32),
    spread=0.8, person_share=0.25, drift=0.1, trend=0.05, start=100,
)  # fmt: skip


def rated(level, method):
    one = np.zeros(1, np.int32)
    return assessment_events(
        MODEL, person=one, competency=one, level=np.array([level], np.float32),
        method=np.array([METHODS.index(method)], np.int8), day=one,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "method", "value", "variance", "bound"),
    [
        (3, "ASSESSMENT_CENTER", 3, 0.25, 0),
        (3, "ATASAN", 2.75, 1, 0),
        (5, "ATASAN", 4.5, 1, 1),  # everything from 4.75 on, less the boss's kindness
        (0, "MANDIRI", -0.25, 4, -1),  # everything up to .25
    ],
)
def test_ratings_lose_their_methods_bias_and_the_ends_are_bounds(level, method, value, variance, bound):
    found = rated(level, method)
    assert (found.value[0], found.variance[0], found.bound[0], found.kind[0]) == (
        value,
        variance,
        bound,
        OBSERVE,
    )


def test_a_rating_of_five_says_at_least():
    """Beside the same value observed exactly: a higher level, and less sure."""
    exact, bounded = run(observed(4.75, 0.25), prior=3), run(observed(4.75, 0.25, bound=1), prior=3)
    sure = run(observed(4.75, 0.25), prior=4.75), run(observed(4.75, 0.25, bound=1), prior=4.75)
    assert bounded[0] > exact[0] > 3
    assert bounded[1] > exact[1]
    assert sure[1][0] > sure[0][0] == 4.75


def joint(observations, *, share, total=1.0):
    """Exact posterior of K exchangeable cells around 0, each seen as (value, noise variance) or None."""
    count = len(observations)
    covariance = total * (share * np.ones((count, count)) + (1 - share) * np.eye(count))
    seen = [k for k, one in enumerate(observations) if one]
    noise = np.diag([observations[k][1] for k in seen])
    gain = covariance[:, seen] @ np.linalg.inv(covariance[np.ix_(seen, seen)] + noise)
    mean = gain @ np.array([observations[k][0] for k in seen])
    return mean, np.diag(covariance - gain @ covariance[seen])


@pytest.mark.parametrize("observations", [
    [(1, 0.25), None, None], [(1, 0.25), (0.5, 1), None], [(-1, 0.1), (2, 0.5), (0.3, 2)],
])  # fmt: skip
def test_other_competencies_speak_by_the_exact_exchangeable_formula(observations):
    model = replace(MODEL, prior=np.full((2, 3), 2, np.float32), spread=1.0, person_share=0.4)
    model = replace(model, drift=0.0, trend=0.0)
    rows = [
        (0, k, 100, 0, OBSERVE, 2 + one[0], one[1], 0)
        for k, one in enumerate(observations)
        if one is not None
    ]
    position = np.zeros(1, np.int32)
    prior = prior_of(model, position=position)
    alone = filter_levels(
        events(*rows), prior=prior, variance=1.0, drift=0.0, trend=0.0, start_day=100, end_day=100
    )
    level, sd = share_between_competencies(alone.level, alone.sd, model=model, position=position, end_day=100)
    mean, variance = joint(observations, share=0.4)
    assert level[0] - 2 == pytest.approx(mean, abs=1e-5)
    assert sd[0] ** 2 == pytest.approx(variance, abs=1e-5)


def test_what_a_training_added_says_nothing_of_other_competencies():
    """Level 3 where 2 was expected and a course was to add 1: nothing is left for the person effect."""
    model = replace(MODEL, prior=np.full((2, 3), 2, np.float32), spread=1.0, person_share=0.4)
    model = replace(model, drift=0.0, trend=0.0, start=100)
    level, sd = np.array([[3, 2, 2]], np.float32), np.array([[0.4, 1, 1]], np.float32)
    shared, _ = share_between_competencies(
        level,
        sd,
        model=model,
        position=np.zeros(1, np.int32),
        end_day=100,
        gained=np.array([[1, 0, 0]], np.float32),
    )
    assert shared[0] == pytest.approx([3, 2, 2], abs=1e-6)


def test_without_a_person_effect_competencies_say_nothing_of_each_other():
    level, sd = np.array([[3, 2]], np.float32), np.array([[0.3, 0.8]], np.float32)
    model = replace(MODEL, person_share=0.0)
    shared = share_between_competencies(level, sd, model=model, position=np.zeros(1, np.int32), end_day=100)
    assert shared[0] is level
    assert shared[1] is sd


def test_an_unknown_position_starts_from_the_last_row():
    assert prior_of(MODEL, position=np.array([0, -1], np.int32)).tolist() == [[2, 3, 1], [4, 4, 4]]


def test_the_newest_assessment_of_each_cell_is_named():
    method, day = newest(
        (2, 2), person=np.array([0, 0, 1], np.int32), competency=np.array([1, 1, 0], np.int32),
        method=np.array([3, 0, 5], np.int8), day=np.array([10, 20, 5], np.int32),
    )  # fmt: skip
    assert method.tolist() == [[-1, 0], [5, -1]]
    assert day.tolist() == [[MISSING_DAY, 20], [5, MISSING_DAY]]


def test_joined_events_stand_one_after_the_other():
    both = join(events(observed(1, 1)), events(observed(2, 1), observed(3, 1)))
    assert both.value.tolist() == [1, 2, 3]


def test_arrays_bring_the_model_back():
    again = LevelModel.from_arrays(MODEL.arrays())
    assert again.prior is MODEL.prior
    assert replace(again, prior=MODEL.prior, bias=MODEL.bias, noise=MODEL.noise) == MODEL

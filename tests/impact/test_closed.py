from dataclasses import replace

import numpy as np
import pytest

from recommender.impact.closed import learn_closed, mean_closed


@pytest.fixture(scope="module")
def learnt(small):
    """Ten records of the small world, which closed .0, .1, ..., .9; every course sure of its quality."""
    found = learn_closed(small.dataset, seed=0)
    quality = replace(found.quality, value=np.ones(5), sd=np.zeros(5))
    return replace(found, closed=np.arange(10) / 10, observations=200, quality=quality)


def test_what_one_person_closed_in_one_year_is_added_up(small, learnt):
    """Of the panel only A1, A3 and A4 have three years of scores; the records, by end day: C1 of A1 (.0) and
    A2 in 2024, C3 of A3 (.2) and A4 (.3) in 2024, C2 of A1 (.4), A2 and A5 in 2025, C1 of A3 (.7) in 2025."""
    found = mean_closed(small, learnt)
    assert found.n == 5
    assert found.effect == pytest.approx((0.0 + 0.2 + 0.3 + 0.4 + 0.7) / 5)
    # by person: A1 .4, A3 .9, A4 .3 less the mean of each row, .32
    sums = np.array([0.4 - 0.64, 0.9 - 0.64, 0.3 - 0.32])
    assert found.se == pytest.approx(np.sqrt((sums**2).sum() * 3 / 2) / 5)


def test_doubt_about_a_course_does_not_shrink_with_people(small, learnt):
    unsure = replace(learnt, quality=replace(learnt.quality, sd=np.full(5, 0.5)))
    plain, found = (mean_closed(small, one) for one in (learnt, unsure))
    # C1 (.0 + .7), C2 (.4), C3 (.2 + .3), each half wrong, in fifths
    doubt = 0.5 * np.array([0.7, 0.4, 0.5]) / 5
    assert found.se == pytest.approx(np.sqrt(plain.se**2 + doubt @ doubt))


def test_an_unknown_growth_is_not_divided_by(small, learnt):
    assert mean_closed(small, replace(learnt, observations=199)) is None


def test_records_and_participations_are_the_same_rows(province_setting):
    evidence, taken = province_setting.dataset.evidence, province_setting.outcomes.participations
    for one, other in (
        (evidence.record_person, taken.person), (evidence.record_course, taken.course),
        (evidence.record_end, taken.end),
    ):  # fmt: skip
        assert np.array_equal(one, other)

from typing import Any

import numpy as np
import pytest

from recommender.synthetic.careers import CAMPAIGNS
from recommender.synthetic.observe import METHODS, POINTS_PER_LEVEL, assessments, exam_scores
from recommender.synthetic.province import Province, simulate
from recommender.synthetic.surveys import evaluations
from recommender.synthetic.world import WorldOptions


def _errors(province: Province, method: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Rating less true level of every rating by one method, 1 < level < 4 so that the cut hardly bites."""
    table = assessments(province.world, province.history, province.rounds)
    ids = {key: row for row, key in enumerate(province.world.posts.competency_ids)}
    people = np.array([int(key[1:]) - 1 for key in table["asn_id"].to_pylist()])
    competency = np.array([ids[key] for key in table["competency_id"].to_pylist()])
    day = np.array(table["assessed_on"].cast("int32"))
    at = np.searchsorted(CAMPAIGNS, day, side="right") - 1
    level = np.zeros(len(people))
    for number, (made, levels) in enumerate(
        zip(province.rounds, province.history.assessed_levels, strict=True)
    ):
        here = at == number
        level[here] = levels[np.searchsorted(made.person, people[here]), competency[here]]
    chosen = (np.array(table["method"]) == method) & (level > 1) & (level < 4)
    found: np.ndarray[Any, np.dtype[np.float64]] = np.array(table["level"])[chosen] - level[chosen]
    return found


@pytest.mark.parametrize("method", ["ASSESSMENT_CENTER", "ATASAN", "MANDIRI"])
def test_ratings_have_the_noise_and_bias_of_their_method(medium: Province, method: str) -> None:
    known = next(one for one in METHODS if one.name == method)
    errors = _errors(medium, method)
    rounding = 0.5 / 12**0.5
    leniency = 0.3 if method == "ATASAN" else 0.0
    assert errors.mean() == pytest.approx(known.bias, abs=0.1)
    assert errors.std() == pytest.approx((known.sd**2 + rounding**2 + leniency**2) ** 0.5, rel=0.1)


def test_tests_rise_fourteen_points_a_level_below_the_ceiling(medium: Province) -> None:
    pre, post = exam_scores(medium.world, medium.history)
    both = ~np.isnan(pre) & ~np.isnan(post) & (pre > 20) & (pre < 70) & (post < 95) & (post > 20)
    gained = medium.history.gained[both]
    high = gained > np.quantile(gained, 0.75)
    slope = (post - pre)[both][high].mean() - (post - pre)[both][~high].mean()
    assert slope / (gained[high].mean() - gained[~high].mean()) == pytest.approx(POINTS_PER_LEVEL, rel=0.25)


def test_tests_have_a_ceiling_and_dropouts_have_no_second_test(medium: Province) -> None:
    _, post = exam_scores(medium.world, medium.history)
    assert np.nanmax(post) == 100
    finished = medium.history.finished
    assert np.isnan(post[~finished]).mean() > np.isnan(post[finished]).mean() + 0.5


def test_an_agency_without_tests_has_none() -> None:
    province = simulate(WorldOptions(asn=300, courses=40, with_pre_post=False))
    pre, post = exam_scores(province.world, province.history)
    assert np.isnan(pre).all() and np.isnan(post).all()


def test_all_three_kirkpatrick_levels_are_asked(medium: Province) -> None:
    levels = np.array(evaluations(medium.world, medium.history)["level"])
    assert set(levels.tolist()) == {1, 3, 4}

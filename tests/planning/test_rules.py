import numpy as np
import pytest

from recommender.errors import BadInput
from recommender.planning.rules import BY_CODE, RULES, Settings, parse_settings, shared_rows
from recommender.planning.solve import solve
from tests.planning.worlds import places, problem


def plan(made, *, off=(), **values):
    return places(made, solve(made, settings=Settings.of(values, off=off)).chosen)


def test_seats_go_to_who_gains_most():
    made = problem([[3.0], [2.0], [1.0]], seats=[2])
    assert plan(made) == {(0, 0), (1, 0)}
    assert plan(made, off=["SEATS"]) == {(0, 0), (1, 0), (2, 0)}


def test_a_class_below_its_minimum_is_not_held():
    made = problem([[3.0, 1.0], [2.0, 1.0]], minimum=[3, 2], course=[0, 1])
    assert plan(made) == {(0, 1), (1, 1)}
    assert plan(made, off=["MIN_CLASS"]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_class_is_filled_when_that_is_worth_more_than_the_better_place_elsewhere():
    """Alone 3 in S0 and .5 in S1; S1 needs both, and they overlap: 1 + 1 in S1 is less than 3 in S0."""
    made = problem([[3.0, 1.0], [0.0, 1.0]], minimum=[0, 2], start=[0, 0])
    assert plan(made) == {(0, 0)}
    cheap = problem([[1.5, 1.0], [0.0, 1.0]], minimum=[0, 2], start=[0, 0])
    assert plan(cheap) == {(0, 1), (1, 1)}


def test_a_unit_pays_from_its_own_ceiling():
    made = problem([[3.0], [2.0], [1.0]], cost=[10], account=[0, 0, -1], unit_caps=(10,))
    assert plan(made) == {(0, 0), (2, 0)}


def test_the_lowest_ceiling_of_the_whole_binds():
    made = problem([[3.0], [2.0], [1.0]], cost=[10], whole=(30, 20))
    assert plan(made) == {(0, 0), (1, 0)}


def test_sessions_of_a_person_share_no_day():
    made = problem([[3.0, 2.0, 1.0]], start=[0, 4, 5])
    assert plan(made) == {(0, 0), (0, 2)}


def test_no_course_is_taken_twice():
    made = problem([[3.0, 2.0, 1.0]], course=[0, 0, 1])
    assert plan(made) == {(0, 0), (0, 2)}


def test_courses_per_person_are_counted():
    made = problem([[3.0, 2.0, 1.0]])
    assert plan(made) == {(0, 0), (0, 1)}
    assert plan(made, MAX_COURSES_PER_PERSON=1) == {(0, 0)}
    assert plan(made, MAX_COURSES_PER_PERSON=3) == {(0, 0), (0, 1), (0, 2)}


def test_days_away_count_classroom_days_alone():
    made = problem([[3.0, 2.0, 1.0]], klasikal=[True, True, False])
    assert plan(made, MAX_DAYS_AWAY=5) == {(0, 0), (0, 2)}


def test_one_person_of_a_unit_may_always_be_away_and_no_more_than_the_share():
    made = problem([[3.0], [2.0], [1.0], [0.5]], unit=[0, 0, 0, 1])
    assert plan(made, MAX_UNIT_SHARE_AWAY=0.1) == {(0, 0), (3, 0)}
    assert plan(made, MAX_UNIT_SHARE_AWAY=0.67) == {(0, 0), (1, 0), (3, 0)}


def test_absence_is_counted_on_the_fullest_day():
    """S0 lasts days 0-4, S1 starts on day 3: both away on days 3 and 4."""
    made = problem([[3.0, 0.0], [0.0, 2.0]], start=[0, 3])
    assert plan(made, MAX_UNIT_SHARE_AWAY=0.5) == {(0, 0)}


def test_jp_of_a_person():
    made = problem([[3.0, 2.0]], jp=[15, 10])
    assert plan(made, MAX_JP_PER_PERSON=20) == {(0, 0)}


def test_sessions_too_dense_are_left_out():
    made = problem([[3.0, 2.0]], jp=[60, 40])  # 12 and 8 JP a day
    assert plan(made, MAX_JP_PER_DAY=9) == {(0, 1)}


def test_mandatory_training_comes_first():
    made = problem([[3.0, 0.1], [2.0, 0.0]], start=[0, 0], mandatory=[(0, 1)])
    assert plan(made) == {(0, 0), (1, 0)}
    assert plan(made, MANDATORY_FIRST=1) == {(0, 1), (1, 0)}


def test_a_floor_for_classroom_training():
    made = problem([[3.0, 0.0], [2.0, 0.0], [0.0, 1.0]], klasikal=[False, True])
    assert plan(made) == {(0, 0), (1, 0), (2, 1)}
    assert plan(made, MIN_KLASIKAL_SHARE=0.5) == {(0, 0), (2, 1)}


def test_a_unit_gets_no_more_than_its_share():
    made = problem([[3.0], [2.0], [1.0], [1.0]], unit=[0, 0, 1, 2])
    assert plan(made, MAX_UNIT_SHARE=0.34) == {(0, 0), (2, 0), (3, 0)}
    assert plan(made, MAX_REGION_SHARE=0.34) == {(0, 0), (2, 0), (3, 0)}


def test_shares_of_pppk():
    made = problem([[3.0], [2.0], [1.0]], pppk=[True, True, False])
    assert plan(made, MAX_PPPK_SHARE=0.5) == {(0, 0), (2, 0)}
    turned = problem([[3.0], [2.0], [1.0]], pppk=[False, False, True])
    assert plan(turned, MIN_PPPK_SHARE=0.5) == {(0, 0), (2, 0)}


def test_coverage_prefers_people_to_points():
    """One seat in each class of 20 JP: A0 would take both, for both to reach 20 JP each takes one."""
    made = problem([[3.0, 1.0], [0.5, 0.2]], seats=[1, 1], jp=[20, 20])
    assert plan(made) == {(0, 0), (0, 1)}
    assert plan(made, MIN_20JP_COVERAGE=1.0) == {(0, 0), (1, 1)}


def test_every_rule_explains_itself():
    assert len(BY_CODE) == len(RULES)
    assert all(rule.text.endswith(".") for rule in RULES)


def test_shares_are_rows_with_a_spread():
    made = problem([[1.0], [1.0]], unit=[0, 1])
    rows = shared_rows(made, Settings.of({"MAX_UNIT_SHARE": 0.4}, off=["SEATS"]))
    assert rows.use(np.array([1.0, 1.0])).tolist() == pytest.approx([0.2, 0.2, -0.8])


@pytest.mark.parametrize(("text", "code"), [
    ("NO_SUCH=1", "PLAN_RULE_UNKNOWN"), ("DIAL=x", "PLAN_RULE_VALUE"),
    ("MAX_COURSES_PER_PERSON=9", "PLAN_RULE_VALUE"), ("SEATS=1", "PLAN_RULE_VALUE"),
])  # fmt: skip
def test_settings_are_refused_with_their_reason(text, code):
    with pytest.raises(BadInput) as refused:
        Settings.of(parse_settings([text]))
    assert refused.value.code == code


def test_decimals_may_have_a_comma():
    assert parse_settings(["dial=0,5"]) == {"DIAL": 0.5}

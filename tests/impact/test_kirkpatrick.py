from dataclasses import fields, replace

import numpy as np

from recommender.impact.kirkpatrick import Level, evaluated


def test_the_levels_of_one_course_by_hand(small):
    courses, sessions = evaluated(small)
    assert [one.course_id for one in courses] == ["C1", "C2", "C3"]  # nobody completed C4, nobody took C5
    first = courses[0]
    assert first.completed == 3
    assert first.levels["L1"] == Level(1, 1 / 3, None)  # the mean of one answer is withheld
    assert first.levels["L2"].answered == 3
    assert first.levels["L3 ATASAN"] == Level(2, 2 / 3, None)  # one by session, one by course alone
    assert first.levels["L4 REKAN"] == Level(0, 0.0, None)
    assert first.missing == ("L3 REKAN", "L4 ATASAN", "L4 REKAN")
    assert [(one.session_id, one.completed) for one in sessions] == [("S0", 3)]


def test_a_person_who_came_often_is_one_person(small):
    """Every participation twelve times over: nobody more answered, and no mean comes out of it."""
    taken = small.outcomes.participations
    tiled = type(taken)(**{one.name: np.tile(getattr(taken, one.name), 12) for one in fields(taken)})
    many = replace(small, outcomes=replace(small.outcomes, participations=tiled))
    assert evaluated(many) == evaluated(small)


def test_means_of_five_answers_are_shown(small):
    third = evaluated(small)[0][2]
    assert (third.completed, third.levels["L2"].answered, third.levels["L2"].mean) == (3, 3, None)


def test_means_stand_where_enough_answered(province_study):
    shown = [one.levels["L2"] for one in province_study.courses if one.levels["L2"].answered >= 5]
    assert shown
    assert all(level.mean is not None for level in shown)
    hidden = [one.levels["L2"] for one in province_study.courses if one.levels["L2"].answered < 5]
    assert all(level.mean is None for level in hidden)

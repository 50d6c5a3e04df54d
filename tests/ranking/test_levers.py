"""A6 may take every course; the post asks for M.05, served by C2 (classroom, 24 JP) and C5 (online, 2 JP)."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.features.completion_inputs import COLUMNS
from recommender.ranking.levers import lever_for
from tests.small_bundle import small_bundle

EVERYTHING = np.ones(5, bool)
C1, C2, C5 = 0, 1, 4


def lever(*, p, course=C2, allowed=EVERYTHING, load=0.0, form=None, bundle=None):
    """``load``: weight of one recent training in the logit of every course; A6 has had two."""
    bundle = bundle or small_bundle()
    if form is not None:
        bundle = replace(bundle, catalogue=replace(bundle.catalogue, form=np.array(form, np.int8)))
    weight = np.zeros_like(bundle.completion.weight)
    weight[COLUMNS.index("recent_load")] = load
    bundle = replace(bundle, completion=replace(bundle.completion, weight=weight))
    person = bundle.people.take([5])
    person.completion[0, COLUMNS.index("recent_load")] = 2
    p_complete = np.array(p, np.float32)
    return lever_for(bundle, person, course=course, p_complete=p_complete, allowed=allowed)


def test_who_will_probably_finish_needs_no_help():
    assert lever(p=[0.99, 0.75, 0.99, 0.99, 0.99]) is None


def test_an_online_course_on_the_same_competency_is_offered():
    found = lever(p=[0.99, 0.5, 0.99, 0.99, 0.9])
    assert (found.code, found.course, found.p_complete) == ("ONLINE_VARIANT", C5, pytest.approx(0.9))
    assert found.text == (
        "Pertimbangkan Coaching Penanganan Pengaduan (nonklasikal): peluang selesai 50% menjadi 90%"
    )


def test_a_shorter_classroom_course_is_called_shorter():
    found = lever(p=[0.99, 0.5, 0.99, 0.99, 0.9], form=[0, 0, 0, 0, 0])
    assert (found.code, found.course) == ("SHORTER_COURSE", C5)
    assert found.text == (
        "Pertimbangkan Coaching Penanganan Pengaduan, lebih singkat: peluang selesai 50% menjadi 90%"
    )


def test_another_date_is_offered_where_load_is_what_weighs():
    """Two trainings at once take 2 from a logit of 0: without them the probability is one half."""
    found = lever(p=[0.1192, 0.1192, 0.1192, 0.1192, 0.2], load=-1.0)
    assert (found.code, found.course, found.p_complete) == ("OTHER_DATE", -1, pytest.approx(0.5))
    assert found.text == ("Jadwalkan saat beban pelatihan lain lebih ringan: peluang selesai 12% menjadi 50%")


@pytest.mark.parametrize(
    ("p", "allowed"),
    [
        ([0.99, 0.5, 0.99, 0.99, 0.52], EVERYTHING),
        ([0.99, 0.5, 0.99, 0.99, 0.99], np.array([True, True, True, True, False])),
    ],
)
def test_where_nothing_raises_the_probability_that_is_said(p, allowed):
    """A rise of .02 is none; C5 is not open; courses on other competencies are no substitute."""
    found = lever(p=p, allowed=allowed)
    assert (found.code, found.course, found.p_complete) == ("SUPPORT", -1, 0.5)
    assert "50%" in found.text


def test_a_course_on_what_the_post_does_not_ask_for_has_no_substitute():
    """C1 and C4 share M.03, which the post of A6 does not ask for."""
    assert lever(p=[0.5, 0.9, 0.9, 0.9, 0.9], course=C1).code == "SUPPORT"

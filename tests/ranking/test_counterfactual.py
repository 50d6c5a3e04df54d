"""What the sentence says is done: the level is changed and everything is ranked again."""

import re
from dataclasses import replace

import numpy as np
import pytest

from recommender.ranking.counterfactual import HALVES, counterfactual
from recommender.ranking.recommend import Options, rank, recommend
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

SAID = re.compile(
    r"(.+) akan menjadi nomor 1 bila level (.+) ternyata ([0-5](?:,5)?)"
    r" \(sekarang diperkirakan [0-5](?:,\d)?\)"
)


def said(bundle, person, *, as_of=AS_OF, options):
    course = rank(bundle, person, as_of=as_of, options=options).lists.course[0]
    return counterfactual(bundle, person, as_of=as_of, options=options, course=course), course


def first_at(bundle, person, *, as_of, options, competency, level):
    levels = person.level.copy()
    levels[0, competency] = level
    return recommend(bundle, replace(person, level=levels), as_of=as_of, options=options).items[0].course


def sure(bundle, row):
    """The person with levels known for certain."""
    person = bundle.people.take([row])
    return replace(person, level_sd=np.zeros_like(person.level_sd))


def test_the_runner_up_comes_first_half_a_level_lower():
    """A1 needs M.03 (2 of 3) and has M.05 (3 of 3): C4 closes .14 on the first, C5 nothing on the second.

    C3 would head a list on which nothing helps (M.03 at 3): that is not said. Half a level short of M.05,
    C5 closes its whole .29, which is more.
    """
    bundle = small_bundle()
    found, course = said(bundle, sure(bundle, 0), options=Options(dial=0.0))
    assert course.tolist() == [3, 2, 4, -1, -1]
    assert found == (
        "Coaching Penanganan Pengaduan akan menjadi nomor 1 bila level Pelayanan Publik ternyata 2,5 "
        "(sekarang diperkirakan 3)"
    )


def test_the_smallest_change_is_named_and_it_holds_when_everything_is_ranked_again(province_trained):
    bundle, options = province_trained.bundle, Options()
    titles = [text.title for text in bundle.catalogue.texts]
    told = 0
    for row in range(0, 300, 23):
        person = bundle.people.take([row])
        found, course = said(bundle, person, as_of=bundle.as_of, options=options)
        if found is None:
            continue
        told += 1
        title, name, level = SAID.fullmatch(found).groups()
        competency, wanted = bundle.competencies.names.index(name), float(level.replace(",", "."))
        again = {
            float(half): first_at(
                bundle, person, as_of=bundle.as_of, options=options, competency=competency, level=half
            )
            for half in HALVES
        }
        assert titles[again[wanted]] == title
        assert again[wanted] in course[1:]
        now = person.level[0, competency]
        nearer = [half for half in again if abs(half - now) < abs(wanted - now) - 1e-6]
        assert all(again[half] != again[wanted] for half in nearer)
    assert told >= 5


@pytest.mark.parametrize("options", [Options(dial=1.0), Options(kind=16)])
def test_where_no_level_changes_who_is_first_nothing_is_said(options):
    """Agreement does not look at levels; a list of one course has no runner-up."""
    bundle = small_bundle()
    assert said(bundle, bundle.people.take([0]), options=options)[0] is None


def test_without_a_standard_nothing_is_said():
    bundle = small_bundle()
    person = replace(bundle.people.take([0]), position=np.array([-1], np.int32))
    assert said(bundle, person, options=Options())[0] is None

from datetime import date

import numpy as np

from recommender.domain.codes import EDU_LEVELS, EMPLOYMENT, GRADES, LAMPUNG_REGIONS, LEGAL_STATUS
from recommender.domain.days import to_date
from recommender.synthetic.province import Province
from recommender.synthetic.world import AS_OF


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def test_nip_is_formally_valid_and_agrees_with_the_other_columns(medium: Province) -> None:
    people = medium.world.people
    for row, nip in enumerate(people.nip):
        born = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
        hired = to_date(people.hired[row])
        assert len(nip) == 18 and nip.isascii() and nip.isdigit()
        assert born == to_date(people.born[row])
        assert int(nip[8:12]) == hired.year
        assert nip[14] == ("1" if people.male[row] else "2")
        assert nip[15:] != "000"
        if people.employment[row].startswith("PPPK"):
            assert nip[12:14] == "21" and hired.year >= 2019 and _age(born, hired) >= 20
        else:
            assert int(nip[12:14]) == hired.month and hired.day == 1 and _age(born, hired) >= 18


def test_nip_are_unique(medium: Province) -> None:
    assert len(np.unique(medium.world.people.nip)) == len(medium.world.people)


def test_nobody_is_past_retirement_or_hired_in_the_future(medium: Province) -> None:
    people = medium.world.people
    assert all(to_date(day) > AS_OF for day in people.retires)
    assert all(to_date(day) <= AS_OF for day in people.hired)
    assert (people.grade_since >= people.hired).all()
    assert (people.position_since >= people.hired).all()


def test_codes_are_the_real_ones(medium: Province) -> None:
    people = medium.world.people
    assert set(people.employment.tolist()) == set(EMPLOYMENT)
    assert set(people.legal_status.tolist()) <= set(LEGAL_STATUS)
    assert set(people.grade.tolist()) - {0} <= set(GRADES)
    assert set(people.edu_level.tolist()) <= set(EDU_LEVELS)
    assert set(medium.organisation.region.tolist()) == set(LAMPUNG_REGIONS)
    contract = np.char.startswith(people.employment, "PPPK")
    assert (people.grade[~contract] < 100).all()
    assert ((people.grade[contract] > 100) | (people.grade[contract] == 0)).all()


def test_the_staff_has_the_known_composition(medium: Province) -> None:
    people, posts = medium.world.people, medium.world.posts
    classes = posts.position_class[people.position]
    functional = np.char.startswith(classes, "JF").mean()
    staff = (classes == "PELAKSANA").mean()
    assert abs(functional - 0.62) < 0.04
    assert abs(staff - 0.31) < 0.04
    assert abs((1 - functional - staff) - 0.07) < 0.02
    assert abs(np.char.startswith(people.employment, "PPPK").mean() - 0.325) < 0.05
    assert 280 <= len(posts.names) <= 330
    assert not np.char.startswith(people.employment[posts.rank[people.position] >= 4], "PPPK").any()


def test_standards_weigh_to_one_and_hold_the_nine_core_competencies(medium: Province) -> None:
    posts = medium.world.posts
    np.testing.assert_allclose(posts.share.sum(axis=1), 1.0, rtol=1e-5)
    assert (posts.required[:, :9] == posts.rank[:, None]).all()
    assert posts.required.max() == 5

"""A synthetic province whose most wanted competency loses all its courses: the design must say so first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.domain.days import to_day
from recommender.needs.rulebook import read_rulebook
from recommender.programme.design import design
from recommender.programme.province import Province, Terms
from recommender.programme.unserved import REASONS
from recommender.ranking.person_needs import gaps_of_people
from recommender.training.fit import Trained


def test_what_lost_its_courses_is_on_top_with_everybody_who_needs_it(province_trained: Trained) -> None:
    province = Province.of(province_trained.bundle, book=read_rulebook())
    people, catalogue = province.people, province.catalogue
    gaps = gaps_of_people(
        people, positions=province.positions, today=to_day(province.as_of), book=province.book
    )
    may = ((people.legal_status == 1) & ~people.training_hold)[gaps.person]
    competency = int(np.bincount(gaps.competency[may], gaps.priority[may]).argmax())
    active = catalogue.active.copy()
    active[catalogue.pair_course[catalogue.pair_competency == competency]] = False
    found = design(replace(province, catalogue=replace(catalogue, active=active)), terms=Terms())
    needs = found.needs
    lost = needs.person[(needs.competency == competency) & (needs.reason == REASONS.index("NO_COURSE"))]
    assert sorted(lost.tolist()) == sorted(gaps.person[may & (gaps.competency == competency)].tolist())
    # a competency may need several courses, one for each step and form: together they come first
    worth = np.bincount([one.competency for one in found.proposals], [one.value for one in found.proposals])
    assert int(worth.argmax()) == competency
    first = next(one for one in found.proposals if one.reason == "NO_COURSE")
    assert first.competency == competency
    assert first.low <= first.value <= first.high
    pairs = list(zip(needs.person.tolist(), needs.competency.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))

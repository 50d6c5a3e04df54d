from dataclasses import replace

import numpy as np
import pytest

from recommender.ranking.advice import advise
from recommender.ranking.answer import Advice
from recommender.ranking.recommend import Options, recommend
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF


def advice(bundle, row, *, objected=False, **options):
    chosen, person = Options(**options), bundle.people.take([row])
    answer = recommend(bundle, person, as_of=AS_OF, options=chosen, objected=objected)
    return answer, advise(bundle, person, as_of=AS_OF, options=chosen, recommendation=answer)


def test_benefit_is_told_per_hour_and_per_million_where_the_course_costs():
    """A5 with levels known: C5 (2 JP, free) closes .2875, C1 (40 JP, 3.5 million) nothing."""
    bundle = small_bundle()
    people = replace(bundle.people, level_sd=np.zeros((6, 3), np.float32))
    people.level[4, 0] = 3
    standards = replace(
        bundle.gain, weight=np.full((3, 3), 1 / 3, np.float32), required=np.full((3, 3), 3, np.float32)
    )
    bundle = replace(bundle, people=people, gain=standards)
    answer, found = advice(bundle, 4, dial=0.0)
    told = {item.course: one for item, one in zip(answer.items, found.items, strict=True)}
    lift = 0.2875 / 3
    assert told[4].benefit_per_jp == pytest.approx(lift / 2)
    assert told[4].benefit_per_million_rupiah is None
    assert told[2].benefit_per_jp == pytest.approx(lift / 80)
    assert told[2].benefit_per_million_rupiah == pytest.approx(lift / 6)
    assert (told[0].benefit_per_jp, told[0].benefit_per_million_rupiah) == (0, 0)


def test_every_item_with_a_low_probability_has_a_lever_and_no_other():
    bundle = small_bundle()
    _, low = advice(bundle, 0)
    assert [one.lever.code for one in low.items] == ["SUPPORT"] * 3
    weight = np.zeros_like(bundle.completion.weight)
    weight[0] = 2  # a logit of 2: 88 of 100 finish
    _, high = advice(replace(bundle, completion=replace(bundle.completion, weight=weight)), 0)
    assert [one.lever for one in high.items] == [None] * 3


def test_a_short_list_is_told_what_would_put_another_course_first():
    bundle = small_bundle()
    assert advice(bundle, 0, n=1, dial=0.0)[1].counterfactual == advice(bundle, 0, dial=0.0)[1].counterfactual
    assert "akan menjadi nomor 1 bila" in advice(bundle, 0, n=1, dial=0.0)[1].counterfactual


@pytest.mark.parametrize("asked", [{"objected": True}, {"max_jp": 1}])
def test_an_empty_list_has_no_advice(asked):
    assert advice(small_bundle(), 0, **asked)[1] == Advice((), None, None)


def test_advice_changes_neither_the_version_nor_the_person():
    bundle = small_bundle()
    before = bundle.people.level.copy(), bundle.people.completion.copy()
    first, second = advice(bundle, 0), advice(bundle, 0)
    assert first == second
    assert np.array_equal(bundle.people.level, before[0])
    assert np.array_equal(bundle.people.completion, before[1])

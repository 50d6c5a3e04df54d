from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

import recommender.ranking.prepared as prepared
from recommender.bundle.contents import Bundle
from recommender.bundle.lists import Lists
from recommender.ranking.answer import Recommendation
from recommender.ranking.prepared import LENGTH, recommend_known
from recommender.ranking.recommend import Options, recommend_batch
from recommender.training.fit import Trained
from tests.small_bundle import small_bundle


def live(bundle: Bundle, rows: list[int], **asked: Any) -> list[Recommendation]:
    return recommend_batch(bundle, bundle.people.take(rows), as_of=bundle.as_of, **asked)


def emptied(bundle: Bundle, length: int) -> Bundle:
    return replace(bundle, lists=Lists.empty(len(bundle.people), length, 1))


@pytest.mark.parametrize("n", [1, 3, LENGTH])
@pytest.mark.parametrize("include_excluded", [False, True])
def test_a_list_looked_up_is_the_list_made_now_to_the_last_bit(
    province_trained: Trained, n: int, include_excluded: bool
) -> None:
    bundle, options = province_trained.bundle, Options(n=n, include_excluded=include_excluded)
    rows = [7, *range(0, len(bundle.people), 5)]
    known = recommend_known(bundle, rows, as_of=bundle.as_of, options=options)
    assert known == [live(bundle, [row], options=options)[0] for row in rows]


def test_a_plain_question_ranks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = small_bundle()
    monkeypatch.setattr(prepared, "recommend_batch", None)
    assert len(recommend_known(bundle, [4, 0], as_of=bundle.as_of)) == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": 16}, {"form": "KLASIKAL"}, {"max_jp": 12.0}, {"dial": 0.0}, {"greedy": False},
    ],
)  # fmt: skip
def test_any_other_question_is_ranked_now(asked: dict[str, Any]) -> None:
    """The kept lists are empty here: who used them would answer nothing."""
    bundle = emptied(small_bundle(), LENGTH)
    options = Options(**asked)
    assert recommend_known(bundle, [0], as_of=bundle.as_of, options=options) == live(
        bundle, [0], options=options
    )
    assert recommend_known(bundle, [0], as_of=bundle.as_of)[0].items == ()


def test_a_list_longer_than_kept_is_ranked_now() -> None:
    bundle = emptied(small_bundle(), 2)
    assert recommend_known(bundle, [4], as_of=bundle.as_of, options=Options(n=2))[0].items == ()
    longer = recommend_known(bundle, [4], as_of=bundle.as_of, options=Options(n=3))
    assert len(longer[0].items) == 3


def test_another_date_is_ranked_now() -> None:
    bundle = small_bundle()
    later = bundle.as_of + timedelta(days=40)
    people = bundle.people.take([4])
    assert recommend_known(bundle, [4], as_of=later) == recommend_batch(bundle, people, as_of=later)
    assert recommend_known(bundle, [4], as_of=later) != recommend_known(bundle, [4], as_of=bundle.as_of)


def test_who_objects_gets_no_list_though_one_is_kept() -> None:
    bundle = small_bundle()
    held, given = recommend_known(bundle, [0, 4], as_of=bundle.as_of, objectors={"A1"})
    assert (held.asn_id, held.items, given.asn_id) == ("A1", (), "A5")
    assert given.items


def test_everybody_has_a_row_in_the_order_of_the_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """In chunks of two, cut by post: back in the order of the people all the same."""
    monkeypatch.setattr(prepared, "_CHUNK", 2)
    bundle = small_bundle()
    lists = prepared.prepare_lists(bundle)
    assert lists.length == len(bundle.catalogue)
    assert np.array_equal(lists.course, small_bundle().lists.course)
    assert np.array_equal(lists.term, small_bundle().lists.term)


def test_nobody_has_no_lists() -> None:
    bundle = small_bundle()
    assert prepared.prepare_lists(replace(bundle, people=bundle.people.take([]))).course.shape == (0, 5)

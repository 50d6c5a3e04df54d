from __future__ import annotations

import pytest

from recommender.evaluation.overrides import of_fit, planners_way, wilson
from recommender.store.plan_swaps import Swap
from tests.small_bundle import small_bundle


def swap(out: str, into: str, course: str = "C1", reason: str = "TIDAK_RELEVAN") -> Swap:
    return Swap(course, out, into, reason)


def test_wilson_by_hand() -> None:
    """8 of 10: (0.8 + 1.9208/10) / 1.38416 ± 1.96/1.38416 · √(0.016 + 3.8416/400)."""
    found = wilson(8, 10)
    assert (found.mean, found.pairs) == (0.8, 10)
    assert (found.low, found.high) == pytest.approx((0.4901, 0.9433), abs=1e-4)
    assert (wilson(0, 10).low, wilson(10, 10).high) == pytest.approx((0, 1))


def test_pairs_in_the_versions_own_order_count_for_it_others_against_it() -> None:
    """C1 teaches M.03: of worth to A1 (2 of 3), of none to A3, whose post does not ask for it."""
    bundle = small_bundle(dial=0.0)
    with_it, against = [swap("A3", "A1")] * 6, [swap("A1", "A3")] * 2
    found = planners_way(bundle, with_it + against)
    assert found is not None and (found.mean, found.pairs) == (0.75, 8)
    even = planners_way(bundle, [swap("A3", "A4")] * 5)
    assert even is not None and even.mean == 0.5


def test_few_pairs_and_people_nobody_knows_give_no_share() -> None:
    bundle = small_bundle()
    assert planners_way(bundle, [swap("A3", "A1")] * 4) is None
    strangers = [swap("A3", "B1"), swap("B1", "A1"), swap("A3", "A1", course="C99")]
    assert planners_way(bundle, [swap("A3", "A1")] * 4 + strangers) is None


def test_who_was_ill_says_nothing_of_the_order() -> None:
    swaps = [swap("A1", "A2", reason=one) for one in ("TUGAS", "SUDAH_DILATIH", "CUTI_SAKIT", "LAINNYA")]
    assert of_fit(swaps) == (swaps[1],)

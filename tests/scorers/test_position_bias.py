from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from recommender.features.reactions import PASSED, REFUSED, TAKEN, Reactions
from recommender.scorers.position_bias import RANKS, learn_appeal


def sights(course, rank, outcome) -> Reactions:
    none = np.zeros(0, np.int32)
    return Reactions(
        np.asarray(course, np.int32), np.asarray(rank, np.int32), np.asarray(outcome, np.int8),
        none, none, none.astype(np.int8), none,
    )  # fmt: skip


def biased_world(seed: int, *, known: float = 1.0, people: int = 6000, courses: int = 12):
    """Lists of ten that put the least appealing courses first, with some chance in the order.

    Rank k is looked at with probability 1/k^0.7; who looks is attracted with the course's own.
    """
    rng = np.random.default_rng(seed)
    truth = rng.permutation(np.linspace(0.2, 0.5, courses))
    order = np.argsort(truth + rng.normal(0, 0.1, (people, courses)), axis=1)[:, :10]
    rank = np.broadcast_to(np.arange(1, 11), order.shape)
    looked = rng.random(order.shape) < rank**-0.7
    taken = looked & (rng.random(order.shape) < truth[order])
    rank = np.where(rng.random(rank.shape) < known, rank, 0)
    return truth, sights(order.ravel(), rank.ravel(), np.where(taken, TAKEN, PASSED).ravel())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_counts_clicks_is_misled_by_the_order_and_we_are_not(seed: int) -> None:
    truth, world = biased_world(seed)
    shown = np.bincount(world.sight_course, minlength=len(truth))
    clicks = np.bincount(world.sight_course[world.sight_outcome == TAKEN], minlength=len(truth))
    found = learn_appeal(world, courses=len(truth))
    naive, ours = (spearmanr(one, truth).statistic for one in (clicks / shown, found.appeal))
    assert naive < 0
    assert ours > 0.9
    assert np.abs(found.looked[:10] - np.arange(1, 11) ** -0.7).max() < 0.1


def test_a_tenth_of_the_ranks_is_enough_and_all_sights_count() -> None:
    truth, world = biased_world(4, known=0.1)
    ours = spearmanr(learn_appeal(world, courses=len(truth)).appeal, truth).statistic
    assert ours > 0.9


def test_without_any_rank_nothing_is_learnt_from_what_was_shown() -> None:
    truth, world = biased_world(4, known=0.0)
    found = learn_appeal(world, courses=len(truth))
    assert (found.appeal.tolist(), found.mean) == ([0.0] * len(truth), 0.0)


def test_silence_at_rank_nine_says_less_than_at_rank_one() -> None:
    """Two courses each shown 200 times and never taken up, beside others that tell the ranks."""
    rank = np.concatenate([np.repeat([1, 9], 200), np.tile([1, 9], 500)])
    course = np.concatenate([np.repeat([0, 1], 200), np.full(1000, 2)])
    outcome = np.zeros(1400, np.int8)
    outcome[400:][np.arange(1000) % 20 < 10] = TAKEN  # ranks alternate: 10 of 20 at each
    outcome[400:][(np.arange(1000) % 2 == 1) & (np.arange(1000) % 20 > 1)] = PASSED
    found = learn_appeal(sights(course, rank, outcome), courses=3)
    assert found.appeal[0] < found.appeal[1] < found.mean


def test_a_refusal_says_that_somebody_looked_and_did_not_like_it() -> None:
    """At rank 5 few look, as course 2 tells beside rank 1: passed over there says little, refused much."""
    course = np.concatenate([np.zeros(50, int), np.full(400, 2)])
    rank = np.concatenate([np.full(50, 5), np.repeat([1, 5], 200)])
    others = [*[TAKEN] * 160, *[PASSED] * 40, *[TAKEN] * 20, *[PASSED] * 180]
    passed, refused = (learn_appeal(sights(course, rank, [first] * 50 + others), courses=3)
                       for first in (PASSED, REFUSED))  # fmt: skip
    assert refused.appeal[0] < passed.appeal[0] < passed.mean


def test_by_hand_all_on_the_first_rank() -> None:
    """With everybody looking, γ is the share that took it, shrunk by 20 sights to the mean 30/100."""
    course, outcome = np.repeat([0, 1], [80, 20]), np.repeat([TAKEN, PASSED, TAKEN], [10, 70, 20])
    found = learn_appeal(sights(course, np.ones(100), outcome), courses=3)
    assert found.mean == pytest.approx(0.3)
    assert found.appeal == pytest.approx([(10 + 6) / 100, (20 + 6) / 40, 0.3])
    assert found.looked[0] == 1 and np.isnan(found.looked[1:]).all() and len(found.looked) == RANKS + 1


def test_nothing_shown_says_nothing() -> None:
    found = learn_appeal(sights([], [], []), courses=4)
    assert (found.appeal.tolist(), found.mean) == ([0.0] * 4, 0.0)

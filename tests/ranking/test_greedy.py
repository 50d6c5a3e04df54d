from dataclasses import replace

import numpy as np
import pytest

from recommender.ranking.greedy import State, list_benefit, pick_lists
from recommender.scorers import gain as module
from recommender.scorers import growth
from tests.small_bundle import small_bundle
from tests.small_world import small_dataset

LIFT = 0.5 * (0.5 + 0.5 * 0.15)
"""What a full-strength course adds: see tests.small_bundle."""
HALF = np.full((6, 5), 0.5, np.float32)


def people(*, sd=0.0, **levels):
    found = small_dataset().people
    level = found.level.copy()
    for name, values in levels.items():
        level[int(name[1:]) - 1] = values
    return replace(found, level=level, level_sd=np.full(level.shape, sd, np.float32))


def picked(who, *, gain=None, allowed=None, bonus=None, factor=1.0, length=5, greedy=True):
    return pick_lists(
        gain or small_bundle().gain, who, p_complete=HALF,
        allowed=np.ones((6, 5), bool) if allowed is None else allowed,
        bonus=np.zeros((6, 5), np.float32) if bonus is None else bonus,
        benefit_factor=factor, length=length, greedy=greedy,
    )  # fmt: skip


def test_a_second_course_on_the_same_gap_counts_for_what_is_left():
    """A6 lacks .4 of M.05; C2 closes a lift of it, C5 the rest, and nothing else helps."""
    who = people(A6=(0, 2.6, 0))
    lists = picked(who)
    assert lists.course[5].tolist() == [1, 4, 0, 2, 3]
    assert lists.benefit[5] == pytest.approx([LIFT, 0.4 - LIFT, 0, 0, 0], abs=1e-6)
    alone = picked(who, greedy=False)
    assert alone.course[5].tolist() == [1, 4, 0, 2, 3]
    assert alone.benefit[5] == pytest.approx([LIFT, LIFT, 0, 0, 0])


def test_greedy_turns_to_another_gap_where_independent_repeats_itself():
    """A2 lacks .3 of M.05 (C2, C5) and 1 of M.03 (C1, and C4 half as much)."""
    who = people(A2=(2, 2.7, 0))
    assert picked(who).course[1].tolist() == [0, 1, 3, 4, 2]
    assert picked(who, greedy=False).course[1].tolist() == [0, 1, 4, 3, 2]


def brute_force(gain, who, person, courses):
    """Benefit of each course of a list, one pair and one node at a time."""
    post = who.position[person]
    level = who.level[person][:, None] + who.level_sd[person][:, None] * growth.NODES
    found = []
    for course in courses:
        benefit, after = 0.0, level.copy()
        for pair in np.flatnonzero(gain.pair_course == course):
            k = gain.pair_competency[pair]
            if gain.weight[post, k] == 0:
                continue
            law = growth.look_up(gain.table, gain.pair_law[pair], level[k].astype(np.float32))
            added = law * gain.scale[pair] * (0.5 + 0.5 * 0.15)
            closed = np.minimum(np.maximum(gain.required[post, k] - level[k], 0), added)
            benefit += gain.weight[post, k] * (closed @ growth.NODE_WEIGHTS)
            after[k] = level[k] + added
        level = after
        found.append(benefit)
    return found


def test_each_pick_is_worth_what_a_slow_recomputation_says():
    gain = small_bundle().gain
    sloped = growth.GRID_LOW + growth.GRID_STEP * np.arange(growth.GRID_SIZE)
    gain = replace(gain, table=np.clip(1.5 - 0.4 * sloped, 0, 1)[None].astype(np.float32))
    who = people(sd=0.4)
    lists = picked(who, gain=gain)
    for person in range(6):
        expected = brute_force(gain, who, person, lists.course[person])
        assert lists.benefit[person] == pytest.approx(expected, rel=1e-4, abs=1e-6)
    joint = list_benefit(gain, who, p_complete=HALF, course=lists.course)
    assert joint == pytest.approx(lists.benefit.sum(axis=1), rel=1e-5)


def test_terms_name_their_pairs_and_add_up_to_the_benefit():
    gain = small_bundle().gain
    required, weight = gain.required.copy(), gain.weight.copy()
    required[1], weight[1] = [3, 0, 4], [0.25, 0, 0.75]
    lists = picked(people(sd=0.4), gain=replace(gain, required=required, weight=weight))
    assert lists.term.sum(axis=2) == pytest.approx(lists.benefit, rel=1e-5)
    place = lists.course[3].tolist().index(3)  # A4, and the course on two competencies
    assert lists.pair[3, place].tolist() == [3, 4]
    assert (lists.term[3, place] > 0).all()
    assert (gain.pair_course[lists.pair] == lists.course[:, :, None])[lists.pair >= 0].all()


def test_equal_scores_stand_in_order_of_the_course():
    lists = picked(people(), gain=replace(small_bundle().gain, scale=np.zeros(6, np.float32)))
    assert lists.course.tolist() == [[0, 1, 2, 3, 4]] * 6


def test_only_allowed_courses_are_picked_and_lists_end_where_they_end():
    allowed = np.zeros((6, 5), bool)
    allowed[0, [3, 4]] = True
    allowed[1] = True
    lists = picked(people(), allowed=allowed, length=4)
    assert lists.course[0].tolist() == [3, 4, -1, -1]
    assert (lists.course[1] >= 0).all()
    assert (lists.course[2:] == -1).all()
    assert not lists.score[2:].any()
    assert not lists.benefit[0, 2:].any()
    assert (lists.pair[0, 2:] == -1).all()


def test_a_list_is_never_longer_than_the_catalogue_and_names_nothing_twice():
    lists = picked(people(sd=0.4), length=50)
    assert lists.course.shape == (6, 5)
    assert (np.sort(lists.course, axis=1) == np.arange(5)).all()


def test_the_score_is_factor_times_benefit_plus_bonus():
    bonus = np.arange(30, dtype=np.float32).reshape(6, 5) / 100
    lists = picked(people(), bonus=bonus, factor=2.0)
    expected = 2 * lists.benefit + np.take_along_axis(bonus, lists.course, axis=1)
    assert lists.score == pytest.approx(expected)
    assert (np.diff(picked(people(), bonus=bonus, factor=2.0, greedy=False).score, axis=1) <= 0).all()


def test_where_benefit_is_not_known_the_bonus_alone_ranks():
    nowhere = replace(people(), position=np.full(6, -1, np.int32))
    bonus = np.tile(np.array([0.1, 0.5, 0.3, 0.2, 0.4], np.float32), (6, 1))
    lists = picked(nowhere, bonus=bonus)
    assert lists.course.tolist() == [[1, 4, 2, 3, 0]] * 6
    assert not lists.benefit.any()
    assert (lists.pair == -1).all()


def test_the_spread_joins_doubt_about_the_level_and_about_the_course():
    """A6 at exactly 2: only the course is doubtful, by 30 %; C5's doubt is capped at the gain itself."""
    doubt = np.array([0, 0.3, 0, 0, 9], np.float32)
    certain = picked(people(), gain=replace(small_bundle().gain, quality_sd=doubt), length=2)
    assert certain.course[5].tolist() == [1, 4]
    assert certain.spread[5] == pytest.approx([0.3 * LIFT, LIFT], rel=1e-5)
    nodes = np.minimum(np.maximum(3 - (2 + 0.8 * growth.NODES), 0), LIFT)
    variance = nodes**2 @ growth.NODE_WEIGHTS - (nodes @ growth.NODE_WEIGHTS) ** 2
    assert picked(people(sd=0.8)).spread[5, 0] == pytest.approx(np.sqrt(variance), rel=1e-3)


def test_people_of_many_posts_are_picked_for_as_each_alone():
    who = people(sd=0.4)
    together = picked(who)
    for person in range(6):
        alone = pick_lists(
            small_bundle().gain, who.take([person]), p_complete=HALF[:1], allowed=np.ones((1, 5), bool),
            bonus=np.zeros((1, 5), np.float32), benefit_factor=1.0, length=5,
        )  # fmt: skip
        assert np.array_equal(alone.course[0], together.course[person])
        assert np.array_equal(alone.score[0], together.score[person])


def test_a_branch_is_taught_apart():
    """C2 taught to all of whom it helps: what is left of C2 and C5 falls there, and nowhere here."""
    gain, who = small_bundle().gain, people(sd=0.4)
    (block,) = gain.blocks(who)
    state = State(gain, block, HALF)
    before = state.benefit()
    branch = state.branch()
    branch.teach(branch.pick(np.full(6, 1, np.int32)))
    after = branch.benefit()
    assert np.array_equal(state.benefit(), before)
    assert (after <= before).all() and (after[:, [1, 4]] < before[:, [1, 4]]).any()
    assert np.array_equal(after[:, [0, 2]], before[:, [0, 2]])


def test_lists_of_a_batch_cut_by_memory_are_the_lists_of_the_whole(monkeypatch):
    bonus = np.arange(30, dtype=np.float32).reshape(6, 5) / 100
    whole = picked(people(sd=0.4), bonus=bonus)
    monkeypatch.setattr(module, "_CELLS", 1)
    cut = picked(people(sd=0.4), bonus=bonus)
    for name in ("course", "score", "benefit", "pair", "term", "spread"):
        assert np.array_equal(getattr(cut, name), getattr(whole, name)), name

from __future__ import annotations

import numpy as np
import pytest

from recommender.features.arrays import F32
from recommender.features.feedback import NO_FEEDBACK, Event, Feedback
from recommender.scorers.contract import softened_rank
from recommender.scorers.ease import learn_ease
from recommender.scorers.feedback import FeedbackScorer
from recommender.scorers.learn_feedback import learn_with_feedback
from recommender.scorers.popular import learn_popular
from tests.small_world import small_dataset

DATASET = small_dataset()
RANK = softened_rank(learn_popular(DATASET).score(DATASET.people))


def told(asn_id: str, course: str, event: str, reason: str = "", *, rank: int = 0, day: int = 1) -> Event:
    return Event(f"2026-06-{day:02d}T08:00:00.000000Z", asn_id, course, event, reason, rank)


def scores(*events: Event) -> F32:
    scorer = learn_with_feedback(learn_popular, DATASET, feedback=Feedback(events))
    return scorer.score(DATASET.people)


def test_without_feedback_the_model_is_the_same_object_kind_and_numbers() -> None:
    scorer = learn_with_feedback(learn_ease, DATASET, feedback=NO_FEEDBACK)
    assert not isinstance(scorer, FeedbackScorer)
    assert np.array_equal(scorer.score(DATASET.people), learn_ease(DATASET).score(DATASET.people))


@pytest.mark.parametrize("reason", ["WORKLOAD", "DISTANCE", "DATE", ""])
def test_a_decline_that_is_no_dislike_changes_nothing(reason: str) -> None:
    shown = (told("A1", "C5", "SHOWN", rank=1), told("A1", "C5", "DECLINED", reason))
    assert np.array_equal(scores(*shown), RANK)


def test_not_relevant_puts_the_course_last_for_the_person_and_lower_for_the_post() -> None:
    """A1 and A2 have post P1: of one who spoke, 1/(1 + 5) is taken off; others keep theirs."""
    found = scores(told("A1", "C3", "DECLINED", "NOT_RELEVANT"))
    assert found[0].argmin() == 2 and found[0, 2] < -1
    assert found[1, 2] == pytest.approx(RANK[1, 2] - 1 / 6)
    assert np.array_equal(found[2:], RANK[2:])
    assert np.array_equal(np.delete(found, 2, axis=1), np.delete(RANK, 2, axis=1))


def test_colleagues_who_want_it_weigh_against_one_who_does_not() -> None:
    alone = scores(told("A1", "C3", "DECLINED", "NOT_RELEVANT"))
    beside = scores(told("A1", "C3", "DECLINED", "NOT_RELEVANT"), told("A2", "C3", "REQUESTED"))
    assert beside[1, 2] > alone[1, 2]


def test_done_elsewhere_is_the_persons_own_word_and_nobody_elses() -> None:
    found = scores(told("A1", "C3", "DECLINED", "DONE_ELSEWHERE"))
    assert found[0, 2] == RANK[0, 2] - 2
    assert np.array_equal(found[1:], RANK[1:])


def test_what_is_asked_for_counts_as_practice() -> None:
    """C5 was never completed by anybody; A6's request lifts it for A5, who has the same class."""
    assert RANK[4, 4] < scores(told("A6", "C5", "REQUESTED"))[4, 4]


def test_what_is_taken_up_rises_and_what_is_passed_over_at_the_top_falls() -> None:
    events = [
        told(f"A{person}", course, event, rank=1, day=day)
        for person in (3, 4)
        for day in range(1, 29)
        for course, event in (("C1", "SHOWN"), *((("C2", "SHOWN"), ("C2", "OPENED")) if day == 1 else ()))
    ]
    found = scores(*events)
    assert found[5, 1] > RANK[5, 1] and found[5, 0] < RANK[5, 0]
    assert abs(found - RANK).max() < 0.5


def test_the_order_of_equal_moments_does_not_matter_to_the_result() -> None:
    one = (told("A1", "C1", "SHOWN", rank=1), told("A2", "C2", "SHOWN", rank=2))
    assert np.array_equal(scores(*one), scores(*reversed(one)))

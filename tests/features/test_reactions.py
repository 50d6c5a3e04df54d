from __future__ import annotations

import numpy as np

from recommender.domain.days import to_day
from recommender.features.feedback import Event, Feedback
from recommender.features.reactions import (
    DONE_ELSEWHERE,
    NOT_RELEVANT,
    PASSED,
    REFUSED,
    TAKEN,
    WANTS,
    Reactions,
    reactions_of,
    with_wanted,
)
from recommender.scorers.interactions import taken
from tests.small_world import AS_OF, small_dataset


def heard(*told: tuple[str, ...]) -> Reactions:
    """Told as ("A1", "C1", "SHOWN", reason, rank), the n-th on the n-th day."""
    events = []
    for place, (asn_id, course, event, *more) in enumerate(told):
        reason, rank = (*more, "", "")[:2]
        events.append(Event(f"2026-06-{place + 1:02d}T", asn_id, course, event, reason, int(rank or 0)))
    return reactions_of(Feedback(tuple(events)), dataset=small_dataset())


def outcomes(*told: tuple[str, ...]) -> list[int]:
    return heard(*told).sight_outcome.tolist()


def test_a_sight_is_taken_up_refused_or_passed_over() -> None:
    for event in ("OPENED", "REQUESTED", "ENROLLED", "COMPLETED"):
        assert outcomes(("A1", "C1", "SHOWN"), ("A1", "C1", event)) == [TAKEN]
    assert outcomes(("A1", "C1", "SHOWN")) == [PASSED]
    assert outcomes(("A1", "C1", "SHOWN"), ("A1", "C1", "DECLINED", "NOT_RELEVANT")) == [REFUSED]


def test_declines_for_other_reasons_are_no_dislike() -> None:
    for reason in ("WORKLOAD", "DATE", "DISTANCE", "DONE_ELSEWHERE", ""):
        assert outcomes(("A1", "C1", "SHOWN"), ("A1", "C1", "DECLINED", reason)) == []


def test_what_was_opened_and_then_found_not_relevant_was_refused() -> None:
    told = (("A1", "C1", "SHOWN"), ("A1", "C1", "OPENED"), ("A1", "C1", "DECLINED", "NOT_RELEVANT"))
    assert outcomes(*told) == [REFUSED]
    assert outcomes(*told[:2], ("A1", "C1", "DECLINED", "WORKLOAD")) == [TAKEN]


def test_only_the_newest_sight_is_taken_up_and_none_follows_it() -> None:
    found = heard(
        ("A1", "C1", "SHOWN", "", "3"), ("A1", "C1", "SHOWN", "", "1"), ("A1", "C1", "OPENED"),
        ("A1", "C1", "SHOWN", "", "2"), ("A2", "C1", "SHOWN", "", "2"),
    )  # fmt: skip
    assert found.sight_outcome.tolist() == [PASSED, TAKEN, PASSED]
    assert found.sight_rank.tolist() == [3, 1, 2]


def test_a_course_is_seen_once_a_day() -> None:
    day = [Event(f"2026-06-30T{hour:02d}", "A1", "C1", "SHOWN", "", 1) for hour in (8, 9, 10)]
    found = reactions_of(Feedback(tuple(day)), dataset=small_dataset())
    assert len(found.sight_course) == 1


def test_people_and_courses_nobody_knows_are_left_out() -> None:
    assert outcomes(("A1", "C99", "SHOWN"), ("B1", "C1", "SHOWN")) == []


def test_the_newest_attitude_counts() -> None:
    found = heard(
        ("A2", "C1", "REQUESTED"),
        ("A2", "C1", "DECLINED", "NOT_RELEVANT"),
        ("A1", "C5", "DECLINED", "NOT_RELEVANT"),
        ("A1", "C5", "ENROLLED"),
        ("A1", "C2", "DECLINED", "DONE_ELSEWHERE"),
        ("A1", "C5", "DECLINED", "WORKLOAD"),
        ("A1", "C3", "OBJECTED"),
    )
    told = list(zip(found.person.tolist(), found.course.tolist(), found.attitude.tolist(), strict=True))
    assert told == [(0, 1, DONE_ELSEWHERE), (0, 4, WANTS), (1, 0, NOT_RELEVANT)]


def test_what_people_asked_for_is_seen_by_a_learner_and_changes_nothing_else() -> None:
    dataset = small_dataset()
    found = heard(("A6", "C5", "REQUESTED"), ("A1", "C3", "DECLINED", "DONE_ELSEWHERE"))
    seen = with_wanted(dataset, found)
    before, after = taken(dataset.people), taken(seen.people)
    assert after.course[after.indptr[5] :].tolist() == [4]
    assert np.diff(after.indptr).tolist() == [*np.diff(before.indptr).tolist()[:5], 1]
    assert seen.people.history_day[-1] == to_day(AS_OF.replace(day=1))
    assert seen.evidence is dataset.evidence
    assert np.array_equal(dataset.people.history_course, small_dataset().people.history_course)

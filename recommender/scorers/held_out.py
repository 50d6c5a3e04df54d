"""Leave the last completed course of each person out, and see how high a scorer ranks it.

Used inside the learners to choose their few knobs, and by the evaluation for its leave-last-out
figures. All records of the held-out course of that person go, from history and evidence alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender.features.arrays import F32, I32, Bool, Dataset, Evidence, People
from recommender.scorers.contract import Scorer
from recommender.scorers.interactions import taken

CUT_OFF: Final = 10
_SAMPLE: Final = 3000
_TILE: Final = 2048


@dataclass(frozen=True)
class HeldOut:
    """What was left, and what was held out of it.

    ``persons`` are rows of ``dataset.people``; ``courses`` (same length) their held-out course.
    """

    dataset: Dataset
    persons: NDArray[np.int64]
    courses: I32


def hold_out_last(dataset: Dataset, *, at_least: int = 2) -> HeldOut:
    """Hold out the newest course of everyone who completed ``at_least`` different ones."""
    history = taken(dataset.people)
    persons = np.flatnonzero(np.diff(history.indptr) >= max(at_least, 1))
    courses = history.course[history.indptr[persons + 1] - 1]
    wanted = np.full(len(dataset.people), -1, np.int32)
    wanted[persons] = courses
    evidence = dataset.evidence
    return HeldOut(
        dataset=replace(
            dataset,
            people=_without_history(dataset.people, wanted),
            evidence=_without_records(evidence, wanted[evidence.record_person] == evidence.record_course),
        ),
        persons=persons,
        courses=courses,
    )


def _without_history(people: People, wanted: I32) -> People:
    person = people.history_person()
    kept = wanted[person] != people.history_course
    counts = np.bincount(person[kept], minlength=len(people))
    return replace(
        people,
        history_indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        history_course=people.history_course[kept],
        history_day=people.history_day[kept],
        history_status=people.history_status[kept],
    )


def _without_records(evidence: Evidence, gone: Bool) -> Evidence:
    columns: dict[str, Any] = {
        one.name: getattr(evidence, one.name)[~gone]
        for one in fields(evidence)
        if one.name.startswith("record_")
    }
    return replace(evidence, **columns)


def ranks(scorer: Scorer, held: HeldOut) -> NDArray[np.int64]:
    """Rank (1 = first) of each held-out course in the whole catalogue less what is completed.

    Equal scores are ordered by the row of the course, as in every list of the service.
    """
    found = np.empty(len(held.persons), np.int64)
    for start in range(0, len(found), _TILE):
        tile = slice(start, start + _TILE)
        people = held.dataset.people.take(held.persons[tile])
        found[tile] = _rank_of(scorer.score(people), people, held.courses[tile])
    return found


def _rank_of(scores: F32, people: People, courses: I32) -> NDArray[np.int64]:
    history = taken(people)
    target = np.take_along_axis(scores, courses[:, None], axis=1)
    before = np.arange(scores.shape[1]) < courses[:, None]
    ahead = (scores > target) | ((scores == target) & before)
    ahead[history.person(), history.course] = False
    rank: NDArray[np.int64] = 1 + ahead.sum(axis=1)
    return rank


def gains(rank: NDArray[np.int64], *, k: int = CUT_OFF) -> NDArray[np.float64]:
    """NDCG@k of each list with one relevant course at ``rank``: 1/log2(1 + rank), 0 beyond k."""
    return np.where(rank <= k, 1 / np.log2(1 + rank.astype(np.float64)), 0.0)


def best(held: HeldOut, candidates: Iterable[Callable[[], Scorer]]) -> int:
    """Number of the candidate with the highest NDCG@10 on (an even sample of) the held-out courses.

    Of equals the first wins, so list the simplest first; it also wins where nothing is held out.
    """
    sample = _sample(held)
    if len(sample.persons) == 0:
        return 0
    return int(np.argmax([gains(ranks(make(), sample)).mean() for make in candidates]))


def _sample(held: HeldOut) -> HeldOut:
    count = len(held.persons)
    rows = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64)) if count else slice(0)
    return replace(held, persons=held.persons[rows], courses=held.courses[rows])

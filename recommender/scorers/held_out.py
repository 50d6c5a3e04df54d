"""Hold some completed courses out, and see how high a scorer ranks them.

Used inside the learners to choose their few knobs: :func:`hold_out_newest` asks the question that the
service is asked, what comes after a day, on one time line for the whole agency. Knobs chosen on the
last course of each person (:func:`hold_out_last`) see other people's future and are too bold: in
two simulated provinces they cost EASE 2 and 6% of its NDCG. It and :func:`hold_out_drawn` are there for
published protocols. All records of a held-out course of that person go, from history and evidence.
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

    ``persons`` are rows of ``dataset.people``, once for each held-out course; ``courses`` (same length)
    what was held out.
    """

    dataset: Dataset
    persons: NDArray[np.int64]
    courses: I32


def hold_out_newest(dataset: Dataset, *, share: float = 0.2) -> HeldOut:
    """Hold out what was completed after the day that leaves (about) ``share`` of all completions.

    Assessments and evaluations stay as they are. Nothing is held out where all completions are of one day.
    """
    day = taken(dataset.people).day
    if len(day) == 0 or day.min() == day.max():
        return _hold_out(dataset, np.zeros(len(day), bool))
    cut = min(int(np.quantile(day, 1 - share, method="lower")), int(day.max()) - 1)
    held = _hold_out(dataset, day > cut)
    evidence = replace(held.dataset.evidence, as_of=cut)
    return replace(held, dataset=replace(held.dataset, evidence=evidence))


def hold_out_last(dataset: Dataset, *, at_least: int = 2) -> HeldOut:
    """Hold out the newest course of everyone who completed ``at_least`` different ones."""
    history = taken(dataset.people)
    several = np.diff(history.indptr)[history.person()] >= max(at_least, 1)
    return _hold_out(dataset, several & (history.steps_back() == 0))


def hold_out_drawn(dataset: Dataset, *, share: float, rng: np.random.Generator) -> HeldOut:
    """Hold out each completed course with the chance ``share``."""
    return _hold_out(dataset, rng.random(len(taken(dataset.people).course)) < share)


def _hold_out(dataset: Dataset, gone: Bool) -> HeldOut:
    """``gone`` marks entries of ``taken(dataset.people)``."""
    people, evidence, width = dataset.people, dataset.evidence, len(dataset.catalogue)
    history = taken(people)
    persons, courses = history.person()[gone], history.course[gone]
    wanted = persons * width + courses
    in_history = np.isin(people.history_person() * width + people.history_course, wanted)
    in_evidence = np.isin(evidence.record_person.astype(np.int64) * width + evidence.record_course, wanted)
    left = replace(
        dataset,
        people=_without_history(people, in_history),
        evidence=_without_records(evidence, in_evidence),
    )
    return HeldOut(left, persons, courses)


def _without_history(people: People, gone: Bool) -> People:
    kept = ~gone
    counts = np.bincount(people.history_person()[kept], minlength=len(people))
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


def best(held: HeldOut, candidates: Iterable[Callable[[], Scorer]], *, patience: int | None = None) -> int:
    """Number of the candidate with the highest NDCG@10 on (an even sample of) the held-out courses.

    Of equals the first wins, so list the simplest first; it also wins where nothing is held out. With
    ``patience`` the search ends after that many candidates in a row that are no better.
    """
    sample = _sample(held)
    if len(sample.persons) == 0:
        return 0
    winner, highest = 0, -1.0
    for number, make in enumerate(candidates):
        reached = float(gains(ranks(make(), sample)).mean())
        if reached > highest:
            winner, highest = number, reached
        elif patience is not None and number - winner >= patience:
            break
    return winner


def _sample(held: HeldOut) -> HeldOut:
    count = len(held.persons)
    rows = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64)) if count else slice(0)
    return replace(held, persons=held.persons[rows], courses=held.courses[rows])

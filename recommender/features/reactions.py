"""What people made of what they were shown: frozen feedback as arrays of one dataset.

*Sights*: one a person, course and day, until the person reacted to it. A sight was ``TAKEN`` up (opened,
requested, enrolled, completed), ``REFUSED`` as not relevant, or ``PASSED`` over in silence. One that was
declined for workload, distance, date or for having been done elsewhere says nothing of whether the
course suits: it is left out.

*Attitudes*: the newest of "wants it" (requested, enrolled, completed), "not relevant" and "done
elsewhere" a person and course. Nothing of this is ever a training record: a course that somebody says
to have completed elsewhere stays eligible until the agency records it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np

from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.features.arrays import I8, I32, Dataset
from recommender.features.feedback import Event, Feedback
from recommender.features.identifiers import UNKNOWN, Vocabulary

PASSED: Final = 0
TAKEN: Final = 1
REFUSED: Final = 2
_LEFT_OUT: Final = 3

WANTS: Final = 0
NOT_RELEVANT: Final = 1
DONE_ELSEWHERE: Final = 2

_WANTING: Final = ("REQUESTED", "ENROLLED", "COMPLETED")
_TAKING: Final = ("OPENED", *_WANTING)
_ATTITUDES: Final = {"NOT_RELEVANT": NOT_RELEVANT, "DONE_ELSEWHERE": DONE_ELSEWHERE}


@dataclass(frozen=True)
class Reactions:
    """See the module: s sights, a attitudes; people and courses the dataset does not know are left out."""

    sight_course: I32
    sight_rank: I32
    """(s,) from 1; 0 where not known."""
    sight_outcome: I8
    """(s,) PASSED, TAKEN or REFUSED."""
    person: I32
    course: I32
    attitude: I8
    """(a,) WANTS, NOT_RELEVANT or DONE_ELSEWHERE, sorted by person, then course."""
    day: I32
    """(a,) when it was told."""


def reactions_of(feedback: Feedback, *, dataset: Dataset) -> Reactions:
    """The reactions of the people of ``dataset`` to its courses."""
    told = feedback.events
    persons = Vocabulary(dataset.people.asn_id).rows([one.asn_id for one in told])
    courses = dataset.catalogue.courses.rows([one.course_id for one in told])
    book = _Book()
    for event, person, course in zip(told, persons.tolist(), courses.tolist(), strict=True):
        if UNKNOWN not in (person, course):
            book.hear(event, (person, course))
    kept = [one for one in book.sights if one.outcome != _LEFT_OUT]
    pairs = sorted(book.attitudes)
    return Reactions(
        sight_course=_ints([one.course for one in kept]),
        sight_rank=_ints([one.rank for one in kept]),
        sight_outcome=np.array([one.outcome for one in kept], np.int8),
        person=_ints([person for person, _ in pairs]),
        course=_ints([course for _, course in pairs]),
        attitude=np.array([book.attitudes[one][0] for one in pairs], np.int8),
        day=_ints([book.attitudes[one][1] for one in pairs]),
    )


def with_wanted(dataset: Dataset, reactions: Reactions) -> Dataset:
    """``dataset`` as an agreement learner may see it: what people asked for counts like what they attended.

    For such a learner alone. Nothing else (levels, completion, eligibility, the people of the version)
    may read it: the added entries have the status HADIR without anybody having attended.
    """
    people = dataset.people
    wants = reactions.attitude == WANTS
    person = np.concatenate([people.history_person(), reactions.person[wants]])
    course = np.concatenate([people.history_course, reactions.course[wants]])
    day = np.concatenate([people.history_day, reactions.day[wants]])
    attended = np.full(int(wants.sum()), codes.RECORD_STATUSES.index("HADIR"), np.int8)
    status = np.concatenate([people.history_status, attended])
    order = np.lexsort((course, day, person))
    counts = np.bincount(person, minlength=len(people))
    seen = replace(
        people,
        history_indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        history_course=course[order].astype(np.int32),
        history_day=day[order].astype(np.int32),
        history_status=status[order].astype(np.int8),
    )
    return replace(dataset, people=seen)


@dataclass
class _Sight:
    course: int
    rank: int
    day: str
    outcome: int = PASSED


@dataclass
class _Book:
    """The events heard so far, in their order."""

    sights: list[_Sight] = field(default_factory=list)
    newest: dict[tuple[int, int], _Sight] = field(default_factory=dict)
    attitudes: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def hear(self, event: Event, pair: tuple[int, int]) -> None:
        if event.event == "SHOWN":
            self._see(event, pair)
        elif event.event in _TAKING:
            self._react(pair, TAKEN)
        elif event.event == "DECLINED":
            self._react(pair, REFUSED if event.reason == "NOT_RELEVANT" else _LEFT_OUT)
        attitude = WANTS if event.event in _WANTING else _ATTITUDES.get(event.reason)
        if attitude is not None:
            self.attitudes[pair] = attitude, to_day(date.fromisoformat(event.at[:10]))

    def _see(self, event: Event, pair: tuple[int, int]) -> None:
        """Once a day, and no more after a reaction: who opened a course has no need to open it again."""
        known = self.newest.get(pair)
        if known is None or (known.outcome == PASSED and known.day != event.at[:10]):
            self.newest[pair] = _Sight(pair[1], event.rank, event.at[:10])
            self.sights.append(self.newest[pair])

    def _react(self, pair: tuple[int, int], outcome: int) -> None:
        """The newest sight becomes ``outcome``; that something was refused outweighs that it was opened."""
        sight = self.newest.get(pair)
        if sight is not None and (sight.outcome == PASSED or outcome == REFUSED):
            sight.outcome = outcome


def _ints(values: Sequence[int]) -> I32:
    return np.array(values, np.int32)

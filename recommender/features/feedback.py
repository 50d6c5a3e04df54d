"""Feedback as one training saw it: frozen, addressed by its content, the same for ever.

The database goes on growing while a version is trained, so training reads a frozen copy: one JSON
line an event, in the order in which they occurred, in ``ASN_HOME/feedback/<SHA-256>.jsonl``. A version
names the digest; equal snapshot and equal feedback give the equal version.

The contract's ``SHOWN`` does not say at which rank. It is taken from the newest recorded list of the
person in the day before (a minute of slack for clocks), where answers are recorded; else it is 0.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import orjson

from recommender import durable
from recommender.domain.codes import DECLINE_REASONS
from recommender.errors import NotFound
from recommender.store.database import Database, moment_text
from recommender.store.feedback import Told, told_events
from recommender.store.served import ShownList, shown_lists

_WITHIN: Final = timedelta(days=1)
_SLACK: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Event:
    """One event."""

    at: str
    """ISO 8601 UTC with microseconds: sorts as it happened."""
    asn_id: str
    course_id: str
    event: str
    """One of ``domain.codes.FEEDBACK_EVENTS``."""
    reason: str
    """One of ``domain.codes.DECLINE_REASONS``; empty for any other text and for other events."""
    rank: int
    """Place on the list at which it was SHOWN, from 1; 0 where not known, and for other events."""


@dataclass(frozen=True)
class Feedback:
    """Events, oldest first."""

    events: tuple[Event, ...] = ()

    @cached_property
    def content(self) -> bytes:
        """The bytes that are frozen: one JSON list a line."""
        return b"".join(orjson.dumps(astuple(one)) + b"\n" for one in self.events)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the content."""
        return hashlib.sha256(self.content).hexdigest()

    def until(self, day: date) -> Feedback:
        """What had occurred by the end of ``day`` (UTC)."""
        end = (day + timedelta(days=1)).isoformat()
        return Feedback(tuple(one for one in self.events if one.at < end))


NO_FEEDBACK: Final = Feedback()


def freeze_feedback(database: Database, *, folder: Path) -> Feedback:
    """All feedback there is now; what there is any of is kept in ``folder``, readable by its owner alone."""
    rank_of = _ranks(shown_lists(database))
    frozen = Feedback(tuple(_event(told, rank_of) for told in told_events(database)))
    path = folder / f"{frozen.digest}.jsonl"
    if frozen.events and not path.exists():
        durable.write_bytes(path, frozen.content, mode=0o600)
    return frozen


def open_feedback(folder: Path, *, digest: str) -> Feedback:
    """Feedback that was frozen before; none for an empty ``digest``.

    Raises
    ------
    NotFound
        ``FEEDBACK_GONE``: the file is not there, or is not what it was.
    """
    if not digest:
        return NO_FEEDBACK
    path = folder / f"{digest}.jsonl"
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotFound(
            "FEEDBACK_GONE", f"Umpan balik yang dibekukan ({digest[:12]}) tidak ada lagi atau berubah.",
            fix="Pulihkan folder feedback dari cadangan.",
        )  # fmt: skip
    return Feedback(tuple(Event(*orjson.loads(line)) for line in content.splitlines()))


def _event(told: Told, rank_of: Callable[[Told], int]) -> Event:
    reason = told.reason.strip().upper().replace(" ", "_").replace("-", "_")
    known = told.event == "DECLINED" and reason in DECLINE_REASONS
    rank = rank_of(told) if told.event == "SHOWN" else 0
    return Event(told.at, told.asn_id, told.course_id, told.event, reason if known else "", rank)


def _ranks(lists: Iterable[ShownList]) -> Callable[[Told], int]:
    """The rank at which somebody was shown a course, by the recorded lists; 0 where they do not say."""
    by_person: dict[str, list[ShownList]] = defaultdict(list)
    for one in lists:
        by_person[one.asn_id].append(one)

    def rank_of(told: Told) -> int:
        known = by_person.get(told.asn_id, [])
        at = datetime.fromisoformat(told.at)
        place = bisect_right(known, moment_text(at + _SLACK), key=lambda one: one.at)
        newest = _newest_since(known[:place], moment_text(at - _WITHIN))
        return next((seen.courses.index(told.course_id) + 1 for seen in newest
                     if told.course_id in seen.courses), 0)  # fmt: skip

    return rank_of


def _newest_since(lists: list[ShownList], start: str) -> Iterator[ShownList]:
    """From the newest back, while they are from ``start`` on."""
    for one in reversed(lists):
        if one.at < start:
            return
        yield one

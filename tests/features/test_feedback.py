from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recommender.errors import NotFound
from recommender.features.feedback import NO_FEEDBACK, Event, freeze_feedback, open_feedback
from recommender.store.database import Database, open_database
from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, create_key
from recommender.store.served import GivenAnswer, new_record_id, record_answers

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "feedback"
        self.now = NOON
        self.database: Database = open_database(
            f"sqlite:///{folder / 'db.sqlite'}", audit_key=bytes(32), clock=lambda: self.now
        )
        record, _ = create_key(self.database, role="portal", actor="test")
        self.caller = Caller(record.key_id, record.role, record.unit_id)
        self.told = 0

    def tell(self, event: str, course: str, *, at: datetime = NOON, reason: str | None = None) -> None:
        self.told += 1
        report = Report("A1", course, event, at, reason)
        record_feedback(self.database, report, caller=self.caller, request_key=str(self.told))

    def listed(self, *courses: str, at: datetime) -> None:
        self.now = at
        given = GivenAnswer(new_record_id(), "2026Q2-00000001", {"asn_id": "A1"}, b"", courses)
        record_answers(self.database, [given])

    def frozen(self) -> tuple[Event, ...]:
        return freeze_feedback(self.database, folder=self.folder).events


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.database.close()


def test_what_is_frozen_comes_back_and_later_events_do_not_change_it(world: World) -> None:
    world.tell("SHOWN", "C1")
    first = freeze_feedback(world.database, folder=world.folder)
    world.tell("OPENED", "C1")
    second = freeze_feedback(world.database, folder=world.folder)
    assert first.digest != second.digest
    assert open_feedback(world.folder, digest=first.digest) == first
    assert open_feedback(world.folder, digest=second.digest).events == second.events
    assert {one.stat().st_mode & 0o777 for one in world.folder.iterdir()} == {0o600}


def test_the_same_events_give_the_same_digest_in_whatever_order_they_came(tmp_path: Path) -> None:
    digests = []
    for place, order in enumerate((("C1", "C2"), ("C2", "C1"))):
        (tmp_path / str(place)).mkdir()
        world = World(tmp_path / str(place))
        for course in order:
            world.tell("SHOWN", course, at=NOON.replace(hour=int(course[1])))
        digests.append(freeze_feedback(world.database, folder=world.folder).digest)
        world.database.close()
    assert digests[0] == digests[1]


def test_without_feedback_nothing_is_written(world: World) -> None:
    assert freeze_feedback(world.database, folder=world.folder) == NO_FEEDBACK
    assert open_feedback(world.folder, digest="") == NO_FEEDBACK
    assert not world.folder.exists()


def test_feedback_that_is_gone_or_altered_is_refused(world: World) -> None:
    world.tell("SHOWN", "C1")
    frozen = freeze_feedback(world.database, folder=world.folder)
    (world.folder / f"{frozen.digest}.jsonl").write_bytes(b"")
    for digest in (frozen.digest, "0" * 64):
        with pytest.raises(NotFound, match="FEEDBACK_GONE"):
            open_feedback(world.folder, digest=digest)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("NOT_RELEVANT", "NOT_RELEVANT"), (" not relevant", "NOT_RELEVANT"), ("Date", "DATE"),
     ("Jadwal bentrok", ""), (None, "")],
)  # fmt: skip
def test_a_reason_is_a_code_or_nothing(world: World, reason: str | None, code: str) -> None:
    world.tell("DECLINED", "C1", reason=reason)
    assert world.frozen()[0].reason == code


def test_the_reason_of_anything_but_a_decline_is_not_kept(world: World) -> None:
    world.tell("OBJECTED", "C1", reason="DATE")
    assert world.frozen()[0].reason == ""


def test_the_rank_is_that_of_the_newest_list_of_the_day_before(world: World) -> None:
    world.listed("C1", "C2", "C3", at=NOON.replace(day=28))
    world.listed("C3", "C1", at=NOON.replace(hour=9))
    world.listed("C2", at=NOON.replace(hour=11, second=59))
    for course, at in (
        ("C1", NOON),  # second on the list of 9 o'clock: that of 11 does not hold it
        ("C2", NOON),  # first on that of 11
        ("C3", NOON.replace(hour=8)),  # the only list before is two days old
        ("C9", NOON),
    ):
        world.tell("SHOWN", course, at=at)
    world.tell("OPENED", "C1")
    ranks = {(one.course_id, one.event): one.rank for one in world.frozen()}
    assert ranks == {
        ("C1", "SHOWN"): 2, ("C2", "SHOWN"): 1, ("C3", "SHOWN"): 0, ("C9", "SHOWN"): 0, ("C1", "OPENED"): 0,
    }  # fmt: skip


def test_a_list_written_a_moment_after_it_was_shown_counts(world: World) -> None:
    world.listed("C1", at=NOON.replace(microsecond=400_000))
    world.tell("SHOWN", "C1")  # the portal's clock tells whole seconds
    assert world.frozen()[0].rank == 1


def test_what_was_told_later_than_a_day_is_left_out(world: World) -> None:
    world.tell("SHOWN", "C1", at=NOON)
    world.tell("OPENED", "C1", at=NOON.replace(month=7, day=1, hour=0))
    frozen = freeze_feedback(world.database, folder=world.folder)
    assert [one.event for one in frozen.until(date(2026, 6, 30)).events] == ["SHOWN"]
    assert frozen.until(date(2026, 7, 1)) == frozen

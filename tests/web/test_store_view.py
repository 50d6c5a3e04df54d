from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.errors import Unavailable
from recommender.store.database import Database, open_database
from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, create_key, revoke_key, verify_key
from recommender.web.store_view import STALE_SECONDS, StoreView

OBJECTION = Report("A1", "C1", "OBJECTED", datetime(2026, 11, 24, tzinfo=UTC))


class World:
    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.database = open_database(f"sqlite:///{folder / 'db.sqlite'}", audit_key=b"a" * 32)
        record, self.key = create_key(self.database, role="portal", actor="test")
        self.caller = Caller(record.key_id, "portal", None)
        self.view = StoreView(self.database, clock=lambda: self.now)
        self.view.refresh()

    def revoke(self) -> None:
        revoke_key(self.database, key_id=self.caller.key_id, actor="test")

    def lose_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lost(_: Database) -> None:
            raise Unavailable("STORAGE_UNAVAILABLE", "hilang")

        monkeypatch.setattr(Database, "reading", lost)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.database.close()


def test_a_key_once_seen_is_known_without_the_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.view.verify_key(world.key) == world.caller
    world.lose_database(monkeypatch)
    assert world.view.verify_key(world.key) == world.caller
    with pytest.raises(Unavailable):
        world.view.verify_key(world.key[:-1] + "x")


@pytest.mark.parametrize("key", ["", "x", "asn_00000000_" + "x" * 43, "\udcff"])
def test_what_is_no_key_is_nobodys(world: World, key: str) -> None:
    assert world.view.verify_key(key) is None


def test_a_key_made_later_works_at_once(world: World) -> None:
    record, key = create_key(world.database, role="auditor", unit_id="U2", actor="test")
    assert world.view.verify_key(key) == Caller(record.key_id, "auditor", "U2")


def test_a_revoked_key_ends_with_the_next_reading(world: World) -> None:
    assert world.view.verify_key(world.key) is not None
    world.revoke()
    world.view.refresh()
    assert world.view.verify_key(world.key) is None
    assert verify_key(world.database, key=world.key) is None


def test_an_objection_told_elsewhere_counts_with_the_next_reading(world: World) -> None:
    record_feedback(world.database, OBJECTION, caller=world.caller, request_key="1")
    assert "A1" not in world.view.objectors(["A1"])
    world.view.refresh()
    assert "A1" in world.view.objectors(["A1"])


def test_an_objection_written_here_counts_at_once_and_stays(world: World) -> None:
    stored = world.view.record_feedback(OBJECTION, caller=world.caller, request_key="1")
    assert stored["event"] == "OBJECTED"
    assert "A1" in world.view.objectors(["A1"])
    world.view.refresh()
    assert set(world.view.objectors(["A1"])) == {"A1"}


def test_other_feedback_is_no_objection(world: World) -> None:
    shown = Report("A2", "C1", "SHOWN", datetime(2026, 11, 24, tzinfo=UTC))
    world.view.record_feedback(shown, caller=world.caller, request_key="1")
    assert "A2" not in world.view.objectors(["A2"])


def test_a_view_that_could_not_be_read_again_is_soon_not_used(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.view.verify_key(world.key) is not None
    world.revoke()
    record_feedback(world.database, OBJECTION, caller=world.caller, request_key="1")
    world.now = STALE_SECONDS
    assert world.view.verify_key(world.key) is None
    assert set(world.view.objectors(["A1", "A2"])) == {"A1"}
    world.lose_database(monkeypatch)
    world.view.refresh()
    for ask in (lambda: world.view.verify_key(world.key), lambda: world.view.objectors(["A1"])):
        with pytest.raises(Unavailable):
            ask()


def test_a_view_never_read_asks_the_database(world: World) -> None:
    unread = StoreView(world.database, clock=lambda: 0.0)
    assert unread.verify_key(world.key) == world.caller
    assert unread.objectors(["A1"]) == frozenset()


def test_an_objection_that_ended_here_no_longer_counts(world: World) -> None:
    world.view.record_feedback(OBJECTION, caller=world.caller, request_key="1")
    assert "A1" in world.view.objectors(["A1"])
    world.view.end_objection("A1", outcome="WITHDRAWN", note="Surat", caller=world.caller)
    assert "A1" not in world.view.objectors(["A1"])

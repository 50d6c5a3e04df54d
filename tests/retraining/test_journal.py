from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import Conflict, GateRefused
from recommender.retraining.journal import only_one


def test_what_was_noted_is_found_by_snapshot_and_code(tmp_path: Path):
    with only_one(tmp_path / "quarters") as journal:
        assert journal.version_of(snapshot="a", code="1") is None
        journal.note(snapshot="a", code="1", version="v1")
        journal.note(snapshot="a", code="2", version="v2")
    with only_one(tmp_path / "quarters") as journal:
        assert [journal.version_of(snapshot="a", code=code) for code in "123"] == ["v1", "v2", None]


def test_a_second_holder_is_told_and_the_lock_ends_with_the_first(tmp_path: Path):
    with only_one(tmp_path), pytest.raises(Conflict, match="RETRAIN_RUNNING"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_a_killed_run_goes_on_with_what_it_began_with_and_an_ended_one_does_not(tmp_path: Path):
    told = iter(["first", "second", "third"])
    with only_one(tmp_path) as journal:
        with pytest.raises(KeyboardInterrupt), journal.run("a", hear=lambda: next(told)) as heard:
            assert heard == "first"
            raise KeyboardInterrupt
        with pytest.raises(GateRefused), journal.run("a", hear=lambda: next(told)) as heard:
            assert heard == "first"
            raise GateRefused("GATE_RED", "merah")
        with journal.run("a", hear=lambda: next(told)) as heard:
            assert heard == "second"
        with journal.run("a", hear=lambda: next(told)) as heard:
            assert heard == "third"

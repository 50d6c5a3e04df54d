from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from recommender.bundle.promotion import promote_version
from recommender.bundle.registry import list_versions
from recommender.retraining.journal import FOLDER, only_one
from recommender.retraining.prune import Pruned, prune
from recommender.store.audit import verify_audit
from recommender.store.gate_results import record_gate
from recommender.store.served import GivenAnswer, record_answers
from recommender.store.serving import register_version
from tests.retraining.conftest import Home
from tests.small_bundle import PUBLIC_KEY, write_small_bundle


def pruned(home: Home, keep: int) -> Pruned:
    return prune(home.settings, home.tools.database, keep=keep, public_key=PUBLIC_KEY, actor="test")


def snapshot(home: Home, name: str) -> str:
    (home.settings.snapshots_dir / name).mkdir(parents=True)
    (home.settings.snapshots_dir / name / "manifest.json").write_text("{}")
    return name


def frozen(home: Home, name: str) -> str:
    home.settings.feedback_dir.mkdir(exist_ok=True)
    (home.settings.feedback_dir / f"{name}.jsonl").write_bytes(b"[]")
    return name


def test_what_anything_names_stays_and_what_nothing_names_goes(make_home: Callable[[], Home]):
    home = make_home()
    models, database = home.settings.models_dir, home.tools.database
    served, answered, compared, unnamed, newest = (
        write_small_bundle(
            models, dial=dial, snapshot_digest=snapshot(home, digit * 64),
            metrics={"feedback": {"digest": frozen(home, digit * 64)}},
        ).name
        for dial, digit in ((0.1, "a"), (0.2, "b"), (0.3, "c"), (0.35, "f"), (0.4, "d"))
    )  # fmt: skip
    orphan = snapshot(home, "e" * 64)
    promote_version(database, version=served, models_dir=models, public_key=PUBLIC_KEY, actor="test")
    record_answers(database, [GivenAnswer("0" * 32, answered, {}, b"", ())])
    register_version(database, version=compared, content_digest="c" * 64, snapshot_digest="c" * 64)
    record_gate(database, version=compared, champion=served, red=["overlap"], digest="0" * 64, actor="test")

    found = pruned(home, keep=1)
    assert found == Pruned((unnamed,), (orphan, "f" * 64), ("f" * 64,), ())
    assert set(list_versions(models)) == {served, answered, compared, newest}
    kept = {digit * 64 for digit in "abcd"}
    assert {one.name for one in home.settings.snapshots_dir.iterdir()} == kept
    assert {one.stem for one in home.settings.feedback_dir.iterdir()} == kept
    assert pruned(home, keep=1) == Pruned((), (), (), ())
    assert verify_audit(database).faults == ()


def test_feedback_that_an_unfinished_quarter_works_with_stays(make_home: Callable[[], Home]):
    home = make_home()
    digest = frozen(home, "a" * 64)
    with (
        only_one(home.settings.home / FOLDER) as journal,
        pytest.raises(KeyboardInterrupt),
        journal.run("x", hear=lambda: digest),
    ):
        raise KeyboardInterrupt
    assert pruned(home, keep=1).feedback == ()


def test_a_version_that_does_not_verify_is_left_and_named_and_so_are_all_snapshots(
    make_home: Callable[[], Home],
):
    home = make_home()
    broken = write_small_bundle(home.settings.models_dir)
    (broken / "contents.json").write_bytes(b"{}")
    snapshot(home, "a" * 64)
    assert pruned(home, keep=1) == Pruned((), (), (), (broken.name,))
    assert broken.is_dir() and (home.settings.snapshots_dir / ("a" * 64)).is_dir()


def test_leavings_of_killed_processes_go_after_a_day(make_home: Callable[[], Home]):
    home = make_home()
    old, new = home.settings.models_dir / ".tmp-old", home.settings.models_dir / ".tmp-new"
    old.mkdir(parents=True), new.mkdir()
    os.utime(old, (0, 0))
    pruned(home, keep=1)
    assert not old.exists() and new.exists()

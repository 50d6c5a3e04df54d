from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from sqlalchemy import update

from recommender.bundle.promotion import promote_version
from recommender.bundle.registry import list_versions
from recommender.retraining.journal import FOLDER, only_one
from recommender.retraining.prune import Pruned, prune
from recommender.store.audit import verify_audit
from recommender.store.gate_results import gate_record, record_gate
from recommender.store.schema import PLANS
from recommender.store.served import GivenAnswer, record_answers
from recommender.store.serving import register_version
from recommender.store.shadow import start_shadow, stop_shadow
from tests.retraining.conftest import Home
from tests.small_bundle import PUBLIC_KEY, write_small_bundle
from tests.store.plan_world import account, proposed


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


def test_what_people_were_told_with_stays_and_says_why_and_what_was_only_compared_goes(
    make_home: Callable[..., Home],
):
    home = make_home()
    models, database = home.settings.models_dir, home.tools.database
    served, answered, planned, cancelled, watched, refused, unnamed, newest = (
        write_small_bundle(
            models, dial=number / 10, snapshot_digest=snapshot(home, digit * 64),
            metrics={"feedback": {"digest": frozen(home, digit * 64)}},
        ).name
        for number, digit in enumerate("123456ab", 1)
    )  # fmt: skip
    orphan = snapshot(home, "e" * 64)
    promote_version(database, version=served, models_dir=models, public_key=PUBLIC_KEY, actor="test")
    record_answers(database, [GivenAnswer("0" * 32, answered, {}, b"", ())])
    planner = account(database, "planner")
    for version in (planned, served):
        proposed(database, planner, version=version)
    gone = proposed(database, planner, version=cancelled)
    with database.writing() as connection:
        connection.execute(update(PLANS).where(PLANS.c.plan_id == gone).values(state="CANCELLED"))
    start_shadow(database, version=watched, actor="test")
    register_version(database, version=refused, content_digest="c" * 64, snapshot_digest="6" * 64)
    record_gate(database, version=refused, champion=served, red=["overlap"], digest="0" * 64, actor="test")
    report = home.settings.home / FOLDER / refused / "report.json"
    report.parent.mkdir(parents=True)
    report.write_bytes(b"{}")

    found = pruned(home, keep=1)
    assert set(found.versions) == {cancelled, refused, unnamed}
    assert set(found.snapshots) == {orphan, "4" * 64, "6" * 64, "a" * 64}
    assert found.kept == {
        served: ("SERVED", "PLANNED"), answered: ("ANSWERED",), planned: ("PLANNED",),
        watched: ("WATCHED",), newest: ("NEWEST",),
    }  # fmt: skip
    assert set(list_versions(models)) == set(found.kept)
    kept = {digit * 64 for digit in "1235b"}
    assert {one.name for one in home.settings.snapshots_dir.iterdir()} == kept
    assert {one.stem for one in home.settings.feedback_dir.iterdir()} == kept
    assert gate_record(database, version=refused).red == ("overlap",) and report.exists()
    assert pruned(home, keep=1) == Pruned((), (), (), (), found.kept)
    assert verify_audit(database).faults == ()


def test_what_is_no_longer_watched_and_came_to_nothing_goes(make_home: Callable[..., Home]):
    home = make_home()
    models, database = home.settings.models_dir, home.tools.database
    watched, newest = (write_small_bundle(models, dial=dial).name for dial in (0.1, 0.2))
    start_shadow(database, version=watched, actor="test")
    assert pruned(home, keep=1).kept == {watched: ("WATCHED",), newest: ("NEWEST",)}
    stop_shadow(database, actor="test")
    assert pruned(home, keep=1).versions == (watched,)


def test_feedback_that_an_unfinished_quarter_works_with_stays(make_home: Callable[..., Home]):
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
    make_home: Callable[..., Home],
):
    home = make_home()
    broken = write_small_bundle(home.settings.models_dir)
    (broken / "contents.json").write_bytes(b"{}")
    snapshot(home, "a" * 64)
    assert pruned(home, keep=1) == Pruned((), (), (), (broken.name,), {})
    assert broken.is_dir() and (home.settings.snapshots_dir / ("a" * 64)).is_dir()


def test_leavings_of_killed_processes_go_after_a_day(make_home: Callable[..., Home]):
    home = make_home()
    old, new = home.settings.models_dir / ".tmp-old", home.settings.models_dir / ".tmp-new"
    old.mkdir(parents=True), new.mkdir()
    os.utime(old, (0, 0))
    pruned(home, keep=1)
    assert not old.exists() and new.exists()

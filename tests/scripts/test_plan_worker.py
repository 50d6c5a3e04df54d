from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from recommender.bundle.promotion import promote_version
from recommender.bundle.write import write_bundle
from recommender.config import Settings, read_settings
from recommender.store.database import Database, open_database
from recommender.store.plan_jobs import claim
from recommender.store.plans import Plans
from recommender.store.secret_files import make_secrets, read_audit_key, read_signing_key
from tests.store.plan_world import account
from training_scripts import plan_worker
from training_scripts.plan_worker import Heart, command

ASKED: dict[str, Any] = {"year": 2027, "budget": 3e7, "rules": {}, "lock": [], "ban": [], "drop": []}


@pytest.fixture
def settings(province_snapshot, province_trained, tmp_path, monkeypatch) -> Settings:
    """A home in which the small province serves."""
    home = read_settings({}, home=str(tmp_path / "var"), models_dir=str(tmp_path / "models"))
    monkeypatch.setenv("ASN_HOME", str(home.home))
    monkeypatch.setenv("ASN_MODELS_DIR", str(home.models_dir))
    monkeypatch.setattr(plan_worker.os, "nice", lambda by: by)
    make_secrets(home.keys_dir)
    shutil.copytree(province_snapshot.path, home.snapshots_dir / province_snapshot.digest)
    key = read_signing_key(home.keys_dir)
    version = write_bundle(
        replace(province_trained.bundle), models_dir=home.models_dir, signing_key=key, code_version="test"
    )
    database = open_database(home.database_url, audit_key=read_audit_key(home.keys_dir))
    promote_version(
        database, version=version, models_dir=home.models_dir, public_key=key.public_key(), actor="test",
        reason="",
    )  # fmt: skip
    database.close()
    return home


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings.database_url, audit_key=read_audit_key(settings.keys_dir))
    yield opened
    opened.close()


def test_what_waits_is_computed_and_what_cannot_be_says_why(database: Database) -> None:
    plans, caller = Plans(database), account(database, "planner")
    good = plans.create(caller, title="R", request=ASKED)
    bad = plans.create(caller, title="R", request={**ASKED, "year": 2040})
    wrong = plans.create(caller, title="R", request={})
    done = CliRunner().invoke(command)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, '{"computed":3}'), done.output
    view = plans.view(good)
    assert (view.row.state, view.row.revision) == ("PROPOSED", 1)
    assert view.content is not None and view.content["year"] == 2027
    failures = [plans.view(one).row.failure for one in (bad, wrong)]
    assert [one["code"] for one in failures if one] == ["PLAN_NO_SESSIONS", "PLAN_FAILED"]


def test_the_heart_tells_progress_and_hears_that_the_work_is_not_wanted(database: Database) -> None:
    plans, caller = Plans(database), account(database, "planner")
    plan_id = plans.create(caller, title="R", request=ASKED)
    job = claim(database)
    assert job is not None
    heart = Heart(database, job)
    heart.progress("Menyusun", 3, 8)
    with heart.beating():
        pass
    row = plans.view(plan_id).row
    assert (row.step, row.done, row.total, heart.stopped()) == ("Menyusun", 3, 8, False)
    plans.stop(caller, plan_id, action="CANCEL")
    again = Heart(database, job)
    with again.beating():
        pass
    assert again.stopped()
